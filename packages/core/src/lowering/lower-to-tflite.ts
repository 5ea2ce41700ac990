import type { ModelFile } from '../engine.js'
import { Tensor } from '../tensor.js'
import type { LoweredPlan, Lowering } from './lowering.js'

/** Lowers to a TensorFlow Lite model. */
export const lowerToTflite: Lowering<ModelFile> = async ({ path }, graph, request): Promise<LoweredPlan<ModelFile>> => {
  const { lower, openModel } = await import('@zoo/graph')
  const lowered = lower(graph, request)
  const info = lowered.bytes && openModel(lowered.bytes)
  return {
    model: info && lowered.bytes && { bytes: lowered.bytes, path, info },
    inputs: new Map([...lowered.inputs].map(([name, place]) => [name, info?.inputs[place]?.name ?? name])),
    outputs: new Map(
      [...lowered.outputs].map(([name, source]) => [
        name,
        typeof source === 'number'
          ? info!.outputs[source]!.name
          : new Tensor(source.dtype, source.shape, source.data as never),
      ]),
    ),
  }
}
