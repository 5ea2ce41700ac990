// Downloads what its argument says, by the built package, and prints what came of it: a process of its own for the tests.
import { download } from '../../../dist/cache/index.js'

const { file, options, announce } = JSON.parse(process.argv[2])
const onProgress = announce ? () => process.stdout.write('started\n') : undefined
try {
  console.log(JSON.stringify(await download(file, { ...options, onProgress })))
} catch ({ name, code, message, expected, actual }) {
  console.log(JSON.stringify({ name, code, message, expected, actual }))
}
