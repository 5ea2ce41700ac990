import { existsSync, readdirSync } from 'node:fs'
import { inRoot } from './root.mjs'
import { run } from './run.mjs'
import { setup } from './setup.mjs'

/** `npm run example -- NAME [ARGUMENT…]`: sets everything up, then starts an example of `examples/`. */
const names = readdirSync(inRoot('examples')).filter((name) => existsSync(inRoot('examples', name, 'package.json')))
const [name, ...rest] = process.argv.slice(2)
if (!names.includes(name)) {
  console.error(`Usage: npm run example -- NAME\n\nThe examples are ${names.join(', ')}.`)
  process.exit(2)
}
await setup()
// Ctrl-C reaches the example too; its end ends this process.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => {})
await run('npm', ['start', '--silent', '--', ...rest], { cwd: inRoot('examples', name) }).catch(() => {
  process.exitCode = 1
})
