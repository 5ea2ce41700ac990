interface Described {
  /** What the parameter does, with its unit. */
  readonly description: string
}

/** A number; a JSON Schema. */
export interface NumberSchema extends Described {
  readonly type: 'number' | 'integer'
  readonly minimum?: number
  readonly maximum?: number
  readonly exclusiveMinimum?: number
  readonly default?: number
}

/** A text; a JSON Schema. */
export interface StringSchema extends Described {
  readonly type: 'string'
  readonly enum?: readonly string[]
  readonly minLength?: number
  readonly maxLength?: number
  /** A regular expression that the whole text matches. */
  readonly pattern?: string
  readonly default?: string
}

/** true or false; a JSON Schema. */
export interface BooleanSchema extends Described {
  readonly type: 'boolean'
  readonly default?: boolean
}

/** The schema of one parameter: it checks requests, and stands in the OpenAPI document. */
export type ParameterSchema = NumberSchema | StringSchema | BooleanSchema

/** Parameters by name. */
export type ParameterSchemas = Readonly<Record<string, ParameterSchema>>

type ValueOf<S extends ParameterSchema> = S extends NumberSchema
  ? number
  : S extends BooleanSchema
    ? boolean
    : S extends { readonly enum: readonly (infer E)[] }
      ? E
      : string

/** The values of parameters; those without a default may be left out. */
export type Values<P extends ParameterSchemas> = {
  readonly [K in keyof P]: P[K] extends { readonly default: unknown } ? ValueOf<P[K]> : ValueOf<P[K]> | undefined
}
