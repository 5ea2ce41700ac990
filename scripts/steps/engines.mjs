import { inRoot } from '../root.mjs'
import { run } from '../run.mjs'

const WITHOUT = {
  litert: 'Without it TensorFlow Lite models, and the graphs that lower to one, run on the engine wasm, slower.',
  tensorflow:
    'Without it graphs that lower run on litert or wasm; those with loops, strings and the like have no engine.',
}

/** Gets the library of an engine into the cache by `zoo install`, which shows its own progress and says what stands in its way. */
export async function installEngine(kind) {
  try {
    await run(process.execPath, [inRoot('packages', 'cli', 'dist', 'main.js'), 'install', kind])
  } catch {
    throw new Error(WITHOUT[kind])
  }
}
