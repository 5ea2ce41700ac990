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
  const fedAt = indexOf(fed)
  const computed = [...new Set(fetches)].filter((name) => !fedAt.has(name))
  const computedAt = indexOf(computed)
  const places = fetches.map((name): Place => {
    const index = fedAt.get(name)
    return index === undefined ? { index: computedAt.get(name)!, fed: false } : { index, fed: true }
  })
  const isDirect = computed.length > 0 && places.every(({ index, fed }, i) => !fed && index === i)
  return { computed, places: isDirect ? undefined : places }
}

/** The first place of each name in a list. */
function indexOf(names: readonly string[]): ReadonlyMap<string, number> {
  const places = new Map<string, number>()
  for (const [place, name] of names.entries()) if (!places.has(name)) places.set(name, place)
  return places
}
