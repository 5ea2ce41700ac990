import { Validator } from '@seriousme/openapi-schema-validator'
import { describe, expect, it } from 'vitest'
import { classify } from '../handlers/classify.js'
import { detect } from '../handlers/detect.js'
import { FACE_PARAMETERS } from '../handlers/detector.js'
import { draw } from '../handlers/draw.js'
import { runModel } from '../handlers/run-model/run-model.js'
import { createService } from '../service/service.js'

const nothing = async () => []
const detector = { detect: nothing, draw: async () => new Uint8Array() }

const documentOf = (remoteImages: boolean) =>
  createService({
    routes: {
      'POST /classify': classify({ classify: nothing }),
      'GET|POST /': classify({ classify: nothing }, { imageField: 'photo' }),
      'POST /detect': detect(detector, { parameters: FACE_PARAMETERS }),
      'POST /draw': draw(detector),
      'POST /run': runModel(),
      'GET /page': () => new Response(),
    },
    remoteImages,
    logger: false,
    title: 'Models',
    version: '1.2.3',
  }).openApi as ReturnType<typeof JSON.parse>

describe('openApiDocument', () => {
  it.each([true, false])('is valid OpenAPI 3.1, where images are fetched by URL: %s', async (remoteImages) => {
    const validator = new Validator()
    const result = await validator.validate(documentOf(remoteImages))
    expect(result.errors).toBeUndefined()
    expect(result.valid).toBe(true)
    expect(validator.version).toBe('3.1')
  })

  it('describes handlers by what checks their requests', () => {
    const { paths, info } = documentOf(false)
    expect(info).toEqual({ title: 'Models', version: '1.2.3' })
    expect(Object.keys(paths)).toEqual(['/classify', '/', '/detect', '/draw', '/run'])
    expect(Object.keys(paths['/'])).toEqual(['get', 'post'])
    const { parameters, requestBody, responses } = paths['/detect'].post
    expect(parameters.map(({ name }: { name: string }) => name)).toEqual(Object.keys(FACE_PARAMETERS.parameters))
    expect(requestBody.content['multipart/form-data'].schema).toMatchObject({
      required: ['image_file'],
      properties: { image_file: {}, min_face_size: { type: 'number', default: 40 } },
    })
    expect(Object.keys(responses)).toEqual([
      '200',
      '400',
      '404',
      '405',
      '408',
      '413',
      '415',
      '422',
      '429',
      '500',
      '503',
    ])
  })

  it('has the parameter url and bodies of text only where images are fetched', () => {
    for (const remote of [true, false]) {
      const { parameters, requestBody } = documentOf(remote).paths['/classify'].post
      expect(parameters.some(({ name }: { name: string }) => name === 'url')).toBe(remote)
      expect('text/plain' in requestBody.content).toBe(remote)
    }
  })
})
