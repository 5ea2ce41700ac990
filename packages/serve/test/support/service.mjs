import { MobileNet } from '@zoo/mobilenet'
import { Mtcnn } from '@zoo/mtcnn'
import { classify, createService, detect, draw, FACE_PARAMETERS, runModel } from '@zoo/serve'
import { listen } from '@zoo/serve/node'

// A service with all handlers and short times. It takes its options as JSON in the first argument, and prints its port.
const { service: options = {}, listen: listening = {}, run = {} } = JSON.parse(process.argv[2] ?? '{}')
const [mobilenet, mtcnn] = await Promise.all([MobileNet.load(), Mtcnn.load()])
const service = createService({
  routes: {
    'POST /classify': classify(mobilenet),
    'POST /detect': detect(mtcnn, { parameters: FACE_PARAMETERS }),
    'POST /draw': draw(mtcnn, { parameters: FACE_PARAMETERS }),
    'POST /run': runModel(run),
  },
  logger: false,
  ...options,
})
const { port } = await listen(service, { port: 0, host: '127.0.0.1', ...listening })
console.log(port)
