import { refuse } from '../refusal.js'
import { inChannelsLast } from './layout.js'
import { options } from './options.js'
import { type EmitRule, type EmitRules, MOVED, rulesFor } from './rule.js'

const spaceDepth =
  (op: string): EmitRule =>
  (view, emitter) => {
    view.only(0, MOVED)
    const format = view.string('data_format', 'NHWC')
    if (format === 'NCHW_VECT_C') refuse('its channels come in groups')
    inChannelsLast(emitter, view.input(0), view.output, format === 'NCHW', (x, output) => {
      const table = op as 'SpaceToDepth' | 'DepthToSpace'
      const builtin = op === 'SpaceToDepth' ? 'SPACE_TO_DEPTH' : 'DEPTH_TO_SPACE'
      emitter.add(builtin, [x], [output], options(table, { blockSize: view.int('block_size', 0) }))
    })
  }

const spaceBatch =
  (op: string): EmitRule =>
  (view, emitter) => {
    view.only(0, MOVED)
    const x = view.input(0)
    const block = view.numbers(1, 'block')
    if (x.shape.length !== block.length + 2 || block.length > 2) refuse(`it works on rank ${x.shape.length}`)
    const amounts = emitter.ints(x, view.numbers(2, 'amounts'), [block.length, 2])
    const builtin = op === 'SpaceToBatchND' ? 'SPACE_TO_BATCH_ND' : 'BATCH_TO_SPACE_ND'
    emitter.add(builtin, [x, emitter.ints(x, block), amounts], [view.output])
  }

/** Ops that move blocks of an image into its channels or batch, and back. */
export const BLOCKS: EmitRules = {
  ...rulesFor('DepthToSpace SpaceToDepth', spaceDepth),
  ...rulesFor('BatchToSpaceND SpaceToBatchND', spaceBatch),
}
