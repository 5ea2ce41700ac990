import type { Classification } from '@zoo/mobilenet'
import { table } from './table.js'
import { colors, printable } from './terminal.js'

/** What a reader should know whose model gives no probabilities. */
export const LOGITS_NOTE = 'The model gives logits, not probabilities; --softmax turns them into probabilities.\n'

/** A softmax in float32 may come to a little more than 1. */
const ROUNDING = 1e-3

/** Whether the scores can be probabilities. Their sum says nothing: classes need not exclude each other. */
export const areProbabilities = (predictions: readonly Classification[]): boolean =>
  predictions.every(({ probability }) => probability >= 0 && probability <= 1 + ROUNDING)

/** A line for each prediction: probability, label, confidence; or score and label where the scores are no probabilities. */
export function predictionsText(predictions: readonly Classification[], indent = ''): string {
  const { bold, dim } = colors(process.stdout)
  const cells = areProbabilities(predictions)
    ? predictions.map(({ label, probability, confidence }) => [
        `${indent}${(100 * probability).toFixed(2)}%`,
        printable(label),
        confidence,
      ])
    : predictions.map(({ label, probability }) => [`${indent}${probability.toFixed(2)}`, printable(label)])
  const paint = (cell: string, row: number, column: number) =>
    column === 2 ? dim(cell) : column === 1 && row === 0 ? bold(cell) : cell
  return table(cells, ['right'], paint)
}
