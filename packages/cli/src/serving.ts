import type { EngineName, ModelFile, Verdict } from '@zoo/core/engine'
import { shortReason } from './error-text.js'
import type { Facts, InspectionSection } from './inspection-text.js'

/** Whether one engine could run the model here. */
export type EngineVerdict = Verdict & { readonly engine: EngineName }

/**
 * What engines say of a model, in the order in which `auto` asks them.
 * @param asked every engine, or as `auto` does up to the first that runs it: to load one takes up to half a second
 */
export async function engineVerdicts(file: ModelFile, asked: 'all' | 'up to the first'): Promise<EngineVerdict[]> {
  const { ENGINE_NAMES, findEngine } = await import('@zoo/core/engine')
  const verdicts: EngineVerdict[] = []
  for (const name of ENGINE_NAMES) {
    const engine = await findEngine(name)
    if (!('accepts' in engine)) {
      verdicts.push({ engine: name, ok: false, reason: engine.reason })
      continue
    }
    const { cause: _, ...verdict } = { cause: undefined, ...(await engine.accepts(file)) }
    verdicts.push({ engine: name, ...verdict })
    if (verdict.ok && asked === 'up to the first') break
  }
  return verdicts
}

/** Which engine `auto` runs the whole model on and how, and those before it that do not, with their reasons; null when none does. */
export function serving(verdicts: readonly EngineVerdict[]) {
  const first = verdicts.findIndex(({ ok }) => ok)
  const before = first < 0 ? verdicts : verdicts.slice(0, first)
  const reason = verdicts[first]?.reason
  return {
    engine: verdicts[first]?.engine ?? null,
    ...(reason !== undefined && { reason }),
    passedOver: before.flatMap((verdict) =>
      verdict.ok ? [] : [{ engine: verdict.engine, reason: verdict.reason, ...(verdict.partly && { partly: true }) }],
    ),
  }
}

/** The engine that serves, and why none before it does. */
export const servingFacts = ({ engine, reason, passedOver }: ReturnType<typeof serving>): Facts => [
  ['Engine', engine === null ? 'none of those here takes the whole of it' : withReason(engine, reason)],
  ...passedOver.map(({ engine, reason, partly }): [string, string] => [
    '',
    `not ${engine}${partly ? ' as a whole' : ''}: ${shortReason(reason)}`,
  ]),
]

const withReason = (engine: EngineName, reason: string | undefined): string =>
  reason === undefined ? engine : `${engine}: ${shortReason(reason)}`

/** What each engine says. */
export const enginesSection = (verdicts: readonly EngineVerdict[]): InspectionSection => [
  'Engines',
  verdicts.map((verdict) =>
    verdict.ok
      ? [verdict.engine, 'yes', ...(verdict.reason === undefined ? [] : [shortReason(verdict.reason)])]
      : [verdict.engine, verdict.partly ? 'not as a whole' : 'no', shortReason(verdict.reason)],
  ),
]
