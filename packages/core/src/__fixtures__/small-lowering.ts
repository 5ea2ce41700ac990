import { type LoweringRequest, lower } from '@zoo/graph'
import type { Engine, ModelFile } from '../engine.js'
import { byLowering } from '../lowering/by-lowering.js'
import { graphDef } from './graphdef.js'
import { SmallEngine } from './small-engine.js'

/**
 * SmallEngine as an engine that graphs are lowered for: what LiteRT would refuse of a graph is refused, and the rest runs as it
 * stands in the graph.
 */
export class SmallLowering {
  /** Compiles what was lowered. */
  readonly small: SmallEngine
  /** Every lowering that was asked for. */
  readonly asked: LoweringRequest[] = []
  readonly engine: Engine

  constructor(name = 'lowering') {
    this.small = new SmallEngine(name)
    this.engine = byLowering<ModelFile>({
      name,
      lower: async (file, graph, request) => {
        this.asked.push(request)
        lower(graph, request)
        const own = (names: Iterable<string>) => new Map([...names].map((name) => [name, name]))
        return { model: file, inputs: own(request.feeds.keys()), outputs: own(request.fetches) }
      },
      accepts: () => this.small.accepts(),
      compile: (file, options) => this.small.compile(file, options),
    })
  }

  /** Compiled models that were not disposed. */
  get live(): number {
    return this.small.compiled.filter(({ executable }) => executable.disposed === 0).length
  }
}

/**
 * float32 [?, 2] `x` and `z`: `double` = x + x and `sum` = x + z lower for any size; `flat` = x without its axes of 1 lowers for known
 * shapes alone; `shuffled` = RandomShuffle of x never does.
 */
export const sizesGraph: Uint8Array = graphDef([
  { name: 'x', op: 'Placeholder', dtype: 'float32', shape: [-1, 2] },
  { name: 'z', op: 'Placeholder', dtype: 'float32', shape: [-1, 2] },
  { name: 'double', op: 'AddV2', inputs: ['x', 'x'], dtype: 'float32' },
  { name: 'sum', op: 'AddV2', inputs: ['x', 'z'], dtype: 'float32' },
  { name: 'flat', op: 'Squeeze', inputs: ['x'], dtype: 'float32' },
  { name: 'shuffled', op: 'RandomShuffle', inputs: ['x'], dtype: 'float32' },
])
