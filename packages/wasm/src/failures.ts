import { ModelLoadError, NativeLoadError, platformName, RunError, UnsupportedGraphError } from '@zoo/core/engine'
import { LaneFailure } from './lane.js'

/** What a failure to load a model is in our terms: no WebAssembly that starts, an op that it lacks, or a file that it cannot take. */
export function loadFailure(error: unknown, path: string | undefined): unknown {
  if (!(error instanceof LaneFailure) || error.status === 'UNAVAILABLE') return noWebAssembly(error as Error)
  return (
    missingOp(error) ??
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
    missingOp(error) ??
    new RunError(`The wasm engine refused the run (${error.status}): ${error.message}`, {
      status: error.status,
      engine: 'wasm',
      model: path,
      cause: error,
    })
  )
}

/** LiteRT's own words for an op that it lacks. */
function missingOp(error: LaneFailure): UnsupportedGraphError | undefined {
  const op =
    /unresolved custom op: ([^\s;]+?)\.?(?:[\s;]|$)/.exec(error.message) ??
    /Didn't find op for builtin opcode '([^']+)'/.exec(error.message)
  if (!op?.[1]) return undefined
  return new UnsupportedGraphError(`The wasm engine has no op ${op[1]}, which the model needs: ${error.message}`, {
    nodes: [{ node: '', op: op[1], reason: error.message }],
    cause: error,
  })
}

function noWebAssembly(error: Error): NativeLoadError {
  const advice = 'npm install @zoo/wasm@latest'
  const platform = platformName()
  return new NativeLoadError(
    `LiteRT's WebAssembly could not be started on ${platform} with Node ${process.version}: ${error.message}`,
    { platform, tried: [{ place: '@litertjs/core', reason: error.message }], advice, cause: error },
  )
}
