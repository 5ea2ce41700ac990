import { basename, dirname } from 'node:path'
import { Missing } from '../missing.mjs'

const WITHOUT = {
  litert: 'TensorFlow Lite models, and graphs that lower to one, run on wasm, slower',
  tensorflow: 'Graphs that lower run on litert or wasm; those with loops or strings have no engine',
}

/** Gets the library of an engine into the cache. @throws Missing where it cannot */
export async function installEngine(kind) {
  const { installLibrary } = await import('@zoo/native')
  try {
    const { files, fetched } = await installLibrary(kind, { onProgress: shown(kind) })
    return `${basename(dirname(files[0]))} ${fetched ? 'installed' : 'present'}`
  } catch (error) {
    throw new Missing({
      what: 'The library could not be fetched',
      without: WITHOUT[kind],
      cure: `With Python 3 and pip: npx zoo install ${kind}`,
      errors: [error],
    })
  } finally {
    clear()
  }
}

/** How far the download is, in one line of the terminal that is written over. */
function shown(kind) {
  if (!process.stderr.isTTY) return undefined
  let next = 0
  return ({ step, receivedBytes }) => {
    if (performance.now() < next) return
    next = performance.now() + 200
    process.stderr.write(`\r\x1b[Ksetup: engine ${kind}: ${step} ${(receivedBytes / 1e6).toFixed(0)} MB`)
  }
}

const clear = () => process.stderr.isTTY && process.stderr.write('\r\x1b[K')
