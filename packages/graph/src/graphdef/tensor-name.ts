/** One output of one node. */
export interface TensorName {
  readonly node: string
  readonly output: number
}

/** What stands in a node's input list: another node's output, or with `control` just that the other must have run. */
export interface Input extends TensorName {
  readonly control: boolean
  /**
   * Inside a function body: which of the other node's named outputs `output` counts within; empty for element 0 of a list
   * argument, written `arg:0`, where `arg` alone is the whole list.
   */
  readonly port?: string
}

/** The number a piece of text is, or undefined; no sign, no leading zero, nothing a double cannot count exactly. */
const index = (text: string): number | undefined => (/^(0|[1-9]\d{0,8})$/.test(text) ? Number(text) : undefined)

/**
 * Takes a tensor's name apart: `node` is output 0 of `node`, `node:1` is output 1.
 * @returns undefined for what is no tensor's name, such as `^node` or `node:x`
 */
export const parseTensorName = (name: string): TensorName | undefined => {
  const colon = name.lastIndexOf(':')
  if (colon < 0) return name === '' || name.startsWith('^') ? undefined : { node: name, output: 0 }
  const output = index(name.slice(colon + 1))
  return output === undefined || colon === 0 || name.startsWith('^')
    ? undefined
    : { node: name.slice(0, colon), output }
}

/** The canonical name of a node's output: the bare name for output 0, `node:1` for the others. */
export const tensorName = (node: string, output: number): string => (output === 0 ? node : `${node}:${output}`)

/**
 * Takes an entry of a node's input list apart: `^node`, `node`, `node:1`, and in function bodies `node:port:1`.
 * @returns undefined for what is none of these
 */
export const parseInput = (text: string): Input | undefined => {
  if (text.startsWith('^')) return text.length > 1 ? { node: text.slice(1), output: 0, control: true } : undefined
  if (!text.includes(':')) return text === '' ? undefined : { node: text, output: 0, control: false }
  const name = parseTensorName(text)
  if (!name) return undefined
  const { node, output } = name
  const colon = node.indexOf(':')
  if (colon < 0) return { node, output, control: false }
  return { node: node.slice(0, colon), port: node.slice(colon + 1), output, control: false }
}
