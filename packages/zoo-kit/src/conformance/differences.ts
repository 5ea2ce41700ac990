/** How far numbers may be apart, by the name of the field they are in or under. */
export type Tolerances = Readonly<Record<string, number>>

/**
 * Where an answer is not the one expected: one line for each place, none when it is. Numbers may differ by the tolerance of the
 * innermost field around them that has one; fields the expected answer leaves out may be anything.
 */
export function differences(
  actual: unknown,
  expected: unknown,
  tolerances: Tolerances,
  path = 'answer',
  tolerance = 0,
): string[] {
  if (typeof expected === 'number' && typeof actual === 'number') {
    return Math.abs(actual - expected) <= tolerance ? [] : [`${path} is ${actual}, not ${expected} within ${tolerance}`]
  }
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual)) return [`${path} is no array`]
    if (actual.length !== expected.length) return [`${path} has ${actual.length} entries, not ${expected.length}`]
    return expected.flatMap((value, i) => differences(actual[i], value, tolerances, `${path}[${i}]`, tolerance))
  }
  if (typeof expected === 'object' && expected !== null) {
    if (typeof actual !== 'object' || actual === null) return [`${path} is no object`]
    return Object.entries(expected).flatMap(([key, value]) =>
      differences(
        (actual as Record<string, unknown>)[key],
        value,
        tolerances,
        `${path}.${key}`,
        tolerances[key] ?? tolerance,
      ),
    )
  }
  return Object.is(actual, expected) ? [] : [`${path} is ${String(actual)}, not ${String(expected)}`]
}
