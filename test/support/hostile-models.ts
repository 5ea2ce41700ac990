import { attr, makeConstant, makeNode, makePlaceholder, writeGraph, writeTflite } from '@zoo/graph'

/** A frozen graph with an input `x` for images, whose output `y` is a file that it reads. */
export const fileReader = (): Uint8Array =>
  writeGraph([
    makePlaceholder('x', 'float32', [1, 8, 8, 3]),
    makePlaceholder('name', 'string', []),
    makeNode('y', 'ReadFile', ['name'], {}),
  ])

/** A frozen graph whose loop never ends: while (true) {}, in TensorFlow 1's operations. */
export function endlessLoop(): Uint8Array {
  const float = { T: attr.type('float32') }
  const bool = { T: attr.type('bool') }
  const frame = { frame_name: attr.string('loop') }
  return writeGraph([
    makePlaceholder('x', 'float32', [1, 8, 8, 3]),
    makeConstant('true', 'bool', [], Uint8Array.of(1)),
    makeNode('enter', 'Enter', ['x'], { ...float, ...frame }),
    makeNode('always', 'Enter', ['true'], { ...bool, ...frame, is_constant: attr.bool(true) }),
    makeNode('merge', 'Merge', ['enter', 'next'], { ...float, N: attr.int(2) }),
    makeNode('condition', 'LoopCond', ['always'], {}),
    makeNode('switch', 'Switch', ['merge', 'condition'], float),
    makeNode('body', 'Identity', ['switch:1'], float),
    makeNode('next', 'NextIteration', ['body'], float),
    makeNode('y', 'Exit', ['switch'], float),
  ])
}

/** A TensorFlow Lite model that takes minutes: 20,000 times the sine of 3,145,728 numbers. */
export function slowModel(): Uint8Array {
  const ints = (...values: number[]) => new Uint8Array(Int32Array.from(values).buffer)
  const steps = Array.from({ length: 20_001 }, (_, i) => ({
    name: `y${i}`,
    dtype: 'float32' as const,
    shape: [1, 1024, 1024, 3],
  }))
  return writeTflite({
    description: 'test: a run that takes minutes',
    tensors: [
      { name: 'x', dtype: 'float32', shape: [1, 8, 8, 3] },
      { name: 'copies', dtype: 'int32', shape: [4], data: ints(1, 128, 128, 1) },
      ...steps,
    ],
    operators: [
      { code: 69, inputs: [0, 1], outputs: [2] }, // TILE
      ...steps.slice(1).map((_, i) => ({ code: 66, inputs: [2 + i], outputs: [3 + i] })), // SIN
    ],
    inputs: [0],
    outputs: [1 + steps.length],
  } as never)
}
