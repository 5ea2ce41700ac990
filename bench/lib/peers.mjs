import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { cacheFolder, isOffline } from '@zoo/core/cache'

const run = promisify(execFile)

/** Written last: a folder without it was not filled to the end. */
const MARK = 'complete'

const windows = process.platform === 'win32'

/**
 * Fills a folder of the cache once, for this bench alone: no package of ours depends on what is in it.
 * @param what says what is being got, for the one who waits
 * @returns { folder }, or { reason } where it cannot be had
 */
const once = async (name, what, fill) => {
  const folder = cacheFolder('bench', name)
  if (existsSync(join(folder, MARK))) return { folder }
  if (isOffline()) return { reason: `${what} is not in ${folder}, and ZOO_OFFLINE forbids to get it` }
  console.error(`getting ${what}, once, into ${folder}`)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  try {
    await fill(folder)
    writeFileSync(join(folder, MARK), '')
    return { folder }
  } catch (error) {
    if (error.code === 'ENOENT') return { reason: `there is no ${error.path}` }
    const [last = error.message] = String(error.stderr ?? '')
      .trim()
      .split('\n')
      .slice(-1)
    return { reason: `${what} cannot be installed: ${last}` }
  }
}

/**
 * A Python with the TensorFlow whose converter ours is measured against, in an environment of its own (1.6 GB).
 * @returns { python } its program, or { reason }
 */
export const tensorflowPython = async () => {
  const wheel = process.platform === 'linux' && process.arch === 'x64' ? 'tensorflow-cpu' : 'tensorflow'
  const python = (folder) => (windows ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python'))
  const got = await once('tensorflow-2.21.0', "Python's TensorFlow", async (folder) => {
    await run(windows ? 'python' : 'python3', ['-m', 'venv', folder])
    await run(python(folder), ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', `${wheel}==2.21.0`])
  })
  return 'reason' in got ? got : { python: python(got.folder) }
}

const TFJS_VERSION = '4.22.0'
const TFJS_PACKAGES = ['core', 'converter', 'backend-wasm'].map((name) => `@tensorflow/tfjs-${name}@${TFJS_VERSION}`)

/**
 * TensorFlow.js with its WebAssembly backend, in a folder of its own (90 MB).
 * @returns { folder } with its node_modules, and { version }; or { reason }
 */
export const tensorflowJs = async () => {
  const got = await once(`tfjs-${TFJS_VERSION}`, 'TensorFlow.js', async (folder) => {
    const args = ['install', '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund', ...TFJS_PACKAGES]
    // On Windows npm is a script of the shell's.
    await run('npm', args, { shell: windows })
  })
  return { ...got, version: TFJS_VERSION }
}

const ONNX_VERSION = '1.30.0'
const ONNX_PACKAGES = [`onnxruntime-node@${ONNX_VERSION}`, 'onnx-proto@8.0.1']

/**
 * onnxruntime-node and the classes of its file format, in a folder of its own (300 MB). Its install script only gets CUDA, so it is
 * not run.
 * @returns { folder } with its node_modules, and { version }; or { reason }
 */
export const onnxRuntime = async () => {
  const got = await once(`onnxruntime-${ONNX_VERSION}`, 'onnxruntime-node', async (folder) => {
    const args = ['install', '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund', ...ONNX_PACKAGES]
    await run('npm', args, { shell: windows })
  })
  return { ...got, version: ONNX_VERSION }
}
