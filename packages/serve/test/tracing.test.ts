import { context, propagation, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { W3CTraceContextPropagator } from '@opentelemetry/core'
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base'
import { createService, defineHandler, jsonResponse } from '@zoo/serve'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'

const exporter = new InMemorySpanExporter()
beforeAll(() => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager())
  propagation.setGlobalPropagator(new W3CTraceContextPropagator())
  trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }))
})
afterAll(() => trace.disable())
beforeEach(() => exporter.reset())

const handler = defineHandler({
  operation: { summary: 'Work', parameters: {}, answers: { 'application/json': {} } },
  resource: {},
  concurrency: 1,
  async handle(_input, { measure }) {
    return measure('infer', async () => {
      trace.getTracer('test').startSpan('inner').end()
      return jsonResponse({})
    })
  },
})

describe('spans', () => {
  const TRACE = '0af7651916cd43dd8448eb211c80319c'
  const ask = (path: string, tracing = true) =>
    createService({ routes: { 'POST /work': handler }, logger: false, tracing }).fetch(
      new Request(`http://localhost${path}`, {
        method: 'POST',
        headers: { traceparent: `00-${TRACE}-b7ad6b7169203331-01` },
      }),
    )

  it('of a request and its phases belong to the trace of the client', async () => {
    await ask('/work')
    const spans = exporter.getFinishedSpans()
    expect(spans.map(({ name }) => name)).toEqual(['read', 'queue', 'inner', 'infer', 'POST /work'])
    expect(new Set(spans.map((span) => span.spanContext().traceId))).toEqual(new Set([TRACE]))
    const request = spans.at(-1)!
    expect(request).toMatchObject({
      kind: SpanKind.SERVER,
      attributes: { 'http.request.method': 'POST', 'http.route': '/work', 'http.response.status_code': 200 },
    })
    const infer = spans.find(({ name }) => name === 'infer')!
    expect(infer.parentSpanContext?.spanId).toBe(request.spanContext().spanId)
    const inner = spans.find(({ name }) => name === 'inner')!
    expect(inner.parentSpanContext?.spanId).toBe(infer.spanContext().spanId)
  })

  it('tell the code of a failure', async () => {
    await ask('/work?x=1')
    expect(exporter.getFinishedSpans().at(-1)).toMatchObject({
      attributes: { 'http.response.status_code': 400, 'error.type': 'ERR_PARAMETER' },
      status: { code: SpanStatusCode.UNSET },
    })
  })

  it('are not made where the service is told so', async () => {
    await ask('/work', false)
    expect(exporter.getFinishedSpans().map(({ name }) => name)).toEqual(['inner'])
  })
})
