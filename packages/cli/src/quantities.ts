const PREFIXES = ['', 'k', 'M', 'G', 'T'] as const

/** `602 M`: three digits, and the prefix of a thousand, a million and so on. */
export function rounded(value: number): string {
  const power = value < 1000 ? 0 : Math.min(Math.floor(Math.log10(value) / 3), PREFIXES.length - 1)
  return `${Number((value / 1000 ** power).toPrecision(3))} ${PREFIXES[power]}`.trimEnd()
}

/** `14 MB`, `512 B`. */
export const bytesText = (bytes: number): string => (bytes < 1000 ? `${bytes} B` : `${rounded(bytes)}B`)
