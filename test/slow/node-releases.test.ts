import { beforeAll, describe, expect, it } from 'vitest'
import { hasShared, sharedFolder, sharedJson } from '../support/data.js'
import { hasEngine } from '../support/engines.js'
import { nodeReleases } from '../support/node-releases.js'
import { runChild } from './child.js'

type Answer = Readonly<Record<'litert' | 'tensorflow' | 'wasm', { label: string; probability: number }>> & {
  readonly node: string
  readonly faces: number
}

const solvayFaces = () =>
  sharedJson<{ 'solvay.jpg': { 'min_size 40': { box: readonly unknown[] } } }>('expected', 'mtcnn.json')['solvay.jpg'][
    'min_size 40'
  ].box.length

const releases = nodeReleases()
const ready = releases.length > 0 && hasShared && (await hasEngine('litert')) && (await hasEngine('tensorflow'))

async function answersOf(node?: string): Promise<Answer[]> {
  const { code, signal, stdout, stderr } = await runChild('releases.mjs', [sharedFolder], { ...(node && { node }) })
  expect({ code, signal, stderr }).toEqual({ code: 0, signal: null, stderr: '' })
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Answer)
}

describe.runIf(ready)('The models, on every engine, in the main thread and in a worker', () => {
  let expected: Answer
  beforeAll(async () => {
    expected = (await answersOf())[0]!
  })

  it.each(ready ? releases : [{ version: 'of each line', program: '' }])(
    'answer on Node $version as on any other',
    async ({ version, program }) => {
      const answers = await answersOf(program)
      expect(answers.map(({ node }) => node)).toEqual([version, version])
      for (const { faces, ...answer } of answers) {
        expect(faces).toBe(solvayFaces())
        for (const engine of ['litert', 'tensorflow', 'wasm'] as const) {
          expect(answer[engine].label).toBe(expected[engine].label)
          expect(answer[engine].probability).toBeCloseTo(expected[engine].probability, 4)
        }
      }
    },
  )
})
