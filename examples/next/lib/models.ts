import 'server-only'
import { MobileNet } from '@zoo/mobilenet'
import { Mtcnn } from '@zoo/mtcnn'

/** Each model is loaded once, at the first request that needs it; a load that failed is tried again by the next request. */
interface Models {
  mobilenet?: Promise<MobileNet> | undefined
  mtcnn?: Promise<Mtcnn> | undefined
}

// `next dev` evaluates modules again after each edit; the models stay.
const kept = globalThis as { zooModels?: Models }
kept.zooModels ??= {}
const models = kept.zooModels

export function loadMobilenet(): Promise<MobileNet> {
  models.mobilenet ??= MobileNet.load()
  models.mobilenet.catch(() => {
    models.mobilenet = undefined
  })
  return models.mobilenet
}

export function loadMtcnn(): Promise<Mtcnn> {
  models.mtcnn ??= Mtcnn.load()
  models.mtcnn.catch(() => {
    models.mtcnn = undefined
  })
  return models.mtcnn
}
