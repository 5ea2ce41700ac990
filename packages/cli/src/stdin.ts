/** The argument that stands for standard input. */
export const STDIN = '-'

/** All of standard input, or where it has more than `mostBytes` the beginning, which is longer than that. */
export async function readStdin(mostBytes = Number.POSITIVE_INFINITY): Promise<Buffer> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    chunks.push(chunk)
    length += chunk.length
    if (length > mostBytes) break
  }
  return Buffer.concat(chunks)
}
