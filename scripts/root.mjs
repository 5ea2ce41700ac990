import { readFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The checkout's folder. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)))

/** A path inside the checkout. */
export const inRoot = (...parts) => join(root, ...parts)

/** The root's package.json. */
export const manifest = JSON.parse(readFileSync(inRoot('package.json'), 'utf8'))

/** The environment for the tools of node_modules: found by name, and telling nobody that they run. */
export const toolEnvironment = {
  ...process.env,
  PATH: `${inRoot('node_modules', '.bin')}${delimiter}${process.env.PATH ?? ''}`,
  TURBO_TELEMETRY_DISABLED: '1',
  DO_NOT_TRACK: '1',
}
