import { loadModel } from '@zoo/core'
import { writeTflite } from '@zoo/graph'
import { describe, expect, it } from 'vitest'
import { hasEngine } from '../support/engines.js'

const COUNT = 20_000
/** Look-ups that compare every name with every other take some 15 s in one go; a busy machine takes none of that. Milliseconds. */
const LONGEST_PAUSE = 5000

/** The absolute value of its first input, float32 [1]; it has as many inputs as that, and so many outputs. */
const modelOf = (inputs: number, outputs: number): Uint8Array => {
  const named = (name: string, length: number) =>
    Array.from({ length }, (_, i) => ({ name: `a_long_name_of_${name}_${i}`, dtype: 'float32' as const, shape: [1] }))
  const made = Array.from({ length: outputs }, (_, i) => inputs + i)
  return writeTflite({
    description: 'test: many inputs and outputs',
    tensors: [...named('input', inputs), ...named('output', outputs)],
    operators: made.map((output) => ({ code: 101, inputs: [0], outputs: [output] })), // ABS
    inputs: Array.from({ length: inputs }, (_, i) => i),
    outputs: made,
  })
}

/** The longest time that a timer waits while `act` is under way. */
const longestPause = async (act: () => Promise<void>): Promise<number> => {
  let last = performance.now()
  let longest = 0
  const tick = () => {
    const now = performance.now()
    longest = Math.max(longest, now - last)
    last = now
  }
  const timer = setInterval(tick, 5)
  await act()
  clearInterval(timer)
  tick()
  return longest
}

describe.each(['litert', 'wasm'] as const)('%s', (engine) => {
  it(`runs a model of ${COUNT} inputs without holding the event loop`, async () => {
    if (engine === 'litert' && !(await hasEngine('litert'))) return
    const bytes = modelOf(COUNT, 1)
    const pause = await longestPause(async () => {
      await using model = await loadModel(bytes, { engine, concurrency: 1 })
      const feeds = Object.fromEntries(model.inputs.map(({ name }, i) => [name, [-i - 1]]))
      const answers = await model.run(feeds)
      expect(Object.values(answers).map(({ data }) => data[0])).toEqual([1])
      const session = model.createSession()
      for (const { name } of model.inputs) session.addInput(name, [2])
      await session.run()
      expect([...session.getOutput(model.outputs[0]!.name).data]).toEqual([2])
    })
    expect(pause).toBeLessThan(LONGEST_PAUSE)
  })
})

it(`wasm refuses a model of more outputs than it can look up`, async () => {
  await expect(loadModel(modelOf(1, 1001), { engine: 'wasm' })).rejects.toMatchObject({
    code: 'ERR_NO_ENGINE',
    message: expect.stringContaining('at most 1000 outputs'),
  })
})
