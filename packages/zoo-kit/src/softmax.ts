/** Probabilities of logits: float32, each 0..1, adding to 1. The largest logit is subtracted first, so nothing overflows. */
export function softmax(logits: ArrayLike<number>): Float32Array {
  const probabilities = new Float32Array(logits.length)
  let largest = -Infinity
  for (let i = 0; i < logits.length; i++) largest = Math.max(largest, logits[i]!)
  let sum = 0
  for (let i = 0; i < logits.length; i++) {
    const value = Math.exp(logits[i]! - largest)
    probabilities[i] = value
    sum += value
  }
  for (let i = 0; i < logits.length; i++) probabilities[i]! /= sum
  return probabilities
}
