/** What became of one item. */
export type Outcome<T, R> =
  | { readonly item: T; readonly ok: true; readonly result: R }
  | { readonly item: T; readonly ok: false; readonly error: unknown }

/**
 * What `work` makes of each item, in the items' order, with up to `window` of them under way at once.
 * A failure is an outcome too, so that one bad item does not end the rest.
 */
export async function* inOrder<T, R>(
  items: readonly T[],
  window: number,
  work: (item: T, index: number) => Promise<R>,
): AsyncGenerator<Outcome<T, R>> {
  const underWay: Promise<Outcome<T, R>>[] = []
  let next = 0
  const start = () => {
    const index = next++
    const item = items[index]!
    underWay.push(
      work(item, index).then(
        (result) => ({ item, ok: true, result }),
        (error: unknown) => ({ item, ok: false, error }),
      ),
    )
  }
  while (next < items.length || underWay.length > 0) {
    while (next < items.length && underWay.length < window) start()
    yield await underWay.shift()!
  }
}
