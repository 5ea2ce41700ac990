import { spawn, spawnSync } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { type DType, Tensor } from '@zoo/core'
import { cacheFolder } from '@zoo/core/cache'

/** A model and what it is fed, in the order of its inputs. */
export interface PythonRun {
  readonly model: Uint8Array
  readonly feeds: readonly Tensor[]
}

/** Where the set-up of the tests puts it: scripts/steps/python-litert.mjs. */
const env = { ...process.env, PYTHONPATH: cacheFolder('python-litert') }

/**
 * Whether Python has LiteRT here; when not, says why, for tests that are skipped. In CI on Linux it is required, so this throws there
 * instead of answering no.
 */
export const hasPythonLitert = (() => {
  const { status, stderr, error } = spawnSync('python3', ['-c', 'import ai_edge_litert.interpreter'], { env })
  if (status === 0) return true
  const reason = error?.message ?? String(stderr).trim().split('\n').at(-1)
  const message = `Python has no LiteRT, which scripts/steps/python-litert.mjs installs: ${reason}`
  if (process.env.CI && process.platform === 'linux') throw new Error(message)
  console.warn(`Skipping what needs it: ${message}`)
  return false
})()

const PROGRAM = fileURLToPath(new URL('python/run_tflite.py', import.meta.url))

const ARRAYS = {
  float32: Float32Array,
  int32: Int32Array,
  int64: BigInt64Array,
  int8: Int8Array,
  uint8: Uint8Array,
  bool: Uint8Array,
}

/** The outputs of each run by Python's interpreter, in the order of the model's. */
export const runInPython = async (runs: readonly PythonRun[]): Promise<readonly (readonly Tensor[])[]> => {
  const child = spawn('python3', [PROGRAM], { env })
  // It may fail before it has read all, and then says why.
  child.stdin.on('error', () => {})
  child.stdin.end(JSON.stringify(runs.map(({ model, feeds }) => ({ model: encoded(model), feeds: feeds.map(toJson) }))))
  const [answer, said] = await Promise.all([text(child.stdout), text(child.stderr)])
  if (!answer) throw new Error(said)
  const results: TensorJson[][] = JSON.parse(answer)
  return results.map((outputs) => outputs.map(fromJson))
}

interface TensorJson {
  readonly dtype: DType
  readonly shape: readonly number[]
  readonly data: string
}

const encoded = (array: ArrayBufferView): string =>
  Buffer.from(array.buffer, array.byteOffset, array.byteLength).toString('base64')

const toJson = ({ dtype, shape, data }: Tensor): TensorJson => ({
  dtype,
  shape,
  data: encoded(data as ArrayBufferView),
})

const fromJson = ({ dtype, shape, data }: TensorJson): Tensor => {
  const bytes = Uint8Array.from(Buffer.from(data, 'base64'))
  const elements = new ARRAYS[dtype as 'float32'](bytes.buffer as ArrayBuffer)
  return new Tensor<DType>(dtype, shape, elements)
}
