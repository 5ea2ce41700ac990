import { lackingOp, ModelLoadError, NativeLoadError, platformName, RunError } from '@zoo/core/engine'
import { LaneFailure } from './lane.js'

/** What a failure to load a model is in our terms: no WebAssembly that starts, an op that it lacks, or a file that it cannot take. */
export function loadFailure(error: unknown, path: string | undefined): unknown {
  if (!(error instanceof LaneFailure) || error.status === 'UNAVAILABLE') return noWebAssembly(error as Error)
  return (
    lackingOp('wasm', error) ??
    new ModelLoadError(`The wasm engine could not load ${path ?? 'the model'} (${error.status}): ${error.message}`, {
      path,
      cause: error,
    })
  )
}

/** What a failure of a run is in our terms; errors that are ours already stay. */
export function runFailure(error: unknown, path: string | undefined): unknown {
  if (!(error instanceof LaneFailure)) return error
  return (
    lackingOp('wasm', error) ??
    new RunError(`The wasm engine refused the run (${error.status}): ${error.message}`, {
      status: error.status,
      engine: 'wasm',
      model: path,
      cause: error,
    })
  )
}

function noWebAssembly(error: Error): NativeLoadError {
  const advice = 'npm install @zoo/wasm@latest'
  const platform = platformName()
  return new NativeLoadError(
    `LiteRT's WebAssembly could not be started on ${platform} with Node ${process.version}: ${error.message}`,
    { platform, tried: [{ place: '@litertjs/core', reason: error.message }], advice, cause: error },
  )
}
