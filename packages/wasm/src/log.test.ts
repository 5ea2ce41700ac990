import { describe, expect, it } from 'vitest'
import { Log, plainWords } from './log.js'

describe('plainWords', () => {
  it('leaves out where in the library it was said, and what says nothing else', () => {
    const text = `ERROR: [./litert/cc/litert_compiled_model.h:2003]
└ ERROR: [./litert/cc/litert_compiled_model.h:523]
ERROR: gather index out of bounds
ERROR: Node number 0 (GATHER) failed to invoke.
ERROR: [litert_compiled_model.cc:164] Failed to invoke
ERROR: [litert_compiled_model.cc:164] Failed to invoke`
    expect(plainWords(text)).toBe(
      'gather index out of bounds; Node number 0 (GATHER) failed to invoke.; Failed to invoke',
    )
  })
})

describe('Log', () => {
  it('keeps errors alone, until they are taken', () => {
    const log = new Log(false)
    log.write('INFO: [environment.cc:36] Creating LiteRT environment with options')
    log.write('WARNING: [npu_registry.cc:34] NPU accelerator could not be loaded')
    expect(log.takeErrors()).toBe('')
    log.write('ERROR: no room')
    log.write('└ at all')
    expect(log.takeErrors()).toBe('no room; at all')
    expect(log.takeErrors()).toBe('')
  })
})
