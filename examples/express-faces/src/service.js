import { createService, detect, draw, FACE_PARAMETERS } from '@zoo/serve'

/**
 * The service behind the page. Every route takes `min_face_size` and `detection_threshold`, and the image as a form's
 * `image_file`, as the whole body, or as base64 in JSON.
 * @param {import('@zoo/mtcnn').Mtcnn} mtcnn
 * @param {Omit<Parameters<typeof createService>[0], 'routes'>} options
 */
export function createFaceService(mtcnn, options = {}) {
  const drawFaces = draw(mtcnn, { parameters: FACE_PARAMETERS })
  return createService({
    title: 'Faces',
    routes: {
      'POST /infer': drawFaces,
      'POST /infer/bytes': drawFaces,
      'POST /detect': detect(mtcnn, { parameters: FACE_PARAMETERS }),
    },
    ...options,
  })
}
