/** What the process exits with; `zoo --help` and the README list them. */
export const EXIT = {
  ok: 0,
  /** Something asked for could not be done; one of several images is enough. */
  failure: 1,
  /** The command line itself was wrong. */
  usage: 2,
  /** Ctrl-C, as shells count it: 128 + SIGINT. */
  interrupted: 130,
} as const
