import type { EngineName } from '@zoo/core'
import { type Command, Option } from 'commander'
import { wholeNumber } from './option-values.js'

/** The values of the options that every command with a model takes. */
export interface EngineOptions {
  readonly engine?: EngineName | 'auto'
  readonly threads?: number
}

/** The values of the options that every command with images takes. */
export interface ImageLimits {
  readonly limitInputPixels?: number
  readonly limitInputBytes?: number
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

/**
 * Adds `--limit-input-pixels` and `--limit-input-bytes`.
 * @param pixels the model's default, in words
 */
export const addImageLimits = (command: Command, pixels: string): Command =>
  command
    .option('--limit-input-pixels <n>', `refuse images of more pixels (default: ${pixels})`, wholeNumber)
    .option('--limit-input-bytes <n>', 'refuse images of more bytes (default: 256 MiB)', wholeNumber)

/** The options with which a command reads its images: URLs are fetched, private ones too, since the user named them. */
export const imageOptions = ({ limitInputPixels, limitInputBytes }: ImageLimits) => ({
  limitInputPixels,
  limitInputBytes,
  allowRemote: true,
  allowPrivateNetwork: true,
})

/** Adds `--json` and `--verbose`. */
export const addOutputOptions = (command: Command): Command =>
  command
    .option('--json', 'print JSON; an error is {"error": {"code", "message", …}}')
    .option('--verbose', "show errors' stacks, and the engines' own logs")
