import { acceptedTypes, URL_PARAMETER } from '../bodies/read-request.js'
import type { Handler, JsonSchema, Operation } from '../handlers/handler.js'
import type { ParameterSchema } from '../parameters/schema.js'
import { PROBLEM_TYPE } from '../problems/problem.js'
import { STATUSES } from '../problems/statuses.js'

/** A route with a handler. */
export interface DescribedRoute {
  readonly method: string
  readonly path: string
  readonly handler: Handler
}

const FILE = { type: 'string', contentMediaType: 'application/octet-stream' } as const
const BASE64 = { type: 'string', contentEncoding: 'base64' } as const
const URL_SCHEMA = {
  type: 'string',
  format: 'uri',
  description: 'The image by its http or https URL, in place of its bytes',
} as const

/** The OpenAPI 3.1 document of a service's routes. */
export function openApiDocument(
  { title, version }: { readonly title: string; readonly version: string },
  routes: readonly DescribedRoute[],
  remoteImages: boolean,
): JsonSchema {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const { method, path, handler } of routes) {
    paths[path] ??= {}
    paths[path][method.toLowerCase()] = operationOf(method, path, handler.operation, remoteImages)
  }
  return {
    openapi: '3.1.1',
    info: { title, version },
    paths,
    components: { schemas: { Problem: PROBLEM }, responses: RESPONSES },
  }
}

function operationOf(method: string, path: string, operation: Operation, remoteImages: boolean): JsonSchema {
  const { summary, description, answers } = operation
  const hasBody = method !== 'GET' && method !== 'HEAD'
  const query = withUrl(operation, remoteImages)
  return {
    operationId: `${method.toLowerCase()}${path.replace(/[^a-z\d]+/gi, '_')}`.replace(/_$/, ''),
    summary,
    ...(description === undefined ? {} : { description }),
    parameters: Object.entries(query).map(([name, { description: words, ...schema }]) => ({
      name,
      in: 'query',
      description: words,
      required: false,
      schema,
    })),
    ...(hasBody ? { requestBody: { required: !remoteImages, content: contentOf(operation, remoteImages) } } : {}),
    responses: {
      200: { description: 'The answer', content: mapValues(answers, (schema) => ({ schema })) },
      ...Object.fromEntries(
        Object.keys(RESPONSES).map((name) => [name.slice(1), { $ref: `#/components/responses/${name}` }]),
      ),
    },
  }
}

const withUrl = (operation: Operation, remoteImages: boolean): Record<string, ParameterSchema & JsonSchema> => ({
  ...(operation.parameters as Record<string, ParameterSchema & JsonSchema>),
  ...(operation.image && remoteImages ? { [URL_PARAMETER]: URL_SCHEMA } : {}),
})

function contentOf(operation: Operation, remoteImages: boolean): JsonSchema {
  const { image, files = {} } = operation
  const parameters = withUrl(operation, remoteImages)
  const required = [
    ...(image && !remoteImages ? [image.field] : []),
    ...Object.entries(files).flatMap(([name, { required }]) => (required ? [name] : [])),
  ]
  const object = (file: JsonSchema): JsonSchema => ({
    type: 'object',
    properties: {
      ...(image ? { [image.field]: { ...file, description: image.description } } : {}),
      ...mapValues(files, ({ description }) => ({ ...file, description })),
      ...parameters,
    },
    ...(required.length > 0 ? { required } : {}),
    additionalProperties: false,
  })
  const schemas: Readonly<Record<string, JsonSchema>> = {
    'multipart/form-data': object(FILE),
    'application/json': object(BASE64),
    'application/x-www-form-urlencoded': { type: 'object', properties: parameters, additionalProperties: false },
    'text/plain': URL_SCHEMA,
  }
  return Object.fromEntries(
    acceptedTypes(operation, remoteImages).map((type) => [type, { schema: schemas[type] ?? {} }]),
  )
}

const PROBLEM: JsonSchema = {
  type: 'object',
  description: 'Problem details, RFC 9457',
  properties: {
    type: { type: 'string', format: 'uri' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    code: { type: 'string', enum: Object.keys(STATUSES) },
    requestId: { type: 'string' },
    parameter: { type: 'string' },
    expected: { type: 'string' },
    reason: { type: 'string' },
  },
  required: ['type', 'title', 'status', 'detail', 'code'],
}

/** The statuses of problems that any operation may answer with, and the codes behind each. */
const RESPONSES: Readonly<Record<string, JsonSchema>> = Object.fromEntries(
  [400, 404, 405, 408, 413, 415, 422, 429, 500, 503].map((status) => {
    const codes = Object.entries(STATUSES).flatMap(([code, entry]) =>
      entry.status === status || ('uploaded' in entry && entry.uploaded === status) ? [code] : [],
    )
    const retry = { 'Retry-After': { description: 'Seconds to wait', schema: { type: 'integer' } } }
    return [
      `E${status}`,
      {
        description: codes.join(', '),
        ...(status === 429 || status === 503 ? { headers: retry } : {}),
        content: { [PROBLEM_TYPE]: { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    ]
  }),
)

const mapValues = <T, U>(record: Readonly<Record<string, T>>, map: (value: T) => U): Record<string, U> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]))
