import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { type Attempt, locatePackage, NativeLoadError, platformName } from '@zoo/core/engine'
import { moduleOf, type Tfjs } from './tf.js'
import { checkNode } from './tfjs-node.js'

/** The packages that are TensorFlow.js, the fastest first. */
const PACKAGES = ['@tensorflow/tfjs-node', '@tensorflow/tfjs'] as const

/** What Node has loaded, by path; CommonJS alone, which TensorFlow.js is however it is imported. */
const loaded = createRequire(import.meta.url).cache

/**
 * The program's TensorFlow.js: one that it has loaded already, since to load another would change its backend; else the first
 * that is installed and loads.
 * @throws NativeLoadError (ERR_NATIVE_LOAD)
 */
export async function findTfjs(): Promise<Tfjs> {
  const found = PACKAGES.map((name) => ({ name, file: locatePackage(name, import.meta.url) }))
  const isLoaded = ({ file }: { file: string | undefined }) => Number(file !== undefined && loaded[file] !== undefined)
  const tried: Attempt[] = []
  for (const { name, file } of found.toSorted((a, b) => isLoaded(b) - isLoaded(a))) {
    if (file === undefined) {
      tried.push({ place: name, reason: 'it is not installed' })
      continue
    }
    try {
      // Loaded where it cannot run, it would be the backend of the other one too.
      if (name === '@tensorflow/tfjs-node') checkNode()
      return moduleOf(await import(pathToFileURL(file).href))
    } catch (error) {
      const [reason] = String((error as Error).message)
        .trim()
        .split('\n')
      tried.push({ place: `${name} at ${file}`, reason: reason! })
    }
  }
  const advice = 'npm install @tensorflow/tfjs'
  const reasons = tried.map(({ place, reason }) => `${place}: ${reason.replace(/\.$/, '')}`).join('; ')
  throw new NativeLoadError(
    `There is no TensorFlow.js to run on: ${reasons}. Type ${advice}, or pass the program's own: tfjs(tf).`,
    { platform: platformName(), tried, advice },
  )
}
