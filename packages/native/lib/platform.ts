import { readFileSync } from 'node:fs'

/** A platform we publish for, as npm's `os`, `cpu` and `libc` fields name it. */
export interface Platform {
  readonly os: 'linux' | 'darwin' | 'win32'
  readonly cpu: 'x64' | 'arm64'
  readonly libc?: 'glibc' | 'musl'
}

/** The platforms the addon is built for, by their names. */
export const PLATFORMS = {
  'linux-x64': { os: 'linux', cpu: 'x64', libc: 'glibc' },
  'linux-arm64': { os: 'linux', cpu: 'arm64', libc: 'glibc' },
  'linux-x64-musl': { os: 'linux', cpu: 'x64', libc: 'musl' },
  'linux-arm64-musl': { os: 'linux', cpu: 'arm64', libc: 'musl' },
  'darwin-arm64': { os: 'darwin', cpu: 'arm64' },
  'win32-x64': { os: 'win32', cpu: 'x64' },
} as const satisfies Record<string, Platform>

export type PlatformName = keyof typeof PLATFORMS

/** This machine's platform: `linux-x64`, `linux-x64-musl`, `darwin-arm64` … It need not be one we publish for. */
export const platformName = (): string => `${process.platform}-${process.arch}${isMusl() ? '-musl' : ''}`

let musl: boolean | undefined
function isMusl(): boolean {
  if (process.platform !== 'linux') return false
  musl ??= mapsMusl()
  return musl
}

/** The libraries node itself runs with tell its libc; its diagnostic report does too, but takes 100 ms. */
function mapsMusl(): boolean {
  try {
    return /ld-musl-|libc\.musl-/.test(readFileSync('/proc/self/maps', 'latin1'))
  } catch {
    return false
  }
}
