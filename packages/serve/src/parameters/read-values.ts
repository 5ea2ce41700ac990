import { shown } from '../bodies/form.js'
import { RequestError } from '../problems/request-error.js'
import type { NumberSchema, ParameterSchema, ParameterSchemas, StringSchema, Values } from './schema.js'

/**
 * The values of a request's fields by their schemas, defaults included.
 * @throws RequestError (ERR_PARAMETER) for an unknown name, or a value that does not fit its schema
 */
export function readValues<P extends ParameterSchemas>(schemas: P, fields: ReadonlyMap<string, unknown>): Values<P> {
  const values: Record<string, unknown> = Object.create(null)
  for (const [name, schema] of Object.entries(schemas)) values[name] = schema.default
  for (const [name, field] of fields) {
    const schema = Object.hasOwn(schemas, name) ? schemas[name] : undefined
    if (!schema) {
      const known = Object.keys(schemas)
      throw new RequestError('ERR_PARAMETER', `There is no parameter '${shown(name)}'; there are ${list(known)}.`, {
        parameter: shown(name),
        expected: known.join(', '),
      })
    }
    const value = valueFor(schema, field)
    if (value === undefined) {
      const expected = expectedOf(schema)
      throw new RequestError('ERR_PARAMETER', `'${shown(name)}' must be ${expected}.`, { parameter: name, expected })
    }
    values[name] = value
  }
  return values as Values<P>
}

const list = (names: readonly string[]): string =>
  names.length === 0 ? 'none' : names.map((name) => `'${name}'`).join(', ')

/** A field's value, from its text or from JSON; undefined when it does not fit. */
function valueFor(schema: ParameterSchema, field: unknown): unknown {
  switch (schema.type) {
    case 'boolean':
      return field === 'true' || field === true ? true : field === 'false' || field === false ? false : undefined
    case 'string':
      return typeof field === 'string' && fitsText(schema, field) ? field : undefined
    default: {
      const number = typeof field === 'string' ? numberIn(field) : field
      return typeof number === 'number' && fitsNumber(schema, number) ? number : undefined
    }
  }
}

/** Decimal numbers only: `Number` alone would take '', '0x10' and ' 5 '. */
const numberIn = (text: string): number | undefined =>
  /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i.test(text) && text.length <= 40 ? Number(text) : undefined

const fitsNumber = (schema: NumberSchema, value: number): boolean =>
  Number.isFinite(value) &&
  (schema.type === 'number' || Number.isSafeInteger(value)) &&
  value >= (schema.minimum ?? Number.NEGATIVE_INFINITY) &&
  value <= (schema.maximum ?? Number.POSITIVE_INFINITY) &&
  value > (schema.exclusiveMinimum ?? Number.NEGATIVE_INFINITY)

const fitsText = (schema: StringSchema, value: string): boolean =>
  (schema.enum?.includes(value) ?? true) &&
  value.length >= (schema.minLength ?? 0) &&
  value.length <= (schema.maxLength ?? Number.POSITIVE_INFINITY) &&
  (schema.pattern === undefined || new RegExp(schema.pattern, 'u').test(value))

function expectedOf(schema: ParameterSchema): string {
  if (schema.type === 'boolean') return 'true or false'
  if (schema.type === 'string') {
    if (schema.enum) return `one of ${schema.enum.join(', ')}`
    const { minLength = 0, maxLength } = schema
    const length = maxLength === undefined ? '' : ` of ${minLength} to ${maxLength} characters`
    return schema.pattern === undefined ? `a text${length}` : `a text${length} that matches ${schema.pattern}`
  }
  const bounds = [
    schema.minimum === undefined ? '' : `from ${schema.minimum}`,
    schema.exclusiveMinimum === undefined ? '' : `above ${schema.exclusiveMinimum}`,
    schema.maximum === undefined ? '' : `to ${schema.maximum}`,
  ].filter((bound) => bound !== '')
  return [schema.type === 'integer' ? 'a whole number' : 'a number', ...bounds].join(' ')
}
