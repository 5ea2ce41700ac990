import { ByteBuffer } from 'flatbuffers'
import type { TfliteModel } from './model.js'
import { at, elements, follow, Tail, tensorsOf } from './patch.js'
import { MODEL, TENSOR } from './schema.js'

/**
 * The file with names for its outputs that differ, for LiteRT, which tells them by name where no signature does and fails where two
 * tensors have one. Most files are given back as they are.
 * @param bytes a file that `readTflite` has read as `model`
 */
export const distinctOutputs = (bytes: Uint8Array, { subgraphs, signatures }: TfliteModel): Uint8Array => {
  const { tensors, outputs } = subgraphs[0]!
  const made = [...new Set(outputs)]
  const names = made.map((index) => tensors[index]!.name)
  if (new Set(names).size === made.length || signatures.some(({ subgraph }) => subgraph === 0)) return bytes
  const file = new ByteBuffer(bytes)
  const tail = new Tail(bytes.byteLength)
  const [main] = elements(file, at(file, file.readInt32(0), MODEL.subgraphs))
  const tables = tensorsOf(file, follow(file, main!))
  for (const index of made) tail.point(at(file, tables[index]!, TENSOR.name), tail.addString(`tensor_${index}`))
  return tail.appendTo(bytes)
}
