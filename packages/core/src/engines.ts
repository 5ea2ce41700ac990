import { realpathSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Engine, EngineName, EngineTable } from './engine.js'
import type { EngineAttempt } from './errors.js'

/** Where each engine comes from. */
const ENGINE_PACKAGE: Readonly<Record<EngineName, string>> = {
  litert: '@zoo/native',
  tensorflow: '@zoo/native',
  wasm: '@zoo/wasm',
  tfjs: '@zoo/tfjs',
}

/** An engine that could not be had, or refused. */
export interface Refusal extends EngineAttempt {
  /** The error behind it, if any. */
  readonly cause?: unknown
}

/** The engine of a name, from the package that has it where that is installed, or why there is none. */
export async function findEngine(name: EngineName): Promise<Engine | Refusal> {
  const packageName = ENGINE_PACKAGE[name]
  const file = locatePackage(packageName)
  if (file === undefined) {
    return { engine: name, reason: `${packageName} is not installed`, advice: `npm install ${packageName}` }
  }
  const advice = `npm install ${packageName}@latest`
  try {
    const { engines } = (await import(/* webpackIgnore: true */ /* @vite-ignore */ pathToFileURL(file).href)) as {
      engines?: EngineTable
    }
    return engines?.[name] ?? { engine: name, reason: `${packageName} at ${file} does not have it`, advice }
  } catch (cause) {
    const [reason] = String(cause instanceof Error ? cause.message : cause).split('\n')
    return { engine: name, reason: `${packageName} at ${file} failed to load: ${reason}`, advice, cause }
  }
}

/**
 * The main file of a package, looked for from the place of the one that uses it, which strict layouts link its peers to; then
 * from the program's, which has it as a dependency; then from the working folder, for a program installed apart from both.
 * @param user the URL of a module of the package that uses it: of this one, unless said
 */
export function locatePackage(packageName: string, user: string = import.meta.url): string | undefined {
  for (const from of [user, programFile(), workingFolder()]) {
    if (from === undefined) continue
    try {
      return createRequire(from).resolve(packageName)
    } catch {
      // Not there: the next place.
    }
  }
  return undefined
}

/** A file in the working folder, there or not; undefined when the folder itself is gone. */
function workingFolder(): string | undefined {
  try {
    return join(process.cwd(), 'package.json')
  } catch {
    return undefined
  }
}

/** The program's main file, behind the links that package managers put into their `bin` folders. */
function programFile(): string | undefined {
  try {
    return process.argv[1] === undefined ? undefined : realpathSync(process.argv[1])
  } catch {
    return undefined
  }
}
