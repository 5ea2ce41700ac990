import { ARRANGEMENTS } from './arrangements.js'
import { COMPOSITIONS } from './compositions.js'
import { ELEMENTWISE } from './elementwise.js'
import type { Generators } from './generators.js'
import { LINEAR } from './linear.js'
import { NETWORKS } from './networks.js'
import { REDUCTIONS } from './reductions.js'
import { SELECTIONS } from './selections.js'
import { WINDOWS } from './windows.js'

/** Every family of generated graphs, as the lowering divides ops. */
export const FAMILIES: Readonly<Record<string, Generators>> = {
  ARRANGEMENTS,
  COMPOSITIONS,
  ELEMENTWISE,
  LINEAR,
  NETWORKS,
  REDUCTIONS,
  SELECTIONS,
  WINDOWS,
}
