import type { ModelInfo } from './model-info.js'
import type { TensorSpec } from './spec.js'

/**
 * TypeScript that declares a model's signature: the names, dtypes and shapes that `@zoo/core` checks callers against.
 * Tensors that have no dtype of ours are left out, with a comment that says so.
 * @param info the model; the shapes of an `Inspection` may stand in for its own
 */
export const toSignatureSource = (
  info: Pick<ModelInfo, 'inputs' | 'outputs'> & Partial<Pick<ModelInfo, 'required'>>,
): string => {
  const required = info.required?.(
    info.outputs.map(({ name }) => name),
    [],
  )
  const optional = ({ name }: TensorSpec) => required !== undefined && !required.some((spec) => spec.name === name)
  return [
    "import type { Signature } from '@zoo/core'",
    '',
    'export const signature = {',
    ...group('inputs', info.inputs, optional),
    ...group('outputs', info.outputs, () => false),
    '} as const satisfies Signature',
    '',
  ].join('\n')
}

const group = (
  title: string,
  specs: readonly TensorSpec[],
  optional: (spec: TensorSpec) => boolean,
): readonly string[] => [`  ${title}: {`, ...specs.map((spec) => `    ${entry(spec, optional(spec))}`), '  },']

const entry = (spec: TensorSpec, optional: boolean): string => {
  const { name, dtype, shape } = spec
  if (dtype === null) return `// ${escaped(name)} has no dtype that can be fed or fetched.`
  const dimensions = shape && `[${shape.map(String).join(', ')}]`
  return `${propertyName(name)}: { dtype: '${dtype}', shape: ${dimensions}${optional ? ', optional: true' : ''} },`
}

const propertyName = (name: string): string =>
  /^[A-Za-z_$][\w$]*$/.test(name) && name !== '__proto__' ? name : quote(name)

/** In double quotes and on one line, whatever is in it: JSON leaves two kinds of line end as they are. */
const escaped = (name: string): string =>
  JSON.stringify(name).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')

/** In single quotes, as the rest of our code is; `__proto__` only as a computed name is a property like any other. */
const quote = (name: string): string => {
  const text = `'${escaped(name).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`
  return name === '__proto__' ? `[${text}]` : text
}
