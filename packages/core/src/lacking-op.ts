import { UnsupportedGraphError } from './errors.js'

/** The words in which libraries say that they lack an op: its name, and the node's where they tell. */
const WORDS: readonly RegExp[] = [
  /Op type not registered '(?<op>[^']+)'/, // TensorFlow
  /unresolved custom op: (?<op>[^\s;]+?)\.?(?:[\s;]|$)/, // LiteRT
  /Didn't find op for builtin opcode '(?<op>[^']+)'/, // LiteRT
]
const NODE = /\{\{node ([^}]+)\}\}|NodeDef mentions.*?\[\[.*?node (\S+)/

/** The error of an engine whose library says that it lacks an op; undefined when it says something else. */
export function lackingOp(engine: string, failure: Error): UnsupportedGraphError | undefined {
  const { message } = failure
  const op = WORDS.map((words) => words.exec(message)?.groups?.op).find((found) => found)
  if (op === undefined) return undefined
  const node = NODE.exec(message)
  return new UnsupportedGraphError(`The ${engine} engine has no op ${op}, which the model needs: ${message}`, {
    nodes: [{ node: node?.[1] ?? node?.[2] ?? '', op, reason: message }],
    cause: failure,
  })
}
