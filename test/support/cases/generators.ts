import type { GraphMaker } from './maker.js'

/** What a generator fetches; where TensorFlow cannot compute that itself on a CPU, also what it computes instead. */
export type Fetches = string | readonly string[] | { readonly fetch: string; readonly reference: string }

/** Ways to make a graph, by name. */
export type Generators = Readonly<Record<string, (m: GraphMaker) => Fetches>>

const TO_FIRST = [0, 3, 1, 2]
const TO_LAST = [0, 2, 3, 1]

export const transpose = (m: GraphMaker, x: string, order: readonly number[]): string =>
  m.op('Transpose', [x, m.ints(order)], { T: 0, Tperm: 1 })

/** An op on an image with channels last, or with channels first and the same calculated the other way for TensorFlow. */
export const bothOrders = (
  m: GraphMaker,
  shape: readonly number[],
  make: (x: string, order: string) => string,
  open = true,
): Fetches => {
  const fed = (shape: readonly number[]) => m.input(shape, 'float32', 'ordinary', open)
  if (m.random(3) > 0) return make(fed(shape), 'NHWC')
  const x = fed(TO_FIRST.map((axis) => shape[axis]!))
  return { fetch: make(x, 'NCHW'), reference: transpose(m, make(transpose(m, x, TO_LAST), 'NHWC'), TO_FIRST) }
}
