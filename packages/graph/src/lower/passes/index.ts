import { type Pass, type Program, withoutDeadCode } from '../program.js'
import { expandBatchNorm } from './expand-batch-norm.js'
import { expandFakeQuant } from './expand-fake-quant.js'
import { foldAffine } from './fold-affine.js'
import { foldConstants } from './fold-constants.js'
import { fuseActivations } from './fuse-activations.js'
import { mergePads } from './merge-pads.js'
import { recognisePrelu } from './recognise-prelu.js'
import { removeIdentities } from './remove-identities.js'

/** The passes in their order, by the names that `zoo inspect --dump-passes` shows. */
export const PASSES: readonly (readonly [name: string, pass: Pass])[] = [
  ['remove-identities', removeIdentities],
  ['expand-fake-quant', expandFakeQuant],
  ['fold-constants', foldConstants],
  ['expand-batch-norm', expandBatchNorm],
  ['merge-pads', mergePads],
  ['fold-affine', foldAffine],
  ['recognise-prelu', recognisePrelu],
  ['fuse-activations', fuseActivations],
  ['remove-dead-code', withoutDeadCode],
]

/** Runs every pass; `watch` sees the program after each. */
export const runPasses = (program: Program, watch?: (name: string, program: Program) => void): Program =>
  PASSES.reduce((before, [name, pass]) => {
    const after = pass(before)
    watch?.(name, after)
    return after
  }, program)
