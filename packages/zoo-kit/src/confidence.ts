/** A probability in words. */
export type Confidence = 'very high' | 'high' | 'medium' | 'low'

/** A probability of 0..1 in words: above 0.75 very high, above 0.5 high, above 0.2 medium, else low. */
export const confidenceOf = (probability: number): Confidence =>
  probability > 0.75 ? 'very high' : probability > 0.5 ? 'high' : probability > 0.2 ? 'medium' : 'low'
