/** How the fetches of one kind of run are answered. */
export interface Answers {
  /** What the engine computes: no tensor twice, and none that is fed. */
  readonly computed: readonly string[]
  /** For each fetch its place among `computed`, or with `fed` among the feeds; undefined when they are what is computed. */
  readonly places: readonly Place[] | undefined
}

interface Place {
  readonly index: number
  readonly fed: boolean
}

/**
 * How the fetches of a run are answered; all by canonical names.
 * @param fed what is fed, in the order of the feeds
 */
export function answersTo(fed: readonly string[], fetches: readonly string[]): Answers {
  const computed = [...new Set(fetches)].filter((name) => !fed.includes(name))
  const places = fetches.map((name): Place => {
    const index = fed.indexOf(name)
    return index >= 0 ? { index, fed: true } : { index: computed.indexOf(name), fed: false }
  })
  const isDirect = computed.length > 0 && places.every(({ index, fed }, i) => !fed && index === i)
  return { computed, places: isDirect ? undefined : places }
}
