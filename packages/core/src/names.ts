import type { ModelInfo, TensorSpec } from '@zoo/graph/base'
import { TensorNameError } from './errors.js'
import { check, verify } from './options.js'
import { nameInWords, namesInWords } from './wording.js'

/** Names longer than this are compared with nothing, and none is guessed from more changes than this. */
const MAX_LENGTH = 300
const MAX_CHANGES = 8

const isName = check('a string', (value) => typeof value === 'string')

/**
 * The tensor a name stands for.
 * @param role what the caller wants with it, which decides the names that are suggested first
 * @throws TensorNameError (ERR_TENSOR_NAME) when the model has none of the name
 * @throws ArgumentError (ERR_ARGUMENT) when it is no string
 */
export function resolveName(info: ModelInfo, name: string, role: 'inputs' | 'outputs'): TensorSpec {
  verify("a tensor's name", name, isName)
  const spec = info.tensor(name)
  // A TensorFlow Lite model has no way in but its inputs.
  const reachable = role === 'outputs' || info.format === 'tensorflow' || (spec && namesOf(info.inputs).has(spec.name))
  if (spec && reachable) return spec
  const own = info[role].map((tensor) => tensor.name)
  const known = info.names()
  const nearest = nearestName(name, own) ?? nearestName(name, known)
  const guess = nearest === undefined ? '' : ` Did you mean ${nameInWords(nearest)}?`
  const problem = spec
    ? `The model's tensor ${nameInWords(name)} cannot be fed`
    : `The model has no tensor ${nameInWords(name)}`
  throw new TensorNameError(`${problem}; its ${role} are ${namesInWords(own)}.${guess}`, {
    tensor: name,
    known,
  })
}

/** The names of tensors, by their list: a file may have ten thousands of inputs, and every feed is looked up. */
const NAMES = new WeakMap<readonly TensorSpec[], ReadonlySet<string>>()

function namesOf(tensors: readonly TensorSpec[]): ReadonlySet<string> {
  const names = NAMES.get(tensors) ?? new Set(tensors.map(({ name }) => name))
  NAMES.set(tensors, names)
  return names
}

/**
 * The name among `known` that was most likely meant: one that ends like it after a `/`, else the one the fewest changes away,
 * when those are few for its length.
 */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  if (name === '' || name.length > MAX_LENGTH) return undefined
  const wanted = bare(name)
  let nearest: string | undefined
  let least = Math.min(Math.ceil((wanted.length - 1) / 3), MAX_CHANGES) + 1
  for (const candidate of known) {
    if (candidate.length > MAX_LENGTH) continue
    const other = bare(candidate)
    if (other.endsWith(`/${wanted}`)) return candidate
    const changes = editDistance(wanted, other, least)
    if (changes < least) {
      nearest = candidate
      least = changes
    }
  }
  return nearest
}

/** What of a name tells which node is meant. */
const bare = (name: string): string => name.toLowerCase().replace(/:\d+$/, '')

/**
 * How many insertions, deletions and replacements turn one word into the other, or `limit` when it takes that many or more.
 * @source R. A. Wagner and M. J. Fischer, "The String-to-String Correction Problem", 1974
 */
function editDistance(from: string, to: string, limit: number): number {
  if (Math.abs(from.length - to.length) >= limit) return limit
  let row = Array.from({ length: to.length + 1 }, (_, i) => i)
  for (let i = 1; i <= from.length; i++) {
    const next = [i]
    let least = i
    for (let j = 1; j <= to.length; j++) {
      const replaced = row[j - 1]! + (from[i - 1] === to[j - 1] ? 0 : 1)
      const changes = Math.min(replaced, row[j]! + 1, next[j - 1]! + 1)
      next.push(changes)
      if (changes < least) least = changes
    }
    if (least >= limit) return limit
    row = next
  }
  return Math.min(row[to.length]!, limit)
}
