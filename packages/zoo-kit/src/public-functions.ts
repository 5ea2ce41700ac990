import { coded } from '@zoo/core/options'
import * as boxesModule from './boxes.js'
import * as confidenceModule from './confidence.js'
import * as labelsModule from './labels.js'
import * as loadModelOptionsModule from './load-model-options.js'
import * as manifestModule from './manifest.js'
import * as nmsModule from './nms.js'
import * as softmaxModule from './softmax.js'
import * as topKModule from './top-k.js'

// Functions of `index.ts` that take values of callers. Each is as in its own module, but answers wrong arguments by a coded error.

/** A box's area in square pixels; 0 when it is turned inside out. */
export const area = coded('area', boxesModule.area)

/** The part of a box inside an image of `width` × `height` pixels; a box wholly outside comes back with no area, on the edge. */
export const clipBox = coded('clipBox', boxesModule.clipBox)

/** How far two boxes are the same: area of their intersection over area of their union, 0..1; 0 when both are empty. */
export const intersectionOverUnion = coded('intersectionOverUnion', boxesModule.intersectionOverUnion)

/** A box of one image in the pixels of another that is `scaleX` times as wide and `scaleY` times as high. */
export const scaleBox = coded('scaleBox', boxesModule.scaleBox)

/** A probability of 0..1 in words: above 0.75 very high, above 0.5 high, above 0.2 medium, else low. */
export const confidenceOf = coded('confidenceOf', confidenceModule.confidenceOf)

/**
 * Labels by class index, from the text of a label file: one a line, in order, or each with its index in front.
 * Byte order mark, CRLF, and blank lines at the end are ignored; an index no line has gets an empty label.
 */
export const parseLabels = coded('parseLabels', labelsModule.parseLabels)

/**
 * How many of a call's images, or batches of them, are under way at once: one more than run, so that the next is decoded
 * meanwhile; never more than the queue takes.
 */
export const lanesOf = coded('lanesOf', loadModelOptionsModule.lanesOf)

/**
 * A manifest that has been checked.
 * @param path what to call it in an error
 * @throws ModelLoadError (ERR_MODEL_LOAD) naming the first thing that is wrong
 */
export const parseManifest = coded('parseManifest', manifestModule.parseManifest)

/** A variant's tensors as a signature: what its model is loaded for. */
export const signatureOf = coded('signatureOf', manifestModule.signatureOf)

/**
 * Greedy non-maximum suppression: indices of the boxes to keep, best score first, the lower index first among equals.
 * @throws ArgumentError (ERR_ARGUMENT) for a bad or unknown option, or when there are not as many scores as boxes
 */
export const nms = coded('nms', nmsModule.nms)

/** Probabilities of logits: float32, each 0..1, adding to 1. The largest logit is subtracted first, so nothing overflows. */
export const softmax = coded('softmax', softmaxModule.softmax)

/**
 * Indices of the `k` largest values, largest first, the lower index first among equals, as TensorFlow's TopK has it.
 * NaN is never chosen, so fewer than `k` come back where there are not enough numbers.
 * @param values any numeric array; only `values[start]` to `values[end - 1]` are looked at, and indices count from `start`
 * @throws ArgumentError (ERR_ARGUMENT) when `values` is not an array, or `k` not a whole number from 0 up
 */
export const topK = coded('topK', topKModule.topK)
