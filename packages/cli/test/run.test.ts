import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { hasShared, shared, sharedJson } from '../../../test/support/data.js'
import { hasEngine } from '../../../test/support/engines.js'
import { expectTensor, fromJson, type TensorJson } from '../../../test/support/tensor-json.js'
import { zoo } from './zoo.js'

interface Expected {
  readonly feeds: Readonly<Record<string, TensorJson>>
  readonly fetches: Readonly<Record<string, TensorJson>>
  readonly tolerance: number
}

const names = hasShared
  ? readdirSync(shared('graphs')).flatMap((file) => (file.endsWith('.pb') ? [file.slice(0, -'.pb'.length)] : []))
  : []
const graph = (name: string) => shared('graphs', `${name}.pb`)
const feeds = (name: string) => shared('graphs', `${name}.json`)

describe.skipIf(!hasShared || !(await hasEngine('tensorflow')))('zoo run', () => {
  it('has the 70 graphs', () => expect(names.length).toBeGreaterThanOrEqual(70))

  it.concurrent.each(names)('answers %s', async (name) => {
    const { fetches, tolerance } = sharedJson<Expected>('graphs', `${name}.json`)
    const args = ['run', graph(name), '--feeds', feeds(name), '--json', '--fetch', ...Object.keys(fetches)]
    const { code, stdout, stderr } = await zoo(args)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const results = JSON.parse(stdout) as Record<string, TensorJson>
    expect(Object.keys(results)).toEqual(Object.keys(fetches))
    for (const [fetch, json] of Object.entries(fetches)) expectTensor(fromJson(results[fetch]!), json, tolerance)
  })

  it('fetches all outputs where none is named', async () => {
    const { stdout } = await zoo(['run', graph('scalar'), '--feeds', feeds('scalar'), '--json'])
    expect(JSON.parse(stdout)).toEqual({ y: { dtype: 'float32', shape: [], data: [7.5] } })
  })

  it('reads feeds or the model from standard input', async () => {
    const input = JSON.stringify(sharedJson<Expected>('graphs', 'scalar.json').feeds)
    const fed = await zoo(['run', graph('scalar'), '--feeds', '-', '--json'], { input })
    expect(JSON.parse(fed.stdout).y.data).toEqual([7.5])
    const piped = await zoo(['run', '-', '--feeds', feeds('scalar'), '--json'], {
      input: readFileSync(graph('scalar')),
    })
    expect(piped.stdout).toBe(fed.stdout)
  })

  it('shows a summary without --json', async () => {
    const { code, stdout } = await zoo(['run', graph('scalar'), '--feeds', feeds('scalar')])
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'y  float32 []\n  7.5\n' })
  })

  it.each([
    ['a missing feed', ['run', graph('scalar')], 1, 'ERR_TENSOR_NAME'],
    ['an unknown fetch', ['run', graph('scalar'), '--feeds', feeds('scalar'), '--fetch', 'z'], 1, 'ERR_TENSOR_NAME'],
    ['feeds of another graph', ['run', graph('scalar'), '--feeds', feeds('strings')], 1, 'ERR_TENSOR_NAME'],
    ['feeds of another shape', ['run', graph('scalar'), '--feeds', feeds('float64')], 1, 'ERR_TENSOR_MISMATCH'],
    ['no such model', ['run', shared('graphs', 'none.pb')], 1, 'ERR_MODEL_LOAD'],
    ['a model that is none', ['run', feeds('scalar')], 1, 'ERR_MODEL_LOAD'],
    ['no such feeds', ['run', graph('scalar'), '--feeds', 'none.json'], 2, 'ERR_ARGUMENT'],
    ['feeds that are no JSON', ['run', graph('scalar'), '--feeds', graph('scalar')], 2, 'ERR_ARGUMENT'],
    ['an engine for other models', ['run', graph('while_v1'), '--engine', 'litert'], 1, 'ERR_UNSUPPORTED_GRAPH'],
  ])('says in text and JSON what is wrong with %s', async (_what, args, exitCode, errorCode) => {
    const { code, stdout, stderr } = await zoo([...args, '--json'])
    expect(code).toBe(exitCode)
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: errorCode, message: expect.any(String) } })
    expect(stderr).toMatch(new RegExp(`^${errorCode}: `))
    expect(stderr).not.toContain('    at ')
  })
})
