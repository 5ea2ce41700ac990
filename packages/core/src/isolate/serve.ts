import { type OnReadOpts, Socket, type SocketConstructorOpts } from 'node:net'
import { preparedFile } from '../compile-model.js'
import { openModelFile } from '../model-file.js'
import { compileByEngine } from '../routing/choose-engine.js'
import type { Compiled } from '../routing/run-plan.js'
import { formOfError } from './error-form.js'
import { type Frame, FrameReader, frameOf } from './frames.js'
import { type Answer, FRAMES_FD, type LoadSettings, type Numbered, type Question } from './protocol.js'
import { packTensor, unpackTensor } from './tensor-segments.js'
import { endProcess } from './watchdog.js'

/** Bytes read at a time; with Node's usual 64 KiB a picture takes twice as long. */
const READ_BYTES = 1 << 20

/** The main thread of an engine process: loads one model and answers runs of it until the other side closes the line. */
export function serve(): void {
  const onread: OnReadOpts = {
    buffer: new Uint8Array(READ_BYTES),
    callback: (count, buffer) => {
      reader.push(buffer.subarray(0, count))
      return true
    },
  }
  // The constructor takes `onread` as `connect` does, which its types leave out.
  const options: SocketConstructorOpts & { onread: OnReadOpts } = { fd: FRAMES_FD, onread }
  const line = new Socket(options)
  for (const event of ['end', 'close', 'error']) line.on(event, endProcess)
  const answerer = new Answerer()
  const reader = new FrameReader<Numbered<Question>>(Number.POSITIVE_INFINITY, (frame) => void reply(frame))

  async function reply(frame: Frame<Numbered<Question>>): Promise<void> {
    const { id } = frame.header
    let chunks: readonly Uint8Array[]
    try {
      const [answer, segments] = await answerer.answer(frame)
      chunks = frameOf({ ...answer, id }, segments)
    } catch (error) {
      chunks = frameOf({ kind: 'failed', error: formOfError(error), id }, [])
    }
    line.cork()
    for (const chunk of chunks) line.write(chunk)
    line.uncork()
  }
}

type Reply = readonly [answer: Answer, segments: readonly Uint8Array[]]

class Answerer {
  #compiled: Compiled | undefined

  async answer({ header, segments }: Frame<Question>): Promise<Reply> {
    if (header.kind === 'load') {
      this.#compiled = await load(header.settings, new Uint8Array(segments[0]!))
      return [{ kind: 'loaded', engine: this.#compiled.engine }, []]
    }
    const { executable, plan } = this.#compiled!
    if (header.kind === 'plan') return [{ kind: 'planned', plan: await plan(header.feeds, header.fetches) }, []]
    const { names, feeds, fetches } = header
    const given = feeds.map((form, i) => ({ name: names[i]!, tensor: unpackTensor(form, segments[i]) }))
    // No signal: an aborted run ends by itself, or the parent ends this process.
    const packed = (await executable.run(given, fetches)).map(packTensor)
    return [{ kind: 'ran', tensors: packed.map(([form]) => form) }, packed.map(([, segment]) => segment)]
  }
}

async function load({ path, program, ...settings }: LoadSettings, bytes: Uint8Array): Promise<Compiled> {
  // From here engines are looked for as from the program itself.
  if (program !== undefined) process.argv[1] = program
  // The parent has the deadlines, and ends this process.
  const options = { ...settings, isolate: false as const, signal: undefined, timeoutMs: undefined }
  const { file } = preparedFile(await openModelFile(bytes, path, options), options.signature)
  return compileByEngine(file, options)
}
