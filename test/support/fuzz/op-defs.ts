import { readFileSync } from 'node:fs'

/** One input or output of an op: its dtype is fixed, or an attribute says it; an attribute may say how many there are. */
export interface ArgDef {
  readonly name: string
  readonly type?: number
  readonly typeAttr?: string
  readonly numberAttr?: string
  readonly typeListAttr?: string
  readonly ref: boolean
}

export type AttrDefault = number | string | boolean | null | readonly unknown[]

export interface AttrDef {
  readonly name: string
  /** As an OpDef writes it: `type`, `int`, `list(int)`, `func`, … */
  readonly type: string
  readonly default?: AttrDefault
  readonly allowed?: readonly (number | string)[]
  readonly min?: number
}

export interface OpDef {
  readonly inputs: readonly ArgDef[]
  readonly outputs: readonly ArgDef[]
  readonly attrs: readonly AttrDef[]
}

type Line = readonly [
  op: string,
  inputs: string,
  outputs: string,
  attrs: Readonly<Record<string, string | Omit<AttrDef, 'name'>>>,
]

/** `name:T`, `name:3` for a fixed dtype, `name:N*T`, `name:[Tin]`, `name:&T` for a reference. */
const parseArg = (text: string): ArgDef => {
  const [, name, ref, numberAttr, list, type] = /^(\w+):(&?)(?:(\w+)\*)?(\[?)(\w+)\]?$/.exec(text)!
  return {
    name: name!,
    ref: ref === '&',
    ...(numberAttr ? { numberAttr } : {}),
    ...(list ? { typeListAttr: type! } : /^\d+$/.test(type!) ? { type: Number(type) } : { typeAttr: type! }),
  }
}

const parseArgs = (text: string): readonly ArgDef[] => (text === '' ? [] : text.split(' ').map(parseArg))

/**
 * Every op that the allow-list has ever taken, with its inputs and attributes: what a graph has to say for a node to reach its
 * kernel.
 * @source the op registry of TensorFlow 2.21 (TF_GetAllOpList)
 */
export const OP_DEFS: ReadonlyMap<string, OpDef> = new Map(
  readFileSync(new URL('tensorflow-ops.jsonl', import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .map((line) => {
      const [op, inputs, outputs, attrs] = JSON.parse(line) as Line
      return [
        op,
        {
          inputs: parseArgs(inputs),
          outputs: parseArgs(outputs),
          attrs: Object.entries(attrs).map(([name, attr]) =>
            typeof attr === 'string' ? { name, type: attr } : { name, ...attr },
          ),
        },
      ]
    }),
)
