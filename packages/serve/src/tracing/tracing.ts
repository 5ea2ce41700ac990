import type { Context, Span } from '@opentelemetry/api'

type Api = typeof import('@opentelemetry/api')

/** Attributes of a span. */
export type Attributes = Readonly<Record<string, string | number>>

/** A span of a request, and the spans within it. */
export interface RequestSpan {
  /** Does work within a span of its own. */
  within<T>(name: string, work: () => Promise<T>): Promise<T>
  /** Ends the span. @param name the route; empty where there is none */
  end(name: string, attributes: Attributes, failure?: { readonly code: string; readonly message: string }): void
}

/** Makes spans by OpenTelemetry, or nothing where its API is not installed. */
export interface Tracing {
  /** The span of a request, under the trace that its headers name. */
  start(name: string, headers: Headers, attributes: Attributes): RequestSpan
}

const WITHOUT: RequestSpan = { within: (_, work) => work(), end: () => {} }

/** For services that make no spans. */
export const NO_TRACING: Tracing = { start: () => WITHOUT }

/** The tracing of a service: the API is loaded when it is installed. */
export async function loadTracing(): Promise<Tracing> {
  try {
    return tracingOf(await import('@opentelemetry/api'))
  } catch {
    return NO_TRACING
  }
}

function tracingOf(api: Api): Tracing {
  const tracer = api.trace.getTracer('@zoo/serve')
  const getter = {
    keys: (headers: Headers) => [...headers.keys()],
    get: (headers: Headers, key: string) => headers.get(key) ?? undefined,
  }
  return {
    start(name, headers, attributes) {
      const parent = api.propagation.extract(api.context.active(), headers, getter)
      const span = tracer.startSpan(name, { kind: api.SpanKind.SERVER, attributes: { ...attributes } }, parent)
      return requestSpan(api, tracer, span, api.trace.setSpan(parent, span))
    },
  }
}

function requestSpan(
  api: Api,
  tracer: ReturnType<Api['trace']['getTracer']>,
  span: Span,
  context: Context,
): RequestSpan {
  return {
    async within(name, work) {
      const inner = tracer.startSpan(name, {}, context)
      try {
        return await api.context.with(api.trace.setSpan(context, inner), work)
      } catch (error) {
        inner.setStatus({ code: api.SpanStatusCode.ERROR, message: error instanceof Error ? error.name : 'error' })
        throw error
      } finally {
        inner.end()
      }
    },
    end(name, attributes, failure) {
      if (name !== '') span.updateName(name)
      span.setAttributes({ ...attributes })
      if (failure) {
        span.setAttribute('error.type', failure.code)
        // By convention what a client does wrong is no error of the server's span.
        if (Number(attributes['http.response.status_code']) >= 500) {
          span.setStatus({ code: api.SpanStatusCode.ERROR, message: failure.message })
        }
      }
      span.end()
    },
  }
}
