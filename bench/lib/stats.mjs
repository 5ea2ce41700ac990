/** The value below which `fraction` of the samples lie, by nearest rank; NaN of no samples. */
export const percentile = (samples, fraction) => {
  const sorted = Float64Array.from(samples).sort()
  return sorted.length === 0 ? Number.NaN : sorted[Math.max(0, Math.ceil(sorted.length * fraction) - 1)]
}

/** The middle sample. */
export const median = (samples) => percentile(samples, 0.5)

/** p50, p99 and the largest, in the samples' unit. */
export const summary = (samples) => ({
  p50: percentile(samples, 0.5),
  p99: percentile(samples, 0.99),
  max: percentile(samples, 1),
})

/** Slope and intercept of the least-squares line through [x, y] points. */
export const line = (points) => {
  const meanX = points.reduce((sum, [x]) => sum + x, 0) / points.length
  const meanY = points.reduce((sum, [, y]) => sum + y, 0) / points.length
  const covariance = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0)
  const variance = points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0)
  const slope = variance === 0 ? 0 : covariance / variance
  return { slope, intercept: meanY - slope * meanX }
}
