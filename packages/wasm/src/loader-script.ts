import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { compileFunction } from 'node:vm'
import type { Build } from './builds.js'

/** What a build's script makes: call it to start one instance. */
export type ModuleFactory = (options: {
  readonly print: (line: string) => void
  readonly printErr: (line: string) => void
  /** The script to start threads from. */
  readonly mainScriptUrlOrBlob?: string
}) => Promise<unknown>

/** The folder of LiteRT's WebAssembly. @throws Error when `@litertjs/core` is not installed */
export const wasmFolder = (): string =>
  join(dirname(createRequire(import.meta.url).resolve('@litertjs/core/package.json')), 'wasm')

/**
 * Evaluates a build's script, which browsers load by a script element. Node would take it for an ES module, since its package says
 * so of all its files; the script itself looks for what CommonJS has, so it is given that.
 * @param workers how many workers the threaded build starts ahead
 */
export function evaluateLoaderScript(build: Build, workers: number): ModuleFactory {
  const file = join(wasmFolder(), `${build}.js`)
  const names = ['module', 'exports', 'require', '__filename', '__dirname', 'navigator']
  const evaluate = compileFunction(readFileSync(file, 'utf8'), names, { filename: file })
  const module: { exports: unknown } = { exports: {} }
  // The threaded build sizes its pool by the browser's count of cores. Node's own `navigator` differs from version to version.
  const navigator = { hardwareConcurrency: workers, userAgent: '' }
  evaluate(module, module.exports, createRequire(file), file, dirname(file), navigator)
  return module.exports as ModuleFactory
}
