import type { TfliteInfo } from '@zoo/graph'
import type { Engine, ModelFile } from '../engine.js'
import { byLowering } from './by-lowering.js'
import { lowerToTflite } from './lower-to-tflite.js'

/** An engine on LiteRT, for TensorFlow Lite models, that also takes frozen graphs, by lowering what is run of them to such a model. */
export function withLowering(engine: Engine): Engine {
  const graphs = byLowering<ModelFile>({
    name: engine.name,
    lower: lowerToTflite,
    available: async () => (await engine.available?.()) ?? { ok: true },
    accepts: (lowered) => engine.accepts(lowered),
    compile: (lowered, options) => engine.compile(lowered, options),
  })
  const forms = new WeakMap<ModelFile, Promise<ModelFile>>()
  /** The model as LiteRT takes it, worked out once. */
  const formOf = (model: ModelFile): Promise<ModelFile> => {
    const form = forms.get(model) ?? litertForm(model)
    forms.set(model, form)
    return form
  }
  return {
    name: engine.name,
    ...(engine.allocate && { allocate: (bytes: number) => engine.allocate!(bytes) }),
    accepts: async (model) => (isTflite(model) ? engine.accepts(await formOf(model)) : graphs.accepts(model)),
    compile: async (model, options) =>
      isTflite(model) ? engine.compile(await formOf(model), options) : graphs.compile(model, options),
  }
}

const isTflite = ({ info }: ModelFile): boolean => info.format === 'tflite'

async function litertForm(model: ModelFile): Promise<ModelFile> {
  if (!('model' in model.info)) return model
  const { tfliteForLitert } = await import('@zoo/graph')
  return { ...model, ...tfliteForLitert({ bytes: model.bytes, info: model.info as TfliteInfo }) }
}
