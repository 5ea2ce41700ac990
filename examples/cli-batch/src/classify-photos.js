import { pMapIterable } from 'p-map'

/**
 * @typedef {import('./find-photos.js').Photo} Photo
 * @typedef {import('./formats.js').Row} Row
 */

/**
 * Yields one row for each photograph, in their order. At most `concurrency` photographs are decoded at a time.
 * @param {import('@zoo/mobilenet').MobileNet} mobilenet
 * @param {readonly Photo[]} photos
 * @param {number} concurrency
 * @returns {AsyncIterable<Row>}
 */
export const classifyPhotos = (mobilenet, photos, concurrency) =>
  pMapIterable(photos, (photo) => classifyPhoto(mobilenet, photo), { concurrency, backpressure: concurrency * 4 })

/**
 * @param {import('@zoo/mobilenet').MobileNet} mobilenet
 * @param {Photo} photo
 * @returns {Promise<Row>}
 */
async function classifyPhoto(mobilenet, { file, path, sizeBytes, modified }) {
  const about = { file, sizeBytes, modified }
  try {
    const [best] = await mobilenet.classify(path, { topK: 1 })
    if (!best) throw new Error('The classifier gave no class.')
    const { label, classIndex, probability, confidence } = best
    return { ...about, label, classIndex, probability, confidence, error: '' }
  } catch (error) {
    // A damaged photograph is a result of the batch; anything else ends it.
    if (/** @type {{ code?: unknown }} */ (error).code !== 'ERR_IMAGE') throw error
    const { message } = /** @type {Error} */ (error)
    return { ...about, label: '', classIndex: null, probability: null, confidence: '', error: message }
  }
}
