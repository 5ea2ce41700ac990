import { broadcast } from './elementwise.js'
import { rulesFor, type ShapeRule, type ShapeRules } from './rule.js'

/** Matrices in the last two axes, the axes before broadcast; `first` and `second` name the attributes that transpose them. */
const product =
  (first: string, second: string): ShapeRule =>
  (op) => {
    const a = op.shape(0)
    const b = op.shape(1)
    if (!a || !b || a.length < 2 || b.length < 2) return { shape: null }
    const batch = broadcast(a.slice(0, -2), b.slice(0, -2))
    const rows = a.at(op.bool(first) ? -1 : -2)!
    const columns = b.at(op.bool(second) ? -2 : -1)!
    return { shape: batch && [...batch, rows, columns] }
  }

/** Matrix products. */
export const LINEAR: ShapeRules = {
  MatMul: product('transpose_a', 'transpose_b'),
  ...rulesFor('BatchMatMul BatchMatMulV2 BatchMatMulV3', product('adj_x', 'adj_y')),
}
