import { join } from 'node:path'
import type { Operation, Program, Value } from '@zoo/graph'
import { shapeText } from '../shape-text.js'
import { printable } from '../terminal.js'
import { writeWhole } from '../write-whole.js'

/** The program after one pass of the lowering. */
export interface PassDump {
  readonly pass: string
  readonly operations: readonly OperationDump[]
}

/** One operation as JSON has it: its node, and the tensors it takes and makes. */
export interface OperationDump {
  readonly node: string
  readonly op: string
  readonly activation?: string
  readonly inputs: readonly TensorDump[]
  readonly outputs: readonly TensorDump[]
}

interface TensorDump {
  readonly name: string
  readonly dtype: string
  readonly shape: readonly (number | null)[]
  readonly constant?: true
}

/** Keeps the program after each pass: `watch` is for `lower`. */
export class PassRecorder {
  readonly passes: PassDump[] = []

  readonly watch = (pass: string, { operations }: Program): void => {
    this.passes.push({ pass, operations: operations.map(described) })
  }
}

const described = ({ node, op, activation = 'none', inputs, outputs }: Operation): OperationDump => ({
  node: node.name,
  op,
  ...(activation !== 'none' && { activation }),
  inputs: inputs.map(tensorDump),
  outputs: outputs.map(tensorDump),
})

const tensorDump = ({ name, dtype, shape, data }: Value): TensorDump => ({
  name,
  dtype,
  shape,
  ...(data && { constant: true as const }),
})

/** The programs to read, one after the other; of a pass that changed nothing only that. */
export const passesText = (passes: readonly PassDump[]): string => {
  const programs = passes.map(programText)
  return passes
    .map(({ pass, operations }, i) =>
      i > 0 && programs[i] === programs[i - 1]
        ? `after ${pass}: the same\n`
        : `after ${pass}: ${operations.length} operations\n${programs[i]!.replace(/^(?=.)/gm, '  ')}`,
    )
    .join('')
}

/** Writes each program into a file of its own, numbered in order, so that any two can be compared. */
export async function writePasses(folder: string, passes: readonly PassDump[]): Promise<void> {
  for (const [i, dump] of passes.entries()) {
    const file = `${String(i).padStart(2, '0')}-${dump.pass}.txt`
    await writeWhole(join(folder, file), Buffer.from(programText(dump)))
  }
}

const programText = ({ operations }: PassDump): string =>
  operations.map((operation) => `${lineOf(operation)}\n`).join('')

/** `conv: Conv2D + relu(x, weights [3, 3, 3, 32]) -> float32 [?, 112, 112, 32]`, constants with their shapes. */
const lineOf = ({ node, op, activation, inputs, outputs }: OperationDump): string => {
  const operands = inputs.map(({ name, shape, constant }) => (constant ? `${name} ${shapeText(shape)}` : name))
  const results = outputs.map(({ dtype, shape }) => `${dtype} ${shapeText(shape)}`)
  const fused = activation ? ` + ${activation}` : ''
  return printable(`${node}: ${op}${fused}(${operands.join(', ')}) -> ${results.join(', ')}`)
}
