import type { Engine, ModelFile } from '../engine.js'
import { byLowering } from './by-lowering.js'
import { lowerToTflite } from './lower-to-tflite.js'

/** An engine for TensorFlow Lite that also takes frozen graphs, by lowering what is run of them to a TensorFlow Lite model. */
export function withLowering(engine: Engine): Engine {
  const graphs = byLowering<ModelFile>({
    name: engine.name,
    lower: lowerToTflite,
    available: async () => (await engine.available?.()) ?? { ok: true },
    accepts: (lowered) => engine.accepts(lowered),
    compile: (lowered, options) => engine.compile(lowered, options),
  })
  const engineFor = ({ info }: ModelFile) => (info.format === 'tflite' ? engine : graphs)
  return {
    name: engine.name,
    ...(engine.allocate && { allocate: (bytes: number) => engine.allocate!(bytes) }),
    accepts: (model) => engineFor(model).accepts(model),
    compile: (model, options) => engineFor(model).compile(model, options),
  }
}
