import type { NetPart } from './net.js'

/** Pixels of a tile's side. `@source docs/decisions, "The MTCNN cascade runs on fixed tiles"` */
const TILE = 192

/** P-Net: is there a face in a window of 12 pixels, and where; at every second pixel. */
export const PNET: NetPart = {
  feed: 'pnet/while/ResizeBilinear',
  shape: [1, TILE, TILE, 3],
  fetches: ['pnet/while/conv4-1/BiasAdd', 'pnet/while/conv4-2/BiasAdd'],
  outside: 'nearest',
}

/** R-Net: is this crop a face, and how does its box move. */
export const RNET: NetPart = {
  feed: 'rnet/cond/CropAndResize',
  shape: [16, 24, 24, 3],
  fetches: ['rnet/cond/conv5-1/BiasAdd', 'rnet/cond/conv5-2/BiasAdd'],
  outside: 'zero',
}

/** O-Net: the same once more, and where the five points are. */
export const ONET: NetPart = {
  feed: 'onet/cond/CropAndResize',
  shape: [4, 48, 48, 3],
  fetches: ['onet/cond/conv6-1/BiasAdd', 'onet/cond/conv6-2/BiasAdd', 'onet/cond/conv6-3/BiasAdd'],
  outside: 'zero',
}
