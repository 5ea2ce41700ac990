import { litertRefusal, parsedTflite } from '@zoo/graph/base'
import type { Engine, ModelFile } from '../engine.js'

/** An engine on LiteRT that takes TensorFlow Lite models in the form that LiteRT takes, and none that LiteRT does not. */
export function onLitert(engine: Engine): Engine {
  const forms = new WeakMap<ModelFile, Promise<ModelFile>>()
  const formOf = (model: ModelFile): Promise<ModelFile> => {
    const form = forms.get(model) ?? litertForm(model)
    forms.set(model, form)
    return form
  }
  return {
    name: engine.name,
    ...(engine.available && { available: () => engine.available!() }),
    ...(engine.allocate && { allocate: (bytes: number) => engine.allocate!(bytes) }),
    async accepts(model) {
      const refusal = litertRefusal(model.info)
      return refusal ? { ok: false, ...refusal } : engine.accepts(await formOf(model))
    },
    compile: async (model, options) => engine.compile(await formOf(model), options),
  }
}

async function litertForm(model: ModelFile): Promise<ModelFile> {
  const info = parsedTflite(model.info)
  if (!info) return model
  const { tfliteForLitert } = await import('@zoo/graph')
  return { ...model, ...tfliteForLitert({ bytes: model.bytes, info }) }
}
