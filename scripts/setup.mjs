import { basename } from 'node:path'
import { pathToFileURL } from 'node:url'
import { withLock } from './lock.mjs'
import { inRoot } from './root.mjs'
import { buildAddon } from './steps/addon.mjs'
import { installDependencies } from './steps/dependencies.mjs'
import { installEngine } from './steps/engines.mjs'
import { installNodeReleases } from './steps/node-releases.mjs'
import { buildPackages } from './steps/packages.mjs'
import { installPythonLitert } from './steps/python-litert.mjs'
import { fetchSamples } from './steps/samples.mjs'
import { installSystemPackages } from './steps/system-packages.mjs'
import { buildTfjsNode } from './steps/tfjs-node.mjs'
import { fillWeights, modelPackages } from './steps/weights.mjs'

const OLDEST_NODE = [20, 19]

/**
 * Everything a fresh clone needs: dependencies, built packages, the addon, engines, weights, samples. Each part is left alone
 * where it is up to date. A part that cannot be done gets one line with what is missing, what still works and what cures it
 * (ZOO_DEBUG=1 shows every reason), and the others go on.
 * @param forTests what only tests need, too
 * @returns what is missing, a sentence each
 */
export async function setup({ forTests = false } = {}) {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1])) {
    throw new Error(`Node ${OLDEST_NODE.join('.')} or later is needed; this is ${process.versions.node}.`)
  }
  const missing = []
  const optional = async (title, work) => {
    try {
      await step(title, work)
    } catch (error) {
      missing.push(`${title}: ${error.message}`)
      console.log(`setup: ${title}: missing. ${error.message}`)
      if (process.env.ZOO_DEBUG) for (const detail of error.details ?? [error.stack]) console.log(`  ${detail}`)
    }
  }
  // What follows these keeps to the cache, which has locks of its own.
  await withLock(inRoot('.turbo', 'setup.lock'), async () => {
    await step('dependencies', installDependencies)
    await step('packages', buildPackages)
    await optional('addon', buildAddon)
  })
  for (const kind of ['litert', 'tensorflow']) await optional(`engine ${kind}`, () => installEngine(kind))
  for (const folder of modelPackages()) {
    await optional(`weights of ${basename(folder)}`, () => fillWeights(folder))
  }
  await optional('samples', fetchSamples)
  if (forTests) {
    await optional('tfjs-node', buildTfjsNode)
    await optional("Python's LiteRT", installPythonLitert)
    await optional('other releases of Node', installNodeReleases)
    await optional('Redis and Chromium', installSystemPackages)
  }
  return missing
}

async function step(title, work) {
  const start = performance.now()
  const outcome = await work()
  const seconds = ((performance.now() - start) / 1000).toFixed(1)
  console.log(`setup: ${title}: ${outcome ?? 'done'} (${seconds} s)`)
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) await setup()
