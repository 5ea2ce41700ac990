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
import { installSystemPackages } from './steps/system-packages.mjs'
import { buildTfjsNode } from './steps/tfjs-node.mjs'
import { fillWeights, modelPackages } from './steps/weights.mjs'

const OLDEST_NODE = [20, 19]

/**
 * Everything a fresh clone needs: dependencies, built packages, the addon, engines, weights. Each part is left alone
 * where it is up to date; each that cannot be done is named with what still works, and the others go on.
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
    await optional(`weights of ${basename(folder)}`, () => weightsOf(folder))
  }
  if (forTests) {
    await optional('tfjs-node', buildTfjsNode)
    await optional("Python's LiteRT", installPythonLitert)
    await optional('other releases of Node', installNodeReleases)
    await optional('Redis and Chromium', installSystemPackages)
  }
  return missing
}

async function weightsOf(folder) {
  const filled = await fillWeights(folder)
  const failed = filled.filter(({ outcome }) => outcome === 'failed')
  for (const { error } of failed) console.log(`setup: ${error.message}`)
  if (failed.length === filled.length && failed.length > 0) throw new Error('none of its files could be had.')
  return filled.map(({ file, outcome }) => `${file} ${outcome}`).join(', ')
}

async function step(title, work) {
  const start = performance.now()
  const outcome = await work()
  const seconds = ((performance.now() - start) / 1000).toFixed(1)
  console.log(`setup: ${title}: ${outcome ?? 'done'} (${seconds} s)`)
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) await setup()
