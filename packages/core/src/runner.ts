import type { Executable, Feed, Runner } from './engine.js'

/** The short way for all runs that are like one, on any engine. */
export function runnerOf(executable: Executable, feeds: readonly Feed[], fetches: readonly string[]): Runner {
  if (executable.runner) return executable.runner(feeds, fetches)
  const names = feeds.map(({ name }) => name)
  return { run: (given, signal, into) => executable.run(renamed(given, names), fetches, signal, into) }
}

/** Feeds under other names, in the same order. */
export const renamed = (feeds: readonly Feed[], names: readonly string[]): readonly Feed[] =>
  feeds.map(({ tensor }, i) => ({ name: names[i]!, tensor }))
