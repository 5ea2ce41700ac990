import { execFile } from 'node:child_process'

/** A curl command of a README, and the output that the README shows. */
export interface CurlLine {
  readonly command: string
  /** Without the comment signs; `…` stands for any text. Undefined where the README shows none. */
  readonly shown: string | undefined
}

/** The curl commands of a README's `sh` blocks; the comment lines that follow a command are its output. */
export function curlLines(readme: string): CurlLine[] {
  const found: { command: string; shown: string | undefined }[] = []
  for (const [, block = ''] of readme.matchAll(/^```sh\n(.*?)^```/gms)) {
    let last: (typeof found)[number] | undefined
    for (const line of block.replaceAll('\\\n', ' ').split('\n')) {
      if (line.startsWith('curl ')) {
        last = { command: line, shown: undefined }
        found.push(last)
      } else if (line.startsWith('# ') && last) {
        last.shown = last.shown === undefined ? line.slice(2) : `${last.shown}\n${line.slice(2)}`
      } else last = undefined
    }
  }
  return found
}

/** Where curl commands run. */
export interface CurlPlace {
  /** The folder that relative paths start at. */
  readonly folder: string
  /** `localhost` with the port of the README, and the one of the server that runs. */
  readonly ports: Readonly<Record<number, number>>
  /** A command that runs another one: `nsenter …`. */
  readonly through?: readonly string[]
}

const HASH = /\b[0-9a-f]{64}\b/g

/**
 * Runs commands one after another, as a reader does. A hash that the README shortens, `7aad…`, is taken from what an earlier command
 * printed.
 * @returns what each printed
 */
export async function runCurlLines(lines: readonly CurlLine[], { folder, ports, through = [] }: CurlPlace) {
  const outputs: string[] = []
  for (const { command } of lines) {
    const hashes = outputs.flatMap((output) => output.match(HASH) ?? [])
    const real = command
      .replace(/localhost:(\d+)/g, (whole, port) => (ports[port] ? `127.0.0.1:${ports[port]}` : whole))
      .replace(/\b([0-9a-f]{4,})…/g, (whole, start) => hashes.find((hash) => hash.startsWith(start)) ?? whole)
    const quiet = real.replace(/^curl /, 'curl -sS --max-time 120 ')
    // nsenter forgets the working directory.
    outputs.push(await output([...through, 'bash', '-c', `cd '${folder}' && ${quiet}`]))
  }
  return outputs
}

/** Whether output is what a README shows. */
export function matchesShown(output: string, shown: string): boolean {
  const pattern = shown.split('…').map((text) => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
  return new RegExp(`^${pattern.join('.*')}$`, 's').test(output.replaceAll('\r', '').trim())
}

const output = (command: readonly string[]): Promise<string> =>
  new Promise((resolve, reject) => {
    const [name = '', ...args] = command
    execFile(name, args, { maxBuffer: 2 ** 26 }, (error, stdout, stderr) =>
      error ? reject(new Error(`${command.join(' ')}: ${stderr || error.message}`)) : resolve(stdout),
    )
  })
