import * as core from '@zoo/core'
import { InferenceError } from '@zoo/core'
import * as graph from '@zoo/graph'
import * as kit from '@zoo/kit'
import { describe, expect, it } from 'vitest'
import { randomNumbers } from '../support/random.js'

/** Functions whose arguments are made by the package itself, or whose own work is to throw. */
const LEFT_OUT: ReadonlySet<string> = new Set([
  ...['graph.Graph', 'graph.Constant', 'graph.OperationView', 'graph.Refusals', 'graph.refuse', 'graph.refuseOpen'],
  ...['graph.frozenSpec', 'graph.litertRefusal', 'graph.shortened'],
])

const LONG = 'a'.repeat(2 ** 18)
const circle: Record<string, unknown> = {}
circle.self = circle

function detached(): Float32Array {
  const array = new Float32Array(4)
  structuredClone(array.buffer, { transfer: [array.buffer] })
  return array
}

/** Values of every kind, none of which most functions take. */
const JUNK: readonly unknown[] = [
  ...[undefined, null, true, -1, 0, 7, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, 5n, -(2n ** 70n)],
  ...['', 'x', 'float32', LONG, 'http://[', 'file:///a%00b', '__proto__', Symbol('s'), Symbol.iterator],
  ...[() => {}, class {}, [], [1], [1, -1], [[1], [2, 3]], [null], Array(5000).fill('n'), Array(3)],
  ...[{}, circle, Object.create(null), { length: -1 }, { length: 2 ** 40 }, { data: 1, shape: 2, dtype: 3 }, new Map()],
  ...[new Uint8Array(3), new Float32Array(2), new BigInt64Array(1), new DataView(new ArrayBuffer(2)), detached()],
  ...[new ArrayBuffer(2), new SharedArrayBuffer(4), new Date(Number.NaN), new Error('e'), Promise.resolve(1), /x/],
]

const ROUNDS = 200

/** The exported functions and static methods of a package, as functions; classes of errors are made by the package alone. */
function callables(name: string, namespace: object): [name: string, call: (...args: unknown[]) => unknown][] {
  return Object.entries(namespace).flatMap(([key, value]) => {
    if (typeof value !== 'function' || value.prototype instanceof Error) return []
    const full = `${name}.${key}`
    if (LEFT_OUT.has(full)) return []
    if (!/^class\b/.test(Function.prototype.toString.call(value))) return [[full, value as () => unknown]]
    const Class = value as unknown as new (...args: unknown[]) => unknown
    const statics = Object.getOwnPropertyNames(Class).filter(
      (member) => typeof (Class as never)[member] === 'function' && member !== 'prototype',
    )
    return [
      [full, (...args: unknown[]) => new Class(...args)],
      ...statics.map((member): [string, (...args: unknown[]) => unknown] => [
        `${full}.${member}`,
        (...args) => (Class as never as Record<string, (...args: unknown[]) => unknown>)[member]!(...args),
      ]),
    ]
  })
}

/** Functions of `@zoo/kit` on plain values; others take images, signals or streams. */
const OF_KIT =
  'area clipBox confidenceOf intersectionOverUnion lanesOf nms parseLabels scaleBox signatureOf softmax topK'
const ofKit = new Set(OF_KIT.split(' '))
const kitFunctions = Object.fromEntries(Object.entries(kit).filter(([name]) => ofKit.has(name)))

describe.each([...callables('core', core), ...callables('graph', graph), ...callables('kit', kitFunctions)])(
  '%s',
  (_, call) => {
    it('fails with coded errors only, whatever it is given', async () => {
      const below = randomNumbers(7)
      const pick = () => JUNK[below(JUNK.length)]
      const lists = [
        [],
        ...JUNK.map((value) => [value]),
        ...Array.from({ length: ROUNDS }, () => Array.from({ length: 1 + below(4) }, pick)),
      ]
      for (const args of lists) {
        let failure: unknown
        try {
          await call(...args)
          continue
        } catch (error) {
          failure = error
        }
        if (!InferenceError.isInstance(failure)) expect.fail(`${String((failure as Error)?.stack ?? failure)}`)
        expect(failure.code).toMatch(/^ERR_[A-Z_]+$/)
        expect(failure.message.length).toBeLessThan(2000)
      }
    })
  },
)
