import { readFileSync } from 'node:fs'

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
