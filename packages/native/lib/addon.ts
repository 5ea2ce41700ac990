import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { NativeLoadError, type ResultArrays } from '@zoo/core/engine'
import type { NativeCrops } from './feed-data.js'
import { platformName } from './platform.js'
import { prebuildHere } from './prebuilds.js'
import { stopAtExit } from './stop-at-exit.js'

/** `[node, index, type, shape]`: a tensor to be fed, its type in the engine's own numbering. */
export type NativeInput = readonly [node: string, index: number, type: number, shape: readonly number[]]

/** What is fed for an input. */
export type NativeData = ArrayBufferView | readonly Uint8Array[] | NativeCrops

/** `[node, index]`: a tensor asked of the addon. */
export type NativeSlot = readonly [node: string, index: number]

/** `[type, shape, data]`: a tensor the addon answers; data is undefined where it was written into an array that was given. */
export type NativeResult = [type: number, shape: number[], data: ArrayBuffer | Uint8Array[] | undefined]

declare const isRunForm: unique symbol
/** What is fed and fetched by runs that are alike in all but their values, as the addon keeps it. */
export interface NativeRunForm {
  readonly [isRunForm]: true
}

/** A model loaded by the addon. */
export interface NativeModel {
  /**
   * Copies the data, one for each input of the form, before it returns. A result of as many bytes as the array given for it is written there.
   * Throws or rejects with a `NativeFailure`.
   * @param timeoutMs after which the library is to end the run, if it can
   */
  run(
    id: number,
    form: NativeRunForm,
    data: readonly NativeData[],
    into: ResultArrays,
    timeoutMs: number | undefined,
  ): Promise<NativeResult[] | undefined>
  /** A run comes in microseconds: a thread wakes meanwhile. */
  expect(): void
  /**
   * What a run under way most likely answers. When it does, its promise resolves with undefined and the results are in the arrays.
   * @param form for each result its type, its rank and its dimensions
   * @param arrays for each result one of as many bytes, which nobody else has yet
   */
  prepare(id: number, form: BigInt64Array, arrays: readonly ArrayBufferView[]): void
  /** Rejects the run's promise at once; its work is stopped where the library can, and dropped where it can't. */
  cancel(id: number): void
  /** A run that was cancelled should have ended: if it has not, another thread serves the runs that wait. */
  giveUp(id: number): void
  /** Waits at most 2 s for runs under way. Where they take longer, the last of them frees the model. */
  dispose(): Promise<void>
}

/** What the addon throws: an Error with the library's own status word. */
export interface NativeFailure extends Error {
  status: string
}

/** A library the addon has open. */
export interface OpenedLibrary {
  path: string
  /** As the library says it; empty where it does not. */
  version: string
}

/** The addon's whole surface; src/addon.cc is the other side. */
export interface Addon {
  /** Results of at least so many bytes are handed over as the library made them; smaller ones are copied. */
  readonly shareFrom: number
  runForm(inputs: readonly NativeInput[], fetches: readonly NativeSlot[]): NativeRunForm
  openTensorflow(paths: readonly string[], verbose: boolean): Promise<OpenedLibrary>
  openLitert(paths: readonly string[], verbose: boolean): Promise<OpenedLibrary>
  /** @param id from 1 up, by which the load can be cancelled */
  loadTensorflow(
    id: number,
    graph: Uint8Array,
    config: Uint8Array,
    concurrency: number,
    queueLimit: number,
  ): Promise<NativeModel>
  loadLitert(
    id: number,
    model: Uint8Array,
    threads: number,
    concurrency: number,
    queueLimit: number,
  ): Promise<NativeModel>
  /** Rejects the load's promise at once; the model it makes is freed. */
  cancelLoad(id: number): void
  /** If the load is still under way, another thread serves the loads that wait. */
  giveUpLoad(id: number): void
  /** Memory, zeroed, that `run` reads where it is while an array covers it from its start. Throws a `NativeFailure`. */
  allocate(bytes: number): ArrayBuffer
  /** Whether `run` reads an array where it is. */
  isLent(array: ArrayBufferView): boolean
  /**
   * Ends all work of this thread's models and waits for it, at most 2 s.
   * @param code the process's exit code; undefined in a worker thread
   * @returns whether threads are left in a library that does not return: the process must then end by `exitNow`, or by the system's exit
   */
  stop(code: number | undefined): boolean
  /** Ends the process without the static destructors of libraries. */
  exitNow(code: number): never
}

const packageFolder = dirname(dirname(fileURLToPath(import.meta.url)))

/** Returns the path of the addon's file, or undefined when there is none for this platform. */
function findAddon(): string | undefined {
  // Compiled here: in a checkout, or by those who build the addon themselves.
  const compiled = join(packageFolder, 'build', 'Release', 'zoo.node')
  if (existsSync(compiled)) return compiled
  const prebuild = prebuildHere()
  const path = prebuild && fileURLToPath(prebuild)
  return path !== undefined && existsSync(path) ? path : undefined
}

/**
 * The addon: from `build/Release` in a checkout, from `prebuilds/` in an installed package.
 * @throws NativeLoadError when there is none for this platform
 */
export function loadAddon(): Addon {
  loaded ??= loadOnce()
  return loaded
}

let loaded: Addon | undefined

function loadOnce(): Addon {
  const path = findAddon()
  try {
    if (path === undefined) throw new Error('the package has no binary for it')
    const module = { exports: {} as Addon }
    process.dlopen(module, path)
    const addon = module.exports
    stopAtExit(addon)
    return addon
  } catch (cause) {
    const reason = cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause)
    throw new NativeLoadError(
      `@zoo/native has no binary that loads on ${platformName()}: ${reason}. Install a release of @zoo/native that has one, or build it from a checkout with a C++ compiler (npm run setup).`,
      {
        platform: platformName(),
        tried: [{ place: path ?? packageFolder, reason }],
        advice: 'npm install @zoo/native@latest',
        cause,
      },
    )
  }
}

/**
 * The file the addon is loaded from.
 * @throws NativeLoadError when there is none for this platform, or it does not load
 */
export function addonFile(): string {
  loadAddon()
  return findAddon()!
}
