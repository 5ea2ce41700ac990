import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import { DecodeClock } from './decode-clock.js'

/** Upper bounds in seconds. */
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
const BATCHES = [1, 2, 4, 8, 16, 32]

/** What gauges read at the time they are asked. */
export interface Readings {
  /** Requests that wait, by route of the model's first handler. */
  waiting(): number
  running(): number
  inFlight(): number
  bodyBytes(): number
}

/** The measurements of one service, in a registry of its own. */
export class ServiceMetrics {
  readonly registry = new Registry()
  readonly decodeClock = new DecodeClock()
  readonly requests: Counter<'route' | 'status'>
  readonly errors: Counter<'code'>
  readonly duration: Histogram<'route'>
  readonly phases: Readonly<Record<'queue' | 'decode' | 'infer' | 'encode', Histogram<'route'>>>
  readonly batch: Histogram<'route'>

  constructor(readings: Readings) {
    const registers = [this.registry]
    const seconds = (name: string, help: string) =>
      new Histogram({ name, help, labelNames: ['route'] as const, buckets: SECONDS, registers })
    this.requests = new Counter({
      name: 'zoo_requests_total',
      help: 'Requests by route and status; route is empty where there is none',
      labelNames: ['route', 'status'] as const,
      registers,
    })
    this.errors = new Counter({
      name: 'zoo_errors_total',
      help: 'Requests answered with a problem, by error code',
      labelNames: ['code'] as const,
      registers,
    })
    this.duration = seconds('zoo_request_seconds', 'From a request to its answer')
    this.phases = {
      queue: seconds('zoo_queue_seconds', 'Wait for the turn to work, without the time in which the body arrived'),
      decode: seconds('zoo_decode_seconds', 'Reading and decoding images'),
      infer: seconds('zoo_infer_seconds', 'The call of the model, without decoding'),
      encode: seconds('zoo_encode_seconds', 'Making the answer'),
    }
    this.batch = new Histogram({
      name: 'zoo_batch_size',
      help: 'Images of a run',
      labelNames: ['route'] as const,
      buckets: BATCHES,
      registers,
    })
    const gauge = (name: string, help: string, read: () => number) =>
      new Gauge({
        name,
        help,
        registers,
        collect() {
          this.set(read())
        },
      })
    gauge('zoo_queue_length', 'Requests that are admitted and wait', readings.waiting)
    gauge('zoo_running', 'Requests that models work on', readings.running)
    gauge('zoo_in_flight', 'Requests that have no answer yet', readings.inFlight)
    gauge('zoo_body_bytes', 'Memory reserved for bodies', readings.bodyBytes)
    gauge('zoo_process_resident_bytes', 'Resident memory of the process', () => process.memoryUsage.rss())
  }

  /** The text that Prometheus reads. */
  async response(): Promise<Response> {
    return new Response(await this.registry.metrics(), { headers: { 'content-type': this.registry.contentType } })
  }
}
