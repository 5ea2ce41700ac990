// Ends, in the way it is told, while runs are under way and waiting.
// node ending.mjs HOW ENGINE SHARED
import { busyModel } from '../../support/busy-model.mjs'

const [how, engine, folder] = process.argv.slice(2)
const RUNS = 40

const endings = {
  exit: () => process.exit(7),
  'exit code': () => {
    process.exitCode = 7
    process.exit()
  },
  throw: () => {
    throw new Error('on purpose')
  },
  'unhandled rejection': () => Promise.reject(new Error('on purpose')),
  // The parent sends the signal when it sees that the end has come.
  SIGINT: () => {},
  SIGTERM: () => {},
  'SIGINT with a handler': () => {},
}
if (how === 'SIGINT with a handler') process.on('SIGINT', () => process.exit(7))

const { start } = await busyModel(engine, folder)
for (let i = 0; i < RUNS; i++) start().catch(() => {})
setTimeout(() => {
  process.stdout.write('ending\n')
  endings[how]()
}, 50)
