import { existsSync, readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..')

/** The folder with weights, images, graphs and expected answers; beside the checkout unless ZOO_SHARED says otherwise. */
export const sharedFolder = resolve(process.env.ZOO_SHARED ?? resolve(root, '../shared'))

/** A path inside the shared data. */
export const shared = (...parts: string[]): string => resolve(sharedFolder, ...parts)

/** A photograph of `examples/samples`, or where set-up could not fetch it, the shared data's photograph of the name. */
export const sample = (name: string): string => {
  const placed = resolve(root, 'examples/samples', name)
  return existsSync(placed) ? placed : shared('images', name)
}

/** A JSON file inside the shared data. */
export const sharedJson = <T>(...parts: string[]): T => JSON.parse(readFileSync(shared(...parts), 'utf8')) as T

/** Whether the shared data is here. In CI it is required, so this throws there instead of answering no. */
export const hasShared = (() => {
  const present = existsSync(shared('graphs'))
  if (!present && process.env.CI) throw new Error(`CI needs the shared data; expected it at ${sharedFolder}.`)
  return present
})()
