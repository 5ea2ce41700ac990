import type { ResultArrays } from './engine.js'
import { copyTensor, type Tensor } from './tensor.js'

/** Where a fetch is found: at a place among what is computed, or it is there already. */
export type Source = number | Tensor

/**
 * The fetches of a run, each a tensor of its own: two may be one that is computed, and whoever writes into one must not change
 * the other.
 * @param count of the tensors that are computed
 * @param into for each fetch an array that its result may be written to
 */
export async function gather(
  sources: readonly Source[],
  count: number,
  into: ResultArrays | undefined,
  compute: (into: ResultArrays | undefined) => Promise<Tensor[]>,
): Promise<Tensor[]> {
  // For each tensor that is computed the first fetch that takes it.
  const first = new Map<Source, number>()
  for (const [i, source] of sources.entries()) if (!first.has(source)) first.set(source, i)
  const arrays = into && Array.from({ length: count }, (_, place) => into[first.get(place) ?? -1])
  const computed = count > 0 ? await compute(arrays) : []
  return sources.map((source, i) => {
    if (typeof source !== 'number') return source
    const tensor = computed[source]!
    return first.get(source)! < i ? copyTensor(tensor) : tensor
  })
}
