import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, rmdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { withLock } from './lock.js'

let folder: string
let path: string
/** The lock as it is on the disk. */
let held: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'zoo-lock-'))
  path = join(folder, 'model.bin')
  held = `${path}.lock`
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

it('one at a time does its work, and leaves nothing behind, whatever comes of it', async () => {
  let underWay = 0
  const outcomes = await Promise.allSettled(
    [1, 2, 3].map((turn) =>
      withLock(path, undefined, async () => {
        expect(++underWay).toBe(1)
        await new Promise(setImmediate)
        underWay--
        if (turn === 2) throw new Error('turn 2')
        return turn
      }),
    ),
  )
  expect(outcomes).toMatchObject([{ value: 1 }, { reason: { message: 'turn 2' } }, { value: 3 }])
  expect(readdirSync(folder)).toEqual([])
})

it('who lost the lock is told, and works again when the other lets it go', async () => {
  let times = 0
  const answer = await withLock(path, undefined, async (signal) => {
    if (++times > 1) return 'done'
    // Another process takes a lock whose holder has slept for long.
    rmdirSync(held)
    mkdirSync(held)
    await once(signal, 'abort')
    rmdirSync(held)
    throw signal.reason
  })
  expect([answer, times]).toEqual(['done', 2])
  expect(readdirSync(folder)).toEqual([])
})

it('who waits gives up at the signal', async () => {
  const controller = new AbortController()
  await withLock(path, undefined, async () => {
    const waiting = withLock(path, controller.signal, async () => {})
    controller.abort(new Error('enough'))
    await expect(waiting).rejects.toThrow()
  })
})
