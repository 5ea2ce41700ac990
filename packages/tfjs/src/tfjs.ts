import { byLowering, type Engine, type ModelFile, UnsupportedGraphError, type Verdict } from '@zoo/core/engine'
import { TfjsExecutable } from './executable.js'
import { findTfjs } from './find-tfjs.js'
import { lowering } from './lower.js'
import { checkTfjs, type Tfjs } from './tf.js'
import { checkBackend } from './tfjs-node.js'

const NO_TFLITE = 'it takes frozen GraphDefs, not TensorFlow Lite models'

/**
 * The engine `tfjs`: frozen graphs on a program's own TensorFlow.js, whichever backend that has chosen.
 * @param tf TensorFlow.js as the program imports it; left out, the one that is loaded, else the first installed of
 *   `@tensorflow/tfjs-node` and `@tensorflow/tfjs`
 * @throws ArgumentError (ERR_ARGUMENT) when `tf` is not TensorFlow.js 4
 */
export function tfjs(tf?: Tfjs): Engine {
  const given = tf && checkTfjs(tf)
  const find = async (): Promise<Tfjs> => {
    const found = given ?? (await findTfjs())
    await found.ready()
    checkBackend(found)
    return found
  }
  const available = async (): Promise<Verdict> => {
    try {
      await find()
      return { ok: true }
    } catch (error) {
      const { message: reason, advice } = error as Error & { advice?: string }
      return { ok: false, reason, cause: error, ...(advice !== undefined && { advice }) }
    }
  }
  const graphs = byLowering({
    name: 'tfjs',
    lower: lowering(find),
    accepts: async () => ({ ok: true }),
    compile: async (program, options) => new TfjsExecutable(program, options),
  })
  const isTflite = ({ info }: ModelFile) => info.format === 'tflite'
  return {
    name: 'tfjs',
    available,
    accepts: async (model) => (isTflite(model) ? { ok: false, reason: NO_TFLITE } : graphs.accepts(model)),
    async compile(model, options) {
      if (!isTflite(model)) return graphs.compile(model, options)
      throw new UnsupportedGraphError(`The tfjs engine cannot run ${model.path ?? 'the model'}: ${NO_TFLITE}.`, {
        nodes: [],
      })
    },
  }
}
