import { convertKeras, convertText, freezeCheckpoint } from './freezing.js'
import { key, WireReader } from './graphdef/wire.js'
import { describeSavedModel, savedModelFacts } from './saved-model.js'

/** What a file is that is no model we read. */
export interface OtherFile {
  /** With its article: "an ONNX model". */
  readonly what: string
  /** What to do instead, as the rest of a sentence. */
  readonly advice: string
}

/** Looks at a file's first bytes for what it is; undefined when it looks like nothing we know. `path` only helps. */
export const recogniseOtherFile = (bytes: Uint8Array, path?: string): OtherFile | undefined => {
  for (const recognise of [fromName, fromMagic, fromText, fromProtobuf]) {
    const other = recognise(bytes, path)
    if (other) return other
  }
  return undefined
}

type Recognise = (bytes: Uint8Array, path: string | undefined) => OtherFile | undefined

const parentOf = (path: string | undefined): string | undefined =>
  path === undefined ? undefined : (path.match(/^(.*)[\\/][^\\/]*$/)?.[1] ?? '.')

/** Files that hold bare numbers and can be told by their names alone. */
const fromName: Recognise = (_bytes, path) => {
  const shard = path?.match(/^(.*)\.data-\d+-of-\d+$/)
  return shard
    ? { what: "a checkpoint's weights", advice: `freeze the checkpoint with: ${freezeCheckpoint(shard[1])}` }
    : undefined
}

const ascii = (bytes: Uint8Array, start: number, length: number): string =>
  String.fromCharCode(...bytes.subarray(start, start + length))

const NOT_A_MODEL = 'give a frozen .pb or a .tflite file.'

/** By the bytes a format begins with. */
const MAGIC: readonly (readonly [magic: string, describe: (bytes: Uint8Array, path?: string) => OtherFile])[] = [
  ['\x89HDF\r\n', (_, path) => ({ what: 'a Keras model (HDF5)', advice: `convert it with: ${convertKeras(path)}` })],
  ['PK\x03\x04', (bytes, path) => zip(bytes, path)],
  ['\x1f\x8b', () => ({ what: 'a gzip archive', advice: 'unpack it (tar -xzf) and give the model file inside.' })],
  ['BZh', () => ({ what: 'a bzip2 archive', advice: 'unpack it and give the model file inside.' })],
  ['\xfd7zXZ', () => ({ what: 'an xz archive', advice: 'unpack it and give the model file inside.' })],
  ['7z\xbc\xaf', () => ({ what: 'a 7-Zip archive', advice: 'unpack it and give the model file inside.' })],
  ['GGUF', () => ({ what: 'a GGUF language model', advice: NOT_A_MODEL })],
  ['\x93NUMPY', () => ({ what: 'a NumPy array', advice: NOT_A_MODEL })],
  ['\x89PNG', () => ({ what: 'a PNG image', advice: 'the model and the image may have changed places.' })],
  ['\xff\xd8\xff', () => ({ what: 'a JPEG image', advice: 'the model and the image may have changed places.' })],
  ['%PDF', () => ({ what: 'a PDF document', advice: NOT_A_MODEL })],
  ['\x7fELF', () => ({ what: 'a program or shared library', advice: NOT_A_MODEL })],
]

/** What a LevelDB table, which a checkpoint's index is, ends with. */
const TABLE_END = '\x57\xfb\x80\x8b\x24\x75\x47\xdb'

const fromMagic: Recognise = (bytes, path) => {
  for (const [magic, describe] of MAGIC) if (ascii(bytes, 0, magic.length) === magic) return describe(bytes, path)
  if (ascii(bytes, 257, 5) === 'ustar')
    return { what: 'a tar archive', advice: 'unpack it and give the model file inside.' }
  if (bytes.length >= 48 && ascii(bytes, bytes.length - 8, 8) === TABLE_END) {
    const checkpoint = path?.replace(/\.index$/, '')
    return { what: "a checkpoint's index", advice: `freeze the checkpoint with: ${freezeCheckpoint(checkpoint)}` }
  }
  if (ascii(bytes, 8, 2) === '{"') return { what: 'a safetensors file', advice: NOT_A_MODEL }
  return undefined
}

const zip = (bytes: Uint8Array, path: string | undefined): OtherFile => {
  const names = ascii(bytes, 0, 2048)
  if (/metadata\.json|config\.json|model\.weights\.h5/.test(names)) {
    return { what: 'a Keras model (.keras)', advice: `convert it with: ${convertKeras(path)}` }
  }
  if (/data\.pkl/.test(names)) return { what: 'a PyTorch model', advice: NOT_A_MODEL }
  return { what: 'a zip archive', advice: 'unpack it and give the model file inside.' }
}

/** By what a text begins with. */
const TEXTS: readonly (readonly [pattern: RegExp, describe: (text: string, path?: string) => OtherFile])[] = [
  [
    /^version https:\/\/git-lfs/,
    () => ({
      what: 'a Git LFS pointer, which only names the real file',
      advice: 'get that with "git lfs pull" in the repository it came from.',
    }),
  ],
  [
    /^\s*<(!doctype|html|head|\?xml|error)/i,
    () => ({
      what: 'a web page',
      advice: 'its download gave a page in place of the file, so get it anew from the address of the file itself.',
    }),
  ],
  [
    /^\s*model_checkpoint_path:/,
    () => ({ what: "a checkpoint's list", advice: `freeze it with: ${freezeCheckpoint(undefined)}` }),
  ],
  [
    /^\s*(#.*\s+)*(node|versions|library|saved_model_schema_version|meta_graphs)\s*[:{]/,
    (_, path) => ({ what: 'a graph in text form', advice: `make it binary with: ${convertText(path)}` }),
  ],
  [
    /^\s*\{/,
    (text) =>
      /"(modelTopology|weightsManifest)"|"(graph|layers)-model"/.test(text)
        ? { what: 'a TensorFlow.js model', advice: 'give the frozen graph or Keras model that it was converted from.' }
        : { what: 'a JSON text', advice: NOT_A_MODEL },
  ],
]

const fromText: Recognise = (bytes, path) => {
  const text = ascii(bytes, 0, 1024).replace(/^\xef\xbb\xbf/, '')
  for (const [pattern, describe] of TEXTS) if (pattern.test(text)) return describe(text, path)
  return undefined
}

/** The keys of a protobuf message's fields, as far as they can be read. */
const fieldKeys = (bytes: Uint8Array): readonly number[] => {
  const reader = new WireReader(bytes)
  const keys: number[] = []
  try {
    while (reader.more && keys.length < 32) {
      const field = reader.tag()
      reader.skipField(field)
      keys.push(field)
    }
  } catch {
    // What was read so far is what the file looks like.
  }
  return keys
}

const NUMBER_1 = key(1, 'varint')
const MESSAGE_2 = key(2, 'bytes')
/** @source onnx/onnx.proto, ModelProto: graph and opset_import */
const ONNX_FIELDS = [key(7, 'bytes'), key(8, 'bytes')]

const fromProtobuf: Recognise = (bytes, path) => {
  const keys = fieldKeys(bytes)
  // @source tensorflow/core/protobuf/saved_model.proto: a version, then nothing but graphs.
  const isSavedModel = keys.length > 1 && keys[0] === NUMBER_1 && keys.slice(1).every((field) => field === MESSAGE_2)
  if (isSavedModel || path?.match(/(^|[\\/])saved_model\.pb$/))
    return describeSavedModel(savedModelFacts(bytes), parentOf(path))
  if (keys[0] === NUMBER_1 && ONNX_FIELDS.some((field) => keys.includes(field))) {
    return { what: 'an ONNX model', advice: 'give the TensorFlow model it was made from.' }
  }
  if (bytes.length === 2 && keys[0] === NUMBER_1) {
    return {
      what: "a TensorFlow Hub module's header",
      advice: 'get the model as a SavedModel or .tflite file, and freeze that.',
    }
  }
  if (isMetaGraph(bytes, keys)) {
    const checkpoint = path?.replace(/\.meta$/, '')
    return {
      what: "a checkpoint's graph (.meta)",
      advice: `freeze the checkpoint with: ${freezeCheckpoint(checkpoint)}`,
    }
  }
  return undefined
}

/** A MetaGraphDef is some facts in field 1, then the graph in field 2, where a graph would begin with a node. */
const isMetaGraph = (bytes: Uint8Array, keys: readonly number[]): boolean => {
  if (keys[0] !== key(1, 'bytes') || keys[1] !== MESSAGE_2) return false
  try {
    const reader = new WireReader(bytes)
    reader.skipField(reader.tag())
    reader.tag()
    const graph = fieldKeys(reader.bytes())
    return graph[0] === key(1, 'bytes')
  } catch {
    return false
  }
}
