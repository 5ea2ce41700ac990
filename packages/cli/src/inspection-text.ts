import type { Inspection, TensorSpec } from '@zoo/graph'
import type { EngineVerdict } from './commands/inspect.js'
import { shortReason } from './error-text.js'
import { bytesText, rounded } from './quantities.js'
import { table } from './table.js'
import { colors, printable } from './terminal.js'

const FORMATS: Readonly<Record<Inspection['format'], string>> = {
  tensorflow: 'frozen TensorFlow graph',
  tflite: 'TensorFlow Lite model',
}

/** `[?, 224, 224, 3]`; `any` where the rank is open too. */
const shapeText = ({ shape }: TensorSpec): string =>
  shape ? `[${shape.map((size) => size ?? '?').join(', ')}]` : 'any shape'

function tensorRow(spec: TensorSpec): string[] {
  const { name, dtype, quantization } = spec
  const row = [printable(name), dtype ?? 'unknown dtype', shapeText(spec)]
  if (!quantization) return row
  const { scales, zeroPoints } = quantization
  const scaling = scales.length === 1 ? `scale ${scales[0]}, zero point ${zeroPoints[0]}` : 'quantised per channel'
  return [...row, scaling]
}

/** What `zoo inspect` shows to a reader. */
export function inspectionText(
  inspection: Inspection,
  sizeBytes: number,
  engines: readonly EngineVerdict[] | undefined,
): string {
  const { bold } = colors(process.stdout)
  const { format, inputs, outputs, ops, parameters, flops, refused } = inspection
  const section = (title: string, rows: readonly (readonly string[])[], align?: ('left' | 'right')[]): string =>
    `\n${bold(title)}\n${rows.length > 0 ? indent(table(rows, align)) : '  none'}\n`
  const facts = [
    ['Format', `${FORMATS[format]}, ${bytesText(sizeBytes)}`],
    ['Parameters', `${parameters.count.toLocaleString('en')} in ${bytesText(parameters.bytes)}`],
    [
      'FLOPs',
      flops === null ? 'depend on sizes that the model leaves open (--shape gives those of inputs)' : rounded(flops),
    ],
  ]
  const nodes = ops.reduce((sum, { count }) => sum + count, 0)
  return [
    `${table(facts)}\n`,
    section('Inputs', inputs.map(tensorRow)),
    section('Outputs', outputs.map(tensorRow)),
    section(
      `Ops (${nodes})`,
      ops.map(({ op, count }) => [String(count), printable(op)]),
      ['right'],
    ),
    refused.length > 0
      ? section(
          'Refused unless trusted',
          refused.map(({ node, op, reason }) => [node, op, reason].map(printable)),
        )
      : '',
    engines ? section('Engines', engines.map(engineRow)) : '',
  ].join('')
}

const engineRow = (verdict: EngineVerdict): string[] =>
  verdict.ok
    ? [verdict.engine, 'yes']
    : [verdict.engine, verdict.partly ? 'in part' : 'no', shortReason(verdict.reason)]

const indent = (text: string): string => text.replace(/^/gm, '  ')
