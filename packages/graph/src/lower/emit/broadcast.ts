import { sizeOfShape } from '../../shapes/facts.js'
import { refuseOpen } from '../refusal.js'
import type { Value } from '../value.js'
import type { Emitter } from './emitter.js'

/** Beyond this rank TensorFlow Lite's kernels do not stretch one operand to the other. */
const MOST_RANK = 4

type Shape = Value['shape']

/** One axis of the result, as each operand has it: 1 where that is stretched. */
type Axis = Shape

/**
 * Writes an operator that stretches its operands to one shape. Where that has more axes than the kernels take, neighbours along
 * which the same operands are stretched are taken together before, and apart again after.
 */
export const emitStretched = (
  emitter: Emitter,
  operands: readonly Value[],
  output: Value,
  write: (operands: readonly Value[], output: Value) => void,
): void => {
  if (output.shape.length <= MOST_RANK || operands.every(({ shape }) => isAlike(shape, output.shape))) {
    write(operands, output)
    return
  }
  const groups = grouped(output.shape.map((_, axis) => axisOf(operands, axis - output.shape.length)))
  if (groups.length > MOST_RANK) {
    refuseOpen(`TensorFlow Lite stretches operands along up to ${MOST_RANK} axes, not ${groups.length}`)
  }
  const reshaped = operands.map((operand, i) => {
    const shape = groups.map((group) => sizeOfShape(group.map((axis) => axis[i]!)))
    return emitter.reshape(operand, emitter.temporary(operand, shape))
  })
  const shape = groups.map((group) => sizeOfShape(group.map(stretched)))
  const result = emitter.temporary(output, shape)
  write(reshaped, result)
  emitter.reshape(result, output)
}

/** Open dimensions that look alike may be 1 and n in the run. */
const isAlike = (a: Shape, b: Shape): boolean =>
  a.length === b.length && a.every((dimension, axis) => dimension !== null && dimension === b[axis])

/** @param fromEnd which axis, -1 for the last */
const axisOf = (operands: readonly Value[], fromEnd: number): Axis =>
  operands.map(({ shape }) => (-fromEnd > shape.length ? 1 : shape.at(fromEnd)!))

const stretched = (axis: Axis): number | null =>
  axis.find((dimension) => dimension !== 1 && dimension !== null) ?? (axis.includes(null) ? null : 1)

const grouped = (axes: readonly Axis[]): Axis[][] => {
  const groups: Axis[][] = []
  for (const axis of axes) {
    const group = groups.at(-1)
    if (group?.every((other) => goTogether(other, axis))) group.push(axis)
    else groups.push([axis])
  }
  return groups
}

/** Whether two axes are stretched for the same operands. One of a single element goes with any. */
const goTogether = (a: Axis, b: Axis): boolean =>
  a === b ||
  [a, b].some(isSingle) ||
  (isSettled(a) && isSettled(b) && a.every((dimension, i) => (dimension === 1) === (b[i] === 1)))

const isSingle = (axis: Axis): boolean => axis.every((dimension) => dimension === 1)

/** Whether it is known now which operands are stretched along an axis: an open dimension beside another one may be 1 or not. */
const isSettled = (axis: Axis): boolean =>
  !axis.includes(null) || axis.filter((dimension) => dimension !== 1).length === 1
