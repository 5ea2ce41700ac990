import type { Inspection, TensorSpec } from '@zoo/graph'
import { bytesText, rounded } from './quantities.js'
import { shapeText } from './shape-text.js'
import { type Align, table } from './table.js'
import { colors, printable } from './terminal.js'

const FORMATS: Readonly<Record<Inspection['format'], string>> = {
  tensorflow: 'frozen TensorFlow graph',
  tflite: 'TensorFlow Lite model',
}

/** Names and values, a line each. */
export type Facts = readonly (readonly [name: string, value: string])[]

/** A title with rows under it. */
export type InspectionSection = readonly [title: string, rows: readonly (readonly string[])[], align?: readonly Align[]]

function tensorRow(spec: TensorSpec): string[] {
  const { name, dtype, quantization } = spec
  const row = [name, dtype ?? 'unknown dtype', shapeText(spec.shape)]
  if (!quantization) return row
  const { scales, zeroPoints } = quantization
  const scaling = scales.length === 1 ? `scale ${scales[0]}, zero point ${zeroPoints[0]}` : 'quantised per channel'
  return [...row, scaling]
}

/**
 * What `zoo inspect` shows to a reader.
 * @param more facts and sections to follow its own
 */
export function inspectionText(
  inspection: Inspection,
  sizeBytes: number,
  more: { readonly facts: Facts; readonly sections: readonly InspectionSection[] },
): string {
  const { format, inputs, outputs, ops, parameters, flops, refused } = inspection
  const facts: Facts = [
    ['Format', `${FORMATS[format]}, ${bytesText(sizeBytes)}`],
    ['Parameters', `${parameters.count.toLocaleString('en')} in ${bytesText(parameters.bytes)}`],
    [
      'FLOPs',
      flops === null ? 'depend on sizes that the model leaves open (--shape gives those of inputs)' : rounded(flops),
    ],
    ...more.facts,
  ]
  const nodes = ops.reduce((sum, { count }) => sum + count, 0)
  const untrusted: InspectionSection[] =
    refused.length > 0 ? [['Refused unless trusted', refused.map(({ node, op, reason }) => [node, op, reason])]] : []
  return [
    `${table(facts.map((row) => row.map(printable)))}\n`,
    sectionText(['Inputs', inputs.map(tensorRow)]),
    sectionText(['Outputs', outputs.map(tensorRow)]),
    sectionText([`Ops (${nodes})`, ops.map(({ op, count }) => [String(count), op]), ['right']]),
    ...[...untrusted, ...more.sections].map(sectionText),
  ].join('')
}

/** A section as text, after an empty line. */
export function sectionText([title, rows, align]: InspectionSection): string {
  const cells = rows.map((row) => row.map(printable))
  const body = cells.length > 0 ? table(cells, align).replace(/^/gm, '  ') : '  none'
  return `\n${colors(process.stdout).bold(title)}\n${body}\n`
}
