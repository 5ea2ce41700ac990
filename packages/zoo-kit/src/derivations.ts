/** How a file can be made of another: `dequantise`, a float frozen graph of a quantised TensorFlow Lite model. */
export const DERIVATIONS = ['dequantise'] as const
export type Derivation = (typeof DERIVATIONS)[number]

/**
 * The bytes of a derived file: the same wherever and whenever they are made, so a manifest can pin them. Takes tenths of a second
 * and holds the event loop.
 * @throws ModelLoadError (ERR_MODEL_LOAD), UnsupportedGraphError (ERR_UNSUPPORTED_GRAPH)
 */
export async function derive(by: Derivation, bytes: Uint8Array): Promise<Uint8Array> {
  const graph = await import('@zoo/graph')
  return graph[by](bytes)
}
