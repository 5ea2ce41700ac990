import { InferenceError, type LoadOptions, loadModel, type Tensor } from '@zoo/core'
import { type Node, writeGraph } from '@zoo/graph'
import { randomNumbers } from '../random.js'
import type { Generators } from './generators.js'
import { GraphMaker } from './maker.js'

/** What an engine did with a generated graph, each run of it counted; `wrong` says what differs from TensorFlow. */
export interface Outcome {
  answered: number
  readonly refused: string[]
  readonly wrong: string[]
}

/** How far a number may be from TensorFlow's, of its magnitude or of 1: kernels add up in another order. */
const TOLERANCE = 2e-5

/** Makes the graph of a generator and a seed, runs it, and compares with TensorFlow. What TensorFlow refuses counts as nothing. */
export const tryCase = async (
  generator: Generators[string],
  seed: number,
  engine: LoadOptions['engine'],
): Promise<Outcome> => {
  const outcome: Outcome = { answered: 0, refused: [], wrong: [] }
  const m = new GraphMaker(randomNumbers(seed))
  const made = generator(m)
  const fetches = typeof made === 'string' ? [made] : 'fetch' in made ? [made.fetch] : made
  const references = typeof made === 'object' && 'reference' in made ? [made.reference] : fetches
  const { nodes, runs } = m.case(fetches)
  const reference = await loadModel(writeGraph(needed(nodes, references)), { engine: 'tensorflow' }).catch(
    () => undefined,
  )
  if (!reference) return outcome
  await using _ = reference
  const model = await loadModel(writeGraph(needed(nodes, fetches)), { engine }).catch((error: unknown) => {
    outcome.refused.push(refusal(error))
  })
  if (!model) return outcome
  for (const feeds of runs) {
    const expected = await reference.run(feeds, references).catch(() => undefined)
    if (!expected) continue
    try {
      const received = await model.run(feeds, fetches)
      const wrong = fetches.flatMap((name, i) => difference(received[name]!, expected[references[i]!]!) ?? [])
      if (wrong.length > 0) outcome.wrong.push(`${described(feeds)} gives ${wrong.join('; ')} in ${written(nodes)}`)
      else outcome.answered++
    } catch (error) {
      outcome.refused.push(refusal(error))
    }
  }
  await model.dispose()
  return outcome
}

/** The reason of an engine that refuses as it should. @throws any other error */
const refusal = (error: unknown): string => {
  if (InferenceError.isInstance(error) && error.code === 'ERR_UNSUPPORTED_GRAPH') return error.message
  throw error
}

/** The nodes that what is fetched is made of. */
const needed = (nodes: readonly Node[], fetches: readonly string[]): readonly Node[] => {
  const names = new Set(fetches.map((name) => name.split(':')[0]!))
  // Each node comes after those it takes.
  for (const node of nodes.toReversed())
    if (names.has(node.name)) for (const input of node.inputs) names.add(input.node)
  return nodes.filter((node) => names.has(node.name))
}

const difference = (received: Tensor, expected: Tensor): string | undefined => {
  const form = ({ dtype, shape }: Tensor) => `${dtype} [${shape.join(', ')}]`
  if (form(received) !== form(expected)) return `${form(received)}, not ${form(expected)}`
  const wrong = (expected.data as Float32Array).findIndex((value, i) => !isClose(received.data[i] as number, value))
  return wrong < 0 ? undefined : `element ${wrong} as ${received.data[wrong]}, not ${expected.data[wrong]}`
}

const isClose = (received: number, expected: number): boolean =>
  Object.is(received, expected) ||
  received === expected ||
  (typeof expected === 'number' && Math.abs(received - expected) <= TOLERANCE * Math.max(1, Math.abs(expected)))

const described = (feeds: Readonly<Record<string, Tensor>>): string =>
  Object.values(feeds)
    .map(({ dtype, shape }) => `${dtype} [${shape.join(', ')}]`)
    .join(' and ')

const written = (nodes: readonly Node[]): string =>
  nodes.map(({ name, inputs }) => `${name}(${inputs.map(({ node }) => node).join(', ')})`).join(' ')
