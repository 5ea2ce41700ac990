import { i8, list, table, text } from './flat-writer.mjs'
import { tfliteFile } from './raw-tflite.mjs'

const float = (...shape) => ({ type: 0, shape })
const ints = (values, type = 2) => ({ type, shape: [values.length], values })
const bool = () => ({ type: 6, shape: [] })

const relu = (x, y) => ({ op: 'RELU', inputs: [x], outputs: [y] })
const add = (a, b, y) => ({ op: 'ADD', inputs: [a, b], outputs: [y], optionsType: 11, options: {} })

/** A graph float32 [2] → [2] of these operators: `calls` has for each the other graphs it runs. */
const passing = (calls) => {
  const tensors = Array.from({ length: calls.length + 2 }, () => float(2))
  const operators = calls.map((call, i) => call(tensors[i], tensors[i + 1]))
  return {
    inputs: [tensors[0]],
    outputs: [tensors.at(-1)],
    operators: [...operators, relu(tensors.at(-2), tensors.at(-1))],
  }
}
/** float32 [2] → bool. */
const condition = (calls = []) => {
  const [x, y] = [float(2), bool()]
  const first = { type: 6, shape: [2] }
  return {
    inputs: [x],
    outputs: [y],
    operators: [
      ...calls.map((call) => call(x, float(2))),
      { op: 'LESS', inputs: [x, { ...float(2), values: [0] }], outputs: [first], optionsType: 41, options: {} },
      { op: 'REDUCE_ANY', inputs: [first, ints([0])], outputs: [y], optionsType: 27, options: {} },
    ],
  }
}

const CALLS = {
  WHILE: (cond, body) => (x, y) => ({
    op: 'WHILE',
    inputs: [x],
    outputs: [y],
    optionsType: 93,
    options: { 0: cond, 1: body },
  }),
  IF: (then, other) => (x, y) => ({
    op: 'IF',
    inputs: [{ ...bool(), values: [1] }, x],
    outputs: [y],
    optionsType: 92,
    options: { 0: then, 1: other },
  }),
  CALL_ONCE: (graph) => () => ({ op: 'CALL_ONCE', inputs: [], outputs: [], optionsType: 103, options: { 0: graph } }),
  STABLEHLO_COMPOSITE: (graph) => (x, y) => ({
    op: 'STABLEHLO_COMPOSITE',
    inputs: [x],
    outputs: [y],
    optionsType: 21,
    union: 2,
    options: { 0: text('c'), 1: graph, 3: i8(0), 4: 1 },
  }),
  STABLEHLO_CASE:
    (...graphs) =>
    (x, y) => ({
      op: 'STABLEHLO_CASE',
      inputs: [{ type: 2, shape: [], values: [0] }, x],
      outputs: [y],
      optionsType: 23,
      union: 2,
      options: { 0: list(graphs) },
    }),
  STABLEHLO_WHILE: (cond, body) => (x, y) => ({
    op: 'STABLEHLO_WHILE',
    inputs: [x],
    outputs: [y],
    optionsType: 15,
    union: 2,
    options: { 0: cond, 1: body },
  }),
  CALL: (graph) => (x, y) => ({ op: 'CALL', inputs: [x], outputs: [y], optionsType: 16, options: { 0: graph } }),
}
const LOOPS = ['WHILE', 'STABLEHLO_WHILE']
/** One call of a graph; a loop has the condition in graph `cond`. CALL_ONCE gives nothing, so what follows it takes what came before. */
const callsOf = (op, graph, cond) => {
  const call = LOOPS.includes(op) ? CALLS[op](cond, graph) : CALLS[op](graph, graph)
  return op === 'CALL_ONCE' ? (x, y) => [call(), relu(x, y)] : (x, y) => [call(x, y)]
}
const flatten = (graph) => ({ ...graph, operators: graph.operators.flat() })

function* recursive() {
  for (const op of Object.keys(CALLS)) {
    // The last graph is a condition for loops.
    const file = (calls) => {
      const graphs = calls.map((callees) => flatten(passing(callees.map((graph) => callsOf(op, graph, calls.length)))))
      return tfliteFile({ graphs: [...graphs, condition()] })
    }
    yield { name: `${op} of its own graph`, bytes: file([[0]]) }
    yield { name: `${op} in a graph that runs itself`, bytes: file([[1], [1]]) }
    yield { name: `${op} in a ring of three`, bytes: file([[1], [2], [0]]) }
    const chain = Array.from({ length: 3000 }, (_, i) => (i < 2999 ? [i + 1] : []))
    yield { name: `${op} 3,000 deep`, bytes: file(chain) }
    const twice = Array.from({ length: 40 }, (_, i) => (i < 39 ? [i + 1, i + 1] : []))
    yield { name: `${op} twice, 40 deep`, bytes: file(twice) }
    for (const graph of [2, 7, -1, 2 ** 31 - 1]) {
      yield { name: `${op} of graph ${graph} of 2`, bytes: file([[graph]]) }
    }
  }
  const loop = (cond, body) => tfliteFile({ graphs: [passing([CALLS.WHILE(1, 2)]), cond, body] })
  yield { name: 'WHILE whose condition is its caller', bytes: loop(condition([CALLS.WHILE(0, 0)]), passing([])) }
  yield { name: 'WHILE whose condition gives float32', bytes: loop(passing([]), passing([])) }
  const [x, y, z] = [float(2), float(2), float(2)]
  const two = { inputs: [x], outputs: [y, z], operators: [relu(x, y), relu(x, z)] }
  yield { name: 'WHILE whose body gives two', bytes: loop(condition(), two) }
  yield { name: 'WHILE whose body gives nothing', bytes: loop(condition(), { ...two, outputs: [] }) }
  const wide = float(3)
  const wider = { inputs: [x], outputs: [wide], operators: [add(x, { ...float(1), values: [1] }, wide)] }
  yield { name: 'WHILE whose body declares another shape', bytes: loop(condition(), wider) }
  const whole = { type: 2, shape: [2] }
  const other = { inputs: [x], outputs: [whole], operators: [{ op: 'CAST', inputs: [x], outputs: [whole] }] }
  yield { name: 'WHILE whose body gives int32', bytes: loop(condition(), other) }
  const endless = { inputs: [x], outputs: [{ ...bool(), values: [1] }], operators: [] }
  yield { name: 'WHILE without an end', bytes: loop(endless, passing([])) }
}

/** Operators that make a large tensor of a small file: what they take and declare. */
const LARGE = {
  BROADCAST_TO: () => [[float(1), ints([65_536, 65_536, 8])], float(65_536, 65_536, 8), 104],
  FILL: () => [[ints([65_536, 65_536, 8]), float()], float(65_536, 65_536, 8), 68],
  RANGE: () => [['i', 0, 2_000_000_000, 1], { type: 2, shape: [2_000_000_000] }, 73],
  TILE: () => [[float(1, 1), ints([2 ** 30, 8])], float(2 ** 30, 8), 51],
  PAD: () => [[float(1, 1), { type: 2, shape: [2, 2], values: [0, 2 ** 30, 0, 7] }], float(2 ** 30, 8), 22],
  RESIZE_BILINEAR: () => [[float(1, 1, 1, 1), ints([100_000, 100_000])], float(1, 100_000, 100_000, 1), 15],
  ONE_HOT: () => [['hot'], float(1000, 2 ** 27), 61],
  RANDOM_UNIFORM: () => [[ints([65_536, 65_536, 8])], float(65_536, 65_536, 8), 114],
  SCATTER_ND: () => [['scatter'], float(2 ** 30, 8), 97],
  SPARSE_TO_DENSE: () => [['sparse'], float(2 ** 30, 8), 50],
}
const scalarInt = (value) => ({ type: 2, shape: [], values: [value] })

const operandsOf = (inputs) => {
  const [kind, ...numbers] = inputs
  if (kind === 'i') return numbers.map(scalarInt)
  if (kind === 'hot') return [{ ...ints([0]), shape: [1000] }, scalarInt(2 ** 27), float(), float()]
  if (kind === 'scatter') return [{ type: 2, shape: [1, 1], values: [0] }, float(1, 8), ints([2 ** 30, 8])]
  if (kind === 'sparse') return [ints([0, 0]), ints([2 ** 30, 8]), float(), float()]
  return inputs
}

function* large() {
  for (const [op, make] of Object.entries(LARGE)) {
    for (const declared of ['as it is', 'as small', 'as unknown']) {
      const [inputs, output, optionsType] = make()
      const operands = operandsOf(inputs).map((t) => (t.type === 0 && !t.values ? { ...t, values: [1] } : t))
      const small = output.shape.map(() => 1)
      const made = {
        ...output,
        ...(declared !== 'as it is' && { shape: small }),
        ...(declared === 'as unknown' && { signature: small.map(() => -1) }),
      }
      const [x, y, total] = [{ type: made.type, shape: [1] }, { ...scalarInt(0) }, { type: made.type, shape: [] }]
      const axes = ints(output.shape.map((_, axis) => axis))
      const graph = {
        inputs: [x],
        outputs: [total],
        more: [y],
        operators: [
          { op, inputs: operands, outputs: [made], optionsType, options: {} },
          add(made, x, { ...made }),
          { op: 'SUM', inputs: [made, axes], outputs: [total], optionsType: 27, options: {} },
        ],
      }
      yield { name: `${op} of 100 GB, declared ${declared}`, bytes: tfliteFile({ graphs: [graph] }) }
      const plain = { ...graph, outputs: [made], operators: graph.operators.slice(0, 1) }
      yield { name: `${op} of 100 GB as the output, declared ${declared}`, bytes: tfliteFile({ graphs: [plain] }) }
    }
  }
  for (const [count, ...shape] of [
    [100, 2 ** 28],
    [3000, 2 ** 24],
    [20, 2 ** 29],
  ]) {
    const tensors = Array.from({ length: count + 1 }, () => float(...shape))
    const operators = tensors.slice(1).map((y, i) => relu(tensors[i], y))
    const each = { inputs: [tensors[0]], outputs: [tensors.at(-1)], operators }
    yield { name: `${count} tensors of ${shape} in a row`, bytes: tfliteFile({ graphs: [each] }) }
    yield {
      name: `${count} outputs of ${shape}`,
      bytes: tfliteFile({ graphs: [{ ...each, outputs: tensors.slice(1) }] }),
    }
    const fed = { ...each, inputs: tensors.slice(0, -1), operators: [relu(tensors[0], tensors.at(-1))] }
    yield { name: `${count} inputs of ${shape}`, bytes: tfliteFile({ graphs: [fed] }) }
  }
  for (const elements of [2 ** 28, 2 ** 29, 2 ** 30 - 1]) {
    const [x, y, z] = [float(elements), float(elements), float(1)]
    const sum = { op: 'SUM', inputs: [y, ints([0])], outputs: [z], optionsType: 27, options: { 0: i8(1) } }
    const graph = { inputs: [z], outputs: [x], operators: [add(z, { ...float(1), values: [1] }, x), sum], more: [y] }
    yield {
      name: `a tensor of ${elements} that one element is declared to make`,
      bytes: tfliteFile({ graphs: [graph] }),
    }
  }
}

function* wiring() {
  const simple = () => {
    const [x, y] = [float(2), float(2)]
    return { x, y, graph: { inputs: [x], outputs: [y], operators: [relu(x, y)] } }
  }
  const file = (graph, more) => tfliteFile({ graphs: [graph], ...more })
  {
    const { x, y, graph } = simple()
    yield { name: 'a tensor that two operators write', bytes: file({ ...graph, operators: [relu(x, y), relu(x, y)] }) }
    yield { name: 'an operator that writes an input', bytes: file({ ...graph, operators: [relu(x, y), relu(y, x)] }) }
    const constant = { ...float(2), values: [1] }
    yield {
      name: 'an operator that writes a constant',
      bytes: file({ ...graph, operators: [relu(x, y), relu(x, constant)] }),
    }
    yield { name: 'a constant that is an input', bytes: file({ ...graph, inputs: [x, constant] }) }
    const middle = float(2)
    yield {
      name: 'operators in the wrong order',
      bytes: file({ ...graph, operators: [relu(middle, y), relu(x, middle)] }),
    }
    yield { name: 'an operator that takes what it makes', bytes: file({ ...graph, operators: [add(x, y, y)] }) }
    const variable = { ...float(2), isVariable: true }
    yield {
      name: 'an operator that writes a variable',
      bytes: file({ ...graph, operators: [relu(x, variable), relu(variable, y)] }),
    }
    yield { name: 'a variable that is an input', bytes: file({ ...graph, inputs: [x, variable] }) }
    yield { name: 'a variable that is the output', bytes: file({ ...graph, outputs: [variable] }) }
    yield { name: 'no inputs', bytes: file({ ...graph, inputs: [], operators: [relu(constant, y)] }) }
    yield { name: 'no outputs', bytes: file({ ...graph, outputs: [] }) }
    yield { name: 'no operators', bytes: file({ ...graph, outputs: [x], operators: [] }) }
    yield { name: 'one input twice', bytes: file({ ...graph, inputs: [x, x] }) }
    yield { name: 'a constant as the output', bytes: file({ ...graph, outputs: [constant, y] }) }
    for (const index of [5, -1, 2 ** 31 - 1, -(2 ** 31)]) {
      yield { name: `input ${index}`, bytes: file({ ...graph, inputs: [x, index] }) }
      yield { name: `output ${index}`, bytes: file({ ...graph, outputs: [y, index] }) }
      yield { name: `operand ${index}`, bytes: file({ ...graph, operators: [add(x, index, y)] }) }
      yield { name: `result ${index}`, bytes: file({ ...graph, operators: [relu(x, y), relu(x, index)] }) }
    }
    for (const op of [31, 50, 300, 209, 127]) {
      yield { name: `operator number ${op}`, bytes: file({ ...graph, operators: [{ ...relu(x, y), op }] }) }
    }
  }
  for (const [offset, size] of [
    [2n, 8n],
    [100n, 8n],
    [8n, 2n ** 40n],
    [2n ** 63n - 4n, 8n],
    [-8n, 16n],
    [2n ** 40n, 8n],
  ]) {
    const { x, y, graph } = simple()
    const outside = { ...float(2), buffer: { 1: offset, 2: size } }
    yield { name: `data at ${offset} of ${size}`, bytes: file({ ...graph, operators: [add(x, outside, y)] }) }
    const custom = { ...relu(x, y), op: 'Mfcc', custom: true, fields: { 9: offset, 10: size } }
    yield { name: `custom options at ${offset} of ${size}`, bytes: file({ ...graph, operators: [custom] }) }
    const builtin = { ...relu(x, y), fields: { 9: offset, 10: size } }
    yield {
      name: `large options of a builtin at ${offset} of ${size}`,
      bytes: file({ ...graph, operators: [builtin] }),
    }
  }
  {
    const { x, y, graph } = simple()
    const external = { ...float(2), fields: { 10: 1 } }
    const groups = { 8: list([table({ 0: text('/etc/passwd') })]), 9: list([table({ 0: 1, 1: 0, 2: 0n, 3: 8n })]) }
    yield {
      name: 'data of another file',
      bytes: file({ ...graph, operators: [add(x, external, y)] }, { model: groups }),
    }
    yield { name: 'data of no other file', bytes: file({ ...graph, operators: [add(x, external, y)] }) }
    const dispatch = { ...relu(x, y), op: 'DISPATCH_OP', custom: true, customOptions: new Uint8Array(64).fill(255) }
    yield { name: 'an operator for another device', bytes: file({ ...graph, operators: [dispatch] }) }
    for (const buffer of [0, 9, -1]) {
      for (const name of [
        'min_runtime_version',
        'LiteRtStamp',
        'DispatchByteCode',
        'tflite_metadata',
        'buffer_location',
      ]) {
        const metadata = { 6: list([table({ 0: text(name), 1: buffer })]) }
        yield { name: `metadata ${name} in buffer ${buffer}`, bytes: file(graph, { model: metadata }) }
      }
      yield { name: `metadata in buffer ${buffer}`, bytes: file(graph, { model: { 5: list([buffer]) } }) }
    }
    for (const op of [
      'Mfcc',
      'AudioSpectrogram',
      'TFLite_Detection_PostProcess',
      'NumericVerify',
      'MaxPoolingWithArgmax2D',
    ]) {
      for (const length of [0, 1, 3, 16, 300]) {
        for (const byte of [0, 1, 255]) {
          const custom = { ...relu(x, y), op, custom: true, customOptions: new Uint8Array(length).fill(byte) }
          yield { name: `${op} with ${length} options of ${byte}`, bytes: file({ ...graph, operators: [custom] }) }
        }
      }
    }
  }
  {
    const { graph } = simple()
    const names = (tensor) => list([table({ 0: text('n'), 1: tensor })])
    for (const [tensor, index] of [
      [0, 1],
      [9, 0],
      [0, 9],
      [0, -1],
    ]) {
      const signature = table({ 0: names(tensor), 1: names(1), 2: text('s'), 4: index })
      yield {
        name: `a signature of tensor ${tensor} in graph ${index}`,
        bytes: file(graph, { signatures: [signature] }),
      }
    }
    const swapped = table({ 0: names(1), 1: names(0), 2: text('s'), 4: 0 })
    yield { name: 'a signature whose inputs are the outputs', bytes: file(graph, { signatures: [swapped] }) }
    const empty = table({ 2: text('s'), 4: 0 })
    yield { name: 'a signature without names', bytes: file(graph, { signatures: [empty] }) }
    const two = table({ 0: names(0), 1: names(1), 2: text('s'), 4: 0 })
    yield { name: 'two signatures of one key', bytes: file(graph, { signatures: [two, two] }) }
  }
}

/** Graphs that are wrong as a whole: recursion, memory, wiring, data outside of the file. */
export function* hostileGraphs() {
  yield* recursive()
  yield* large()
  yield* wiring()
}
