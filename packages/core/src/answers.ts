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
  const fedPlaces = placesOf(fed)
  const computed = [...new Set(fetches)].filter((name) => !fedPlaces.has(name))
  const computedPlaces = placesOf(computed)
  const places = fetches.map((name): Place => {
    const index = fedPlaces.get(name)
    return index === undefined ? { index: computedPlaces.get(name)!, fed: false } : { index, fed: true }
  })
  const isDirect = computed.length > 0 && places.every(({ index, fed }, i) => !fed && index === i)
  return { computed, places: isDirect ? undefined : places }
}

const placesOf = (names: readonly string[]): ReadonlyMap<string, number> =>
  new Map(names.map((name, index) => [name, index]))
