import { describe, expect, it } from 'vitest'
import { graphBytes, placeholder } from '../test/support/graph-bytes.js'
import { ModelLoadError } from './errors.js'
import { openModel } from './open.js'

const text = (content: string): Uint8Array => new TextEncoder().encode(content)
const binary = (content: string): Uint8Array => Uint8Array.from(content, (letter) => letter.charCodeAt(0))

/** A protobuf field of bytes. */
const field = (number: number, content: Uint8Array): number[] => {
  const length = content.length < 128 ? [content.length] : [(content.length & 127) | 128, content.length >> 7]
  return [(number << 3) | 2, ...length, ...content]
}
const metaGraph = (op: string): Uint8Array =>
  Uint8Array.from([
    ...field(1, Uint8Array.from(field(5, text('2.21')))),
    ...field(2, graphBytes({ nodes: [placeholder('x', [2]), { name: 'v', op }] })),
  ])
const savedModel = (op: string): Uint8Array => Uint8Array.from([8, 1, ...field(2, metaGraph(op))])
const onnx = Uint8Array.from([8, 7, ...field(2, text('pytorch')), ...field(3, text('2.0')), ...field(7, text('graph'))])
const tar = new Uint8Array(512)
tar.set(text('ustar'), 257)
const checkpointIndex = new Uint8Array(64)
checkpointIndex.set(binary('\x57\xfb\x80\x8b\x24\x75\x47\xdb'), 56)

const errorOf = (bytes: Uint8Array, path?: string): ModelLoadError => {
  try {
    openModel(bytes, { path })
  } catch (error) {
    if (error instanceof ModelLoadError) return error
    throw error
  }
  throw new Error('It opened.')
}

describe('files that are no model', () => {
  it.each<[string, Uint8Array, RegExp, RegExp]>([
    [
      'Git LFS pointer',
      text('version https://git-lfs.github.com/spec/v1\noid sha256:0\n'),
      /Git LFS pointer/,
      /git lfs pull/,
    ],
    ['web page', text('\n<!DOCTYPE html><html>'), /web page/, /get it anew/],
    ['error page of a store', text('<?xml version="1.0"?><Error>'), /web page/, /get it anew/],
    [
      'graph in text form',
      text('# a graph\nnode {\n  name: "x"\n}'),
      /text form/,
      /text_format\.Parse\(open\('m\.bin'\)/,
    ],
    ['TensorFlow.js model', text('{"format": "graph-model", "modelTopology": {}}'), /TensorFlow\.js/, /converted from/],
    ['JSON', text('{"message": "not found"}'), /JSON/, /\.tflite/],
    ['checkpoint list', text('model_checkpoint_path: "model.ckpt"'), /checkpoint's list/, /freeze_graph/],
    ['checkpoint index', checkpointIndex, /checkpoint's index/, /freeze_graph .*m\.bin\.meta/],
    ['Keras HDF5 file', binary('\x89HDF\r\n\x1a\n'), /Keras model \(HDF5\)/, /load_model\('m\.bin'\)/],
    ['Keras file', binary(`PK\x03\x04${'\0'.repeat(26)}metadata.json`), /Keras model \(\.keras\)/, /load_model/],
    ['PyTorch file', binary(`PK\x03\x04${'\0'.repeat(26)}archive/data.pkl`), /PyTorch/, /\.tflite/],
    ['zip', binary(`PK\x03\x04${'\0'.repeat(26)}a.txt`), /zip archive/, /unpack/],
    ['gzip', binary('\x1f\x8b\x08'), /gzip archive/, /tar -xzf/],
    ['tar', tar, /tar archive/, /unpack/],
    ['ONNX model', onnx, /ONNX model/, /TensorFlow model it was made from/],
    [
      'checkpoint graph',
      metaGraph('VariableV2'),
      /checkpoint's graph/,
      /freeze_graph --input_meta_graph="m\.bin\.meta"/,
    ],
    [
      'SavedModel with variables',
      savedModel('VarHandleOp'),
      /weights are in its variables folder/,
      /convert_variables_to_constants_v2/,
    ],
    ['SavedModel without variables', savedModel('Relu'), /without variables/, /open\('\.\/saved_model\.pb'/],
    ['SavedModel that saves itself', savedModel('SaveV2'), /without variables/, /convert_variables_to_constants_v2/],
    ['TensorFlow Hub header', Uint8Array.of(8, 3), /TensorFlow Hub/, /SavedModel or \.tflite/],
    ['JPEG', binary('\xff\xd8\xff\xe0'), /JPEG image/, /changed places/],
    ['PNG', binary('\x89PNG\r\n\x1a\n'), /PNG image/, /changed places/],
    ['safetensors', binary(`\x40${'\0'.repeat(7)}{"weights":`), /safetensors/, /\.tflite/],
    ['GGUF', binary('GGUF\x03'), /GGUF/, /\.tflite/],
  ])('%s: says so, and what to do', (_, bytes, what, advice) => {
    const error = errorOf(bytes, 'm.bin')
    expect(error.code).toBe('ERR_MODEL_LOAD')
    expect(error.message).toMatch(what)
    expect(error.message).toMatch(advice)
    expect(error.actual).toMatch(what)
    expect(error.path).toBe('m.bin')
  })

  it('tells a checkpoint’s weights and a cut-off SavedModel by their names', () => {
    expect(errorOf(Uint8Array.of(9, 9, 9, 9), 'a/model.ckpt.data-00000-of-00001').message).toMatch(
      /checkpoint's weights.*--input_checkpoint="a\/model\.ckpt"/,
    )
    expect(errorOf(savedModel('VarHandleOp').subarray(0, 20), 'a/b/saved_model.pb').message).toMatch(/SavedModel/)
  })

  it('names the folder a SavedModel’s graph lies in', () => {
    expect(errorOf(savedModel('VarHandleOp'), '/models/my net/saved_model.pb').message).toMatch(
      /load\('\/models\/my net'\)/,
    )
    expect(errorOf(savedModel('VarHandleOp')).message).toMatch(/load\('FOLDER'\)/)
  })

  it('puts no path into a command that a shell would read otherwise', () => {
    expect(errorOf(savedModel('VarHandleOp'), `/a'"$(rm)/saved_model.pb`).message).toMatch(/load\('FOLDER'\)/)
  })

  it('says how other files begin', () => {
    const error = errorOf(binary('\xde\xad\xbe\xef'))
    expect(error.message).toMatch(/begins with the bytes de ad be ef/)
    expect(error.path).toBeUndefined()
  })
})
