import type { Engine, ModelFile } from '../engine.js'
import { byLowering } from './by-lowering.js'
import { lowerToTflite } from './lower-to-tflite.js'
import { onLitert } from './on-litert.js'

/** An engine on LiteRT, for TensorFlow Lite models, that also takes frozen graphs, by lowering what is run of them to such a model. */
export function withLowering(litert: Engine): Engine {
  const engine = onLitert(litert)
  const graphs = byLowering<ModelFile>({
    name: engine.name,
    lower: lowerToTflite,
    available: async () => (await engine.available?.()) ?? { ok: true },
    accepts: (lowered) => engine.accepts(lowered),
    compile: (lowered, options) => engine.compile(lowered, options),
  })
  const engineFor = ({ info }: ModelFile) => (info.format === 'tflite' ? engine : graphs)
  return {
    ...engine,
    accepts: (model) => engineFor(model).accepts(model),
    compile: (model, options) => engineFor(model).compile(model, options),
  }
}
