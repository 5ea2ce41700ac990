import { describe, expect, it } from 'vitest'
import { folderError } from './folder.js'

const text = (content: string): Uint8Array => new TextEncoder().encode(content)

describe('folderError', () => {
  it.each<[string, readonly string[], RegExp]>([
    [
      'a SavedModel with variables',
      ['saved_model.pb', 'variables', 'variables/variables.index', 'variables/variables.data-00000-of-00001'],
      /weights are in its variables folder.*saved_model\.load\('models\/net'\)/,
    ],
    [
      'a SavedModel as Windows lists it',
      ['saved_model.pb', 'variables\\variables.index'],
      /weights are in its variables/,
    ],
    [
      'a SavedModel whose variables folder is empty',
      ['saved_model.pb', 'variables'],
      /without variables.*open\('models\/net\/saved_model\.pb'/,
    ],
    ['a SavedModel alone', ['saved_model.pb'], /without variables/],
    ['a TensorFlow Hub module', ['tfhub_module.pb', 'variables/variables.index'], /TensorFlow Hub module/],
    [
      'a checkpoint',
      ['checkpoint', 'm.ckpt.index', 'm.ckpt.meta'],
      /checkpoint.*--input_checkpoint="models\/net\/m\.ckpt"/,
    ],
    [
      'a checkpoint of TensorFlow 2',
      ['checkpoint', 'ckpt-1.index', 'ckpt-1.data-00000-of-00001'],
      /checkpoint without a graph.*saved_model\.save/,
    ],
    ['a TensorFlow.js model', ['model.json', 'group1-shard1of1.bin'], /TensorFlow\.js/],
    ['a folder with a model in it', ['README.md', 'a.tflite'], /give one file in it, such as models\/net\/a\.tflite/],
    ['a folder with nothing', [], /none of the files in it is a model/],
  ])('%s: says so, and what to do', (_, files, message) => {
    const error = folderError('models/net', files)
    expect(error).toMatchObject({ code: 'ERR_MODEL_LOAD', path: 'models/net' })
    expect(error.message).toMatch(message)
  })

  it('believes the graph more than the list of files', () => {
    const files = ['saved_model.pb', 'variables/variables.index']
    expect(folderError('m', files, text('...VarHandleOp...SaveV2')).message).toMatch(/weights are in/)
    expect(folderError('m', files, text('...SaveV2...')).message).toMatch(/without variables.*convert_variables/)
    expect(folderError('m', files, text('...')).message).toMatch(/without variables.*take the graph out/)
  })
})
