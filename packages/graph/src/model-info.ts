import type { RankConflict } from './shapes/rank-conflict.js'
import type { TensorSpec } from './spec.js'

/** The two file formats a model can come in. */
export type ModelFormat = 'tensorflow' | 'tflite'

/** What a model file says of itself: enough to check feeds and fetches before any engine runs. */
export interface ModelInfo {
  readonly format: ModelFormat
  /** Placeholders of a GraphDef, in file order; inputs of a TFLite model's main subgraph or signature. */
  readonly inputs: readonly TensorSpec[]
  /** Sinks of a GraphDef (nodes nothing consumes); outputs of a TFLite model. */
  readonly outputs: readonly TensorSpec[]
  /**
   * The spec of any tensor that can be fed or fetched, inner ones included, under its canonical name
   * (`node` for output 0, `node:1`), or undefined when there is none. Accepts `node`, `node:0`, `node:1`.
   */
  tensor(name: string): TensorSpec | undefined
  /** Every canonical name `tensor` knows, for suggesting the nearest. */
  names(): readonly string[]
  /**
   * The inputs that must be fed to compute `fetches` when the tensors `feeds` are given:
   * pruned to what the fetches reach; a placeholder with a default is never required.
   */
  required(fetches: readonly string[], feeds: readonly string[]): readonly TensorSpec[]
  /**
   * Where tensors fed in these shapes, by canonical name, would reach an op in a rank that ends the process; undefined when
   * nowhere that can be told. Worth asking where a spec leaves the rank open.
   */
  rankConflict?(fetches: readonly string[], feeds: ReadonlyMap<string, readonly number[]>): RankConflict | undefined
}
