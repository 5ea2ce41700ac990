import { fileURLToPath } from 'node:url'
import { Contender } from './contender.mjs'
import { interleave } from './interleave.mjs'
import { INPUT, OUTPUT } from './mobilenet.mjs'

const zoo = fileURLToPath(new URL('../contenders/zoo.mjs', import.meta.url))

/** Contenders that were fed the same must answer the same, or they did not do the same work. */
const ANSWER_TOLERANCE = 1e-4

/** The command of our own engine as a contender, on any MobileNet. */
export const zooCommand = (engine, file, threads) => [
  process.execPath,
  zoo,
  engine,
  file,
  String(threads),
  INPUT,
  OUTPUT,
]

/**
 * Starts contenders, each a process of its own, has them answer, and lets them run in turns.
 * @param entries { name, command } of each; the others' answers are compared with the first one's
 * @param plan as `interleave` takes it; with `processes` all of that so many times, in new processes, since one can be some
 *   percent faster than the next all its life, by where its memory happens to lie
 * @returns for each the milliseconds of its runs, a list for each round
 */
export const measure = async (entries, { processes = 1, ...plan }) => {
  const turns = entries.map(() => [])
  for (let i = 0; i < processes; i++) {
    for (const [contender, rounds] of (await measureOnce(entries, plan)).entries()) turns[contender].push(...rounds)
  }
  return turns
}

const measureOnce = async (entries, plan) => {
  const contenders = entries.map(({ name, command }) => new Contender(name, command))
  try {
    const answers = []
    for (const contender of contenders) answers.push(await contender.ready())
    checkSame(entries, answers)
    return await interleave(contenders, plan)
  } finally {
    for (const contender of contenders) contender.stop()
  }
}

const checkSame = (entries, [expected, ...others]) => {
  for (const [i, { argmax, max }] of others.entries()) {
    if (argmax === expected.argmax && Math.abs(max - expected.max) <= ANSWER_TOLERANCE * Math.max(1, expected.max))
      continue
    throw new Error(
      `${entries[i + 1].name} answers ${argmax}: ${max}, and ${entries[0].name} ${expected.argmax}: ${expected.max}`,
    )
  }
}
