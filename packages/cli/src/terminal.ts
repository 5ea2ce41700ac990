import type { WriteStream } from 'node:tty'
import picocolors from 'picocolors'

/**
 * Colours for what is written to `stream`: none unless it is a terminal that has them.
 * Node's own check honours NO_COLOR, FORCE_COLOR and TERM.
 */
export const colors = (stream: NodeJS.WriteStream) =>
  picocolors.createColors(Boolean(stream.isTTY && (stream as WriteStream).hasColors()))

/** Text from a file or a name, with the control characters that could drive a terminal made visible. */
export const printable = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '\ufffd')
