import { expect, it } from 'vitest'
import { Tensor } from './tensor.js'
import { untilAborted } from './until-aborted.js'
import { WaitingRuns } from './waiting-runs.js'

const gate = () => {
  let open!: () => void
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { open, opened }
}

it('runs that wait keep what was fed, whatever becomes of the arrays', async () => {
  const data = Float32Array.of(1, 2)
  const { open, opened } = gate()
  const running = new WaitingRuns(1).run([{ name: 'x', tensor: new Tensor('float32', [2], data) }], async (held) => {
    await opened
    return held[0]!.tensor.data
  })
  data.fill(9)
  open()
  expect(await running).toEqual(Float32Array.of(1, 2))
})

it('runs that wait are no more than may, and one that is over leaves its place', async () => {
  const waiting = new WaitingRuns(2)
  const { open, opened } = gate()
  const runs = [1, 2].map(() => waiting.run([], () => opened))
  await expect(waiting.run([], async () => {})).rejects.toMatchObject({ code: 'ERR_BUSY', limit: 2, waiting: 2 })
  open()
  await Promise.all(runs)
  await expect(waiting.run([], async () => 'in')).resolves.toBe('in')
  await expect(waiting.run([], () => Promise.reject(new Error('failed')))).rejects.toThrow('failed')
  await expect(Promise.all([1, 2].map(() => waiting.run([], async () => 'in')))).resolves.toEqual(['in', 'in'])
})

it('runs that wait are waited for in the end, and no other is taken', async () => {
  const waiting = new WaitingRuns(2)
  const { open, opened } = gate()
  const order: string[] = []
  const running = waiting.run([], () => opened).then(() => order.push('run'))
  const closing = waiting.close().then(() => order.push('closed'))
  await expect(waiting.run([], async () => {})).rejects.toMatchObject({ code: 'ERR_DISPOSED' })
  open()
  await Promise.all([running, closing])
  expect(order).toEqual(['run', 'closed'])
})

it('who waits gives up as soon as the signal fires, and what was waited for goes on', async () => {
  const { open, opened } = gate()
  const controller = new AbortController()
  const work = opened.then(() => 'done')
  const given = untilAborted(work, controller.signal)
  const other = untilAborted(work, new AbortController().signal)
  controller.abort(new Error('gone'))
  await expect(given).rejects.toMatchObject({ code: 'ERR_ABORTED', cause: new Error('gone') })
  await expect(untilAborted(work, AbortSignal.abort())).rejects.toMatchObject({ code: 'ERR_ABORTED' })
  open()
  expect(await other).toBe('done')
  await expect(untilAborted(Promise.reject(new Error('failed')), new AbortController().signal)).rejects.toThrow(
    'failed',
  )
})
