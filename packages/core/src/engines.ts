import { realpathSync } from 'node:fs'
import { createRequire } from 'node:module'
import { resolve } from 'node:path'
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
 * The file that a package's name, or a path inside a package, resolves to. Looked for from the module that uses it, where strict
 * layouts link its peers; then from the program's main file, which has it as a dependency; then from the folder that
 * `ZOO_SEARCH_FROM` names, for a program installed apart from both. Never from the working folder unasked: what is found is run.
 * @param name `@zoo/native`, `@tensorflow/tfjs-node/package.json`
 * @param user the URL of the module that uses it; this module when left out
 */
export function locatePackage(name: string, user: string = import.meta.url): string | undefined {
  for (const file of locatePackages(name, user)) return file
  return undefined
}

/** What `locatePackage` finds, and what it would find if that were not there. */
export function* locatePackages(name: string, user: string): Generator<string> {
  const found = new Set<string>()
  for (const from of [user, programFile(), searchFolder()]) {
    if (from === undefined) continue
    let file: string
    try {
      file = createRequire(from).resolve(name)
    } catch {
      continue
    }
    if (!found.has(file)) yield file
    found.add(file)
  }
}

/** A file in the folder that `ZOO_SEARCH_FROM` names; undefined without one, or when it is relative and the working folder is gone. */
function searchFolder(): string | undefined {
  const folder = process.env.ZOO_SEARCH_FROM
  try {
    return folder ? resolve(folder, 'package.json') : undefined
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
