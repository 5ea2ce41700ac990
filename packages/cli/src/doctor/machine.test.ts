import { describe, expect, it } from 'vitest'
import { checkCpu, checkNode, checkPlatform, linuxFlags, sysctlFlags } from './machine.js'

describe('checkNode', () => {
  it('takes 20.19 and later', () => {
    for (const version of ['20.19.0', '20.20.2', '22.0.0', '26.1.0']) expect(checkNode(version).status).toBe('ok')
  })

  it('refuses earlier ones with the cure', () => {
    for (const version of ['18.20.0', '20.9.0']) {
      expect(checkNode(version)).toMatchObject({ status: 'failure', cure: 'Install Node 20.19 or later.' })
    }
  })
})

describe('processor flags', () => {
  it('come from /proc/cpuinfo of x86 and ARM', () => {
    expect(linuxFlags('processor\t: 0\nflags\t\t: fpu avx avx2 fma\nbugs\t: none\n')).toEqual(
      new Set(['fpu', 'avx', 'avx2', 'fma']),
    )
    expect(linuxFlags('processor\t: 0\nFeatures\t: fp asimd asimddp\n')).toEqual(new Set(['fp', 'asimd', 'asimddp']))
    expect(linuxFlags('')).toEqual(new Set())
  })

  it('come from sysctl under the names Linux has for them', () => {
    const flags = sysctlFlags(
      'hw.optional.AdvSIMD: 1\nhw.optional.arm.FEAT_DotProd: 1\nhw.optional.arm.FEAT_I8MM: 0\nmachdep.cpu.features: FPU AVX1.0 FMA\nmachdep.cpu.leaf7_features: AVX2\n',
    )
    for (const flag of ['asimd', 'asimddp', 'avx', 'avx2', 'fma']) expect(flags).toContain(flag)
    expect(flags).not.toContain('i8mm')
  })
})

describe('this machine', () => {
  it('is described', async () => {
    expect(checkPlatform().found).toContain(`${process.platform}-${process.arch}`)
    expect((await checkCpu()).facts).toMatchObject({ threads: expect.any(Number) })
  })
})
