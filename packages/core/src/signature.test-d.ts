import { expectTypeOf } from 'vitest'
import { loadModel, type Model, Session, type Signature, Tensor } from './index.js'

// Checked by `tsc` (`pnpm typecheck`): a line that should not compile and does is an unused @ts-expect-error, which is an error.

const signature = {
  inputs: {
    input: { dtype: 'float32', shape: [1, 224, 224, 3] },
    ids: { dtype: 'int64', shape: [null] },
    training: { dtype: 'bool', shape: [], optional: true },
  },
  outputs: {
    probabilities: { dtype: 'float32', shape: [1, 1001] },
    labels: { dtype: 'string', shape: [null] },
  },
} as const satisfies Signature

const pixels = new Float32Array(150528)
const ids = BigInt64Array.of(1n)

export async function modelWithSignature(): Promise<void> {
  const model = await loadModel('model.pb', { signature })
  expectTypeOf(model).toEqualTypeOf<Model<typeof signature>>()

  const all = await model.run({ input: pixels, ids })
  expectTypeOf(all.probabilities).toEqualTypeOf<Tensor<'float32'>>()
  expectTypeOf(all.labels.data).toEqualTypeOf<readonly Uint8Array[]>()

  const some = await model.run({ input: pixels, ids, training: true }, ['probabilities'])
  expectTypeOf(some).toEqualTypeOf<{ readonly probabilities: Tensor<'float32'> }>()
  expectTypeOf(model.allocate('input')).toEqualTypeOf<Tensor<'float32'>>()
  expectTypeOf(model.allocate('ids', [3]).data).toEqualTypeOf<BigInt64Array>()
  await model.run({ input: model.allocate('input'), ids: model.allocate('ids', [1]) })
  // @ts-expect-error no such input
  model.allocate('image')
  // @ts-expect-error a name of the outputs
  model.allocate('probabilities')
  // @ts-expect-error no shape
  model.allocate('ids', 3)
  // @ts-expect-error int64 is not float32
  await model.run({ input: model.allocate('ids', [1]), ids })

  // @ts-expect-error labels were not fetched
  void some.labels

  // @ts-expect-error no such output
  await model.run({ input: pixels, ids }, ['probability'])
  // @ts-expect-error no such input
  await model.run({ input: pixels, ids, image: pixels })
  // @ts-expect-error ids are missing
  await model.run({ input: pixels })
  // @ts-expect-error float64 is not float32
  await model.run({ input: new Float64Array(150528), ids })
  // @ts-expect-error nor is a tensor of it
  await model.run({ input: new Tensor('float64', [1], new Float64Array(1)), ids })
  // @ts-expect-error a tensor of any dtype may be another
  await model.run({ input: pixels as unknown as Tensor, ids })
  // @ts-expect-error text is no number
  await model.run({ input: ['0.5'], ids })
  // @ts-expect-error int32 is not int64
  await model.run({ input: pixels, ids: new Int32Array(1) })
}

export async function sessionWithSignature(): Promise<void> {
  const session = await Session.load('model.pb', { signature })
  session.addInput('input', pixels).addInput('ids', [1, 2n]).addInput('training', false).addOutput('labels')
  expectTypeOf(session.getOutput('labels')).toEqualTypeOf<Tensor<'string'>>()
  expectTypeOf(session.getOutput('probabilities').data).toEqualTypeOf<Float32Array>()

  expectTypeOf(session.allocate('ids', [1])).toEqualTypeOf<Tensor<'int64'>>()
  session.addInput('ids', session.allocate('ids', [1]))
  // @ts-expect-error no such input
  session.allocate('image')
  // @ts-expect-error another dtype
  session.addInput('input', session.allocate('ids', [1]))

  // @ts-expect-error no such input
  session.addInput('image', pixels)
  // @ts-expect-error a name of the outputs
  session.addInput('labels', ['x'])
  // @ts-expect-error another dtype
  session.addInput('ids', new Float32Array(1))
  // @ts-expect-error no such output
  session.addOutput('label')
  // @ts-expect-error no such output
  session.getOutput('input')
}

export async function signatureAsTypeAlone(): Promise<void> {
  const session = await Session.load<typeof signature>('model.pb', 'tensorflow', { threads: 2 })
  // @ts-expect-error no such output
  session.addOutput('label')
  const model = await loadModel<typeof signature>('model.pb')
  expectTypeOf(model.createSession()).toEqualTypeOf<Session<typeof signature>>()
  // @ts-expect-error another signature
  await loadModel<typeof signature>('model.pb', { signature: { inputs: {}, outputs: {} } })
}

export async function signatureInPlace(): Promise<void> {
  const model = await loadModel('model.pb', {
    signature: { inputs: { x: { dtype: 'uint8', shape: [2] } }, outputs: { y: { dtype: 'float64', shape: null } } },
  })
  const { y } = await model.run({ x: new Uint8ClampedArray(2) })
  expectTypeOf(y).toEqualTypeOf<Tensor<'float64'>>()
  // @ts-expect-error no such dtype
  await loadModel('model.pb', { signature: { inputs: { x: { dtype: 'float', shape: [2] } }, outputs: {} } })
}

export async function withoutSignature(): Promise<void> {
  const model = await loadModel('model.pb')
  const { y } = await model.run({ a: pixels, b: [[1], [2]], c: 'text', d: 5n, e: [true] }, ['y'])
  expectTypeOf(model.allocate('any name', [1])).toExtend<Tensor>()
  await model.run({ a: model.allocate('a') }, ['y'])
  // The dtype, once asked for, tells which array it is.
  if (y.dtype === 'int64') expectTypeOf(y.data).toEqualTypeOf<BigInt64Array>()
  expectTypeOf<Tensor<'float32'>>().toExtend<typeof y>()
  expectTypeOf(y).toExtend<Tensor>()

  const session = await Session.load('model.pb')
  const output: string = 'any name'
  expectTypeOf(
    session
      .addInput('x', new Tensor('int8', [1], new Int8Array(1)))
      .addOutput(output)
      .getOutput(output),
  ).toExtend<Tensor>()
  // @ts-expect-error no feed
  session.addInput('x', { pixels })
  // @ts-expect-error no such option
  await loadModel('model.pb', { thread: 2 })
  // @ts-expect-error no such engine
  await loadModel('model.pb', { engine: 'tensorflo' })
}

export function tensors(): void {
  expectTypeOf(new Tensor('float32', [1], new Float32Array(1))).toEqualTypeOf<Tensor<'float32'>>()
  expectTypeOf(new Tensor('string', [1], ['zoo']).data).toEqualTypeOf<readonly Uint8Array[]>()
  // @ts-expect-error int8 is held by Int8Array
  new Tensor('int8', [1], new Uint8Array(1))
  // @ts-expect-error strings are for string tensors
  new Tensor('int8', [1], ['zoo'])
}
