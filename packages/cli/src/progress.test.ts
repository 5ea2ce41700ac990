import { describe, expect, it } from 'vitest'
import { line } from './progress.js'

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
