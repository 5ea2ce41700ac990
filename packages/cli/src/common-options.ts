import type { EngineName } from '@zoo/core'
import { type Command, Option } from 'commander'
import { wholeNumber } from './option-values.js'

/** The values of the options that every command with a model takes. */
export interface EngineOptions {
  readonly engine?: EngineName | 'auto'
  readonly threads?: number
}

/** The values of the options that every command takes. */
export interface OutputOptions {
  readonly json?: true
  readonly verbose?: true
}

// A record, so that the compiler misses an engine that is new in the core; importing its list would cost every start.
const ENGINES: Readonly<Record<EngineName | 'auto', true>> = {
  auto: true,
  litert: true,
  tensorflow: true,
  wasm: true,
  tfjs: true,
}

/** Adds `--engine` and `--threads`. */
export const addEngineOptions = (command: Command): Command =>
  command
    .addOption(
      new Option('--engine <name>', 'engine to run on (default: $ZOO_ENGINE, else auto)').choices(Object.keys(ENGINES)),
    )
    .option('--threads <n>', 'threads for one run', wholeNumber)

/** Adds `--json` and `--verbose`. */
export const addOutputOptions = (command: Command): Command =>
  command
    .option('--json', 'print JSON; an error is {"error": {"code", "message", …}}')
    .option('--verbose', "show errors' stacks, and the engines' own logs")
