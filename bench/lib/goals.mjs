/** Something we promise, and what was measured: { goal, wanted, measured, met }. `format` writes the numbers. */
export const atMost = (goal, measured, limit, format) => ({
  goal,
  wanted: `at most ${format(limit)}`,
  measured: format(measured),
  met: measured <= limit,
})

export const atLeast = (goal, measured, limit, format) => ({
  goal,
  wanted: `at least ${format(limit)}`,
  measured: format(measured),
  met: measured >= limit,
})

/** Goals of any sections as one table. */
export const goalsTable = (goals) => ({
  title: 'Goals',
  columns: ['goal', 'wanted', 'measured', 'met'],
  rows: goals.map(({ goal, wanted, measured, met }) => [goal, wanted, measured, met ? 'yes' : 'NO']),
})
