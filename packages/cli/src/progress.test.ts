import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { line, Progress } from './progress.js'

describe('progress', () => {
  let shown: string
  beforeEach(() => {
    shown = ''
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
    vi.stubEnv('TERM', 'xterm')
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
      shown += text
      return true
    })
    Object.defineProperty(process.stderr, 'isTTY', { value: true, configurable: true })
  })
  afterEach(() => {
    vi.useRealTimers()
    vi.unstubAllEnvs()
    vi.restoreAllMocks()
    Reflect.deleteProperty(process.stderr, 'isTTY')
  })

  it('shows nothing of work that is done within a second, and the work that takes longer', async () => {
    const progress = new Progress()
    progress.update({ task: 'Loading' })
    vi.advanceTimersByTime(999)
    await vi.dynamicImportSettled()
    expect(shown).toBe('')
    vi.advanceTimersByTime(1)
    await vi.dynamicImportSettled()
    expect(shown).toContain('Loading …')
    progress.stop()
  })

  it('shows nothing where stderr is no terminal', async () => {
    const progress = new Progress(false)
    progress.update({ task: 'Loading' })
    vi.advanceTimersByTime(5000)
    await vi.dynamicImportSettled()
    expect(shown).toBe('')
  })
})

describe('a line of progress', () => {
  it('shows bytes in MB, and a bar as full as the work is', () => {
    const text = line({ task: 'Fetching', done: 5e6, total: 10e6, unit: 'bytes' }, 0.5, 5e6, 10e6, 80)
    expect(text).toBe(`Fetching  ${'█'.repeat(12)}${'░'.repeat(12)}  5.0 of 10.0 MB`)
  })

  it('shows only the task where there is no total', () => {
    expect(line({ task: 'Loading MobileNet' }, 0, 0, 1, 80)).toBe('Loading MobileNet …')
  })

  it('is no wider than the terminal', () => {
    expect(line({ task: 'Fetching', done: 1, total: 2, unit: 'images' }, 0.5, 1, 2, 20)).toHaveLength(20)
  })
})
