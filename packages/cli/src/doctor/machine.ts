import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import os from 'node:os'
import { promisify } from 'node:util'
import type { Check } from './check.js'

/** The oldest Node that `engines` in our package.json allows. */
const NODE_FLOOR = [20, 19] as const

/** Node's version against the oldest we run on. */
export function checkNode(version = process.versions.node): Check {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const ok = major > NODE_FLOOR[0] || (major === NODE_FLOOR[0] && minor >= NODE_FLOOR[1])
  return {
    name: 'Node',
    status: ok ? 'ok' : 'failure',
    found: version,
    ...(ok ? {} : { cure: `Install Node ${NODE_FLOOR.join('.')} or later.` }),
    facts: { version },
  }
}

/** Operating system, processor architecture and C library. */
export function checkPlatform(): Check {
  const libc = libcName()
  const platform = `${process.platform}-${process.arch}`
  return {
    name: 'Platform',
    status: libc === 'musl' ? 'warning' : 'ok',
    found: [platform, os.release(), libc].filter(Boolean).join(', '),
    ...(libc === 'musl'
      ? { cure: 'libtensorflow and LiteRT are built for glibc: use a Debian-based image, such as node:20-slim.' }
      : {}),
    facts: { platform, release: os.release(), libc: libc ?? null },
  }
}

/** `glibc 2.36`, `musl`, or undefined where there is only the system's own. */
function libcName(): string | undefined {
  if (process.platform !== 'linux') return undefined
  // Without this the report looks up the name of every open socket.
  const report: NodeJS.ProcessReport & { excludeNetwork?: boolean } = process.report
  report.excludeNetwork = true
  const { header } = report.getReport() as { header: { glibcVersionRuntime?: string } }
  return header.glibcVersionRuntime ? `glibc ${header.glibcVersionRuntime}` : 'musl'
}

/** The instructions that the engines' fast paths use, by architecture. */
const WANTED: Readonly<Record<string, readonly string[]>> = {
  x64: ['avx', 'avx2', 'fma', 'avx512f'],
  arm64: ['asimd', 'asimdhp', 'asimddp', 'i8mm'],
}

/** Processor, how many threads it runs at once, and the vector instructions it has. */
export async function checkCpu(): Promise<Check> {
  const model = os.cpus()[0]?.model.trim() ?? 'unknown processor'
  const threads = os.availableParallelism()
  const flags = await cpuFlags()
  const features = (WANTED[process.arch] ?? []).filter((feature) => flags.has(feature))
  const lacksAvx = process.arch === 'x64' && flags.size > 0 && !flags.has('avx')
  return {
    name: 'CPU',
    status: lacksAvx ? 'warning' : 'ok',
    found: [model, `${threads} ${threads === 1 ? 'thread' : 'threads'}`, features.join(' ')].filter(Boolean).join(', '),
    ...(lacksAvx
      ? { cure: 'libtensorflow needs AVX, which this processor lacks: use LiteRT (zoo install litert).' }
      : {}),
    facts: { model, threads, features },
  }
}

/** The processor's feature flags in Linux's spelling; empty where the system does not say. */
async function cpuFlags(): Promise<ReadonlySet<string>> {
  try {
    return process.platform === 'darwin' ? await darwinFlags() : linuxFlags(await readFile('/proc/cpuinfo', 'utf8'))
  } catch {
    return new Set()
  }
}

/** The flags of the first processor in /proc/cpuinfo: x86 calls the line flags, ARM Features. */
export const linuxFlags = (cpuinfo: string): ReadonlySet<string> =>
  new Set(/^(?:flags|Features)\s*:\s*(.*)$/m.exec(cpuinfo)?.[1]?.split(' '))

async function darwinFlags(): Promise<ReadonlySet<string>> {
  const { stdout } = await promisify(execFile)('sysctl', ['-a'])
  return sysctlFlags(stdout)
}

/** sysctl's names for what Linux calls asimd…, where they differ. */
const DARWIN_NAMES: Readonly<Record<string, string>> = {
  avx1_0: 'avx',
  avx2_0: 'avx2',
  advsimd: 'asimd',
  feat_fp16: 'asimdhp',
  feat_dotprod: 'asimddp',
  feat_i8mm: 'i8mm',
}

/** The flags in the output of `sysctl -a`: optional ones that are 1, and Intel's lists. */
export function sysctlFlags(output: string): ReadonlySet<string> {
  const flags = new Set<string>()
  for (const [, name = ''] of output.matchAll(/^hw\.optional\.(?:arm\.)?(\S+): 1$/gm)) {
    const lower = name.toLowerCase()
    flags.add(DARWIN_NAMES[lower] ?? lower)
  }
  for (const [, list = ''] of output.matchAll(/^machdep\.cpu\.(?:leaf7_)?features: (.*)$/gm)) {
    for (const name of list.toLowerCase().split(' ')) flags.add(DARWIN_NAMES[name.replace('.', '_')] ?? name)
  }
  return flags
}
