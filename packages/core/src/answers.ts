/** How the fetches of one kind of run are answered. */
export interface Answers {
  /** What the engine computes: no tensor twice, and none that is fed. */
  readonly computed: readonly string[]
  /** For each fetch where it is among `computed`, or with `fed` among the feeds; undefined when they are what is computed. */
  readonly sources: readonly Source[] | undefined
}

interface Source {
  readonly index: number
  readonly fed: boolean
  /** Whether an earlier fetch is the same tensor. */
  readonly again: boolean
}

/**
 * How the fetches of a run are answered; all by canonical names.
 * @param fed what is fed, in the order of the feeds
 */
export function answersTo(fed: readonly string[], fetches: readonly string[]): Answers {
  const computed = [...new Set(fetches)].filter((name) => !fed.includes(name))
  const sources = fetches.map((name, i): Source => {
    const index = fed.indexOf(name)
    if (index >= 0) return { index, fed: true, again: false }
    return { index: computed.indexOf(name), fed: false, again: fetches.indexOf(name) < i }
  })
  const isDirect = computed.length > 0 && sources.every(({ index, fed }, i) => !fed && index === i)
  return { computed, sources: isDirect ? undefined : sources }
}
