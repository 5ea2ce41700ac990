import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { inRoot } from './root.mjs'
import { run } from './run.mjs'
import { setup } from './setup.mjs'
import { runTests } from './steps/tests.mjs'

/**
 * `npm test`: set-up, then everything that can fail: lint, types, the C++ build, the packages as npm would publish them, and
 * the suites unit, integration, slow and examples. The last line counts them. `npm test -- --quick` leaves out the last two.
 */
const quick = process.argv.includes('--quick')
const counts = { passed: 0, failed: 0, skipped: 0 }

const missing = await setup({ forTests: true })
await check('lint', () => run('biome', ['check', '--error-on-warnings', '.']))
await check('types', () => run('turbo', ['run', 'typecheck', '--output-logs=errors-only']))
await check('types of the tests of all packages together', () => run('tsc', ['-p', 'test']))
await check('C++ build', () => {
  const addon = missing.find((sentence) => sentence.startsWith('addon'))
  if (addon) throw new Error(addon)
})
for (const name of readdirSync(inRoot('packages')))
  await check(`package ${name}`, () => checkPackage(inRoot('packages', name)))

const tests = await runTests(quick ? ['unit', 'integration'] : ['unit', 'integration', 'slow', 'examples'])
for (const key of Object.keys(counts)) counts[key] += tests[key]
for (const { title, reason } of tests.skips) console.log(`skipped: ${title}: ${reason}`)

console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`)
process.exitCode = counts.failed > 0 ? 1 : 0

async function check(title, work) {
  const start = performance.now()
  try {
    await work()
    counts.passed++
    console.log(`check: ${title}: passed (${((performance.now() - start) / 1000).toFixed(1)} s)`)
  } catch (error) {
    counts.failed++
    console.log(`check: ${title}: FAILED\n${error.message}`)
  }
}

async function checkPackage(folder) {
  const { private: isPrivate, scripts } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  if (isPrivate) return
  for (const hook of ['preinstall', 'install', 'postinstall']) {
    if (scripts?.[hook]) throw new Error(`It has a script for ${hook}; packages of ours install without scripts.`)
  }
  // publint packs by the package manager the workspace names; it and attw see what npm would publish.
  await run('publint', ['--strict', '--pack', 'npm'], { cwd: folder, quiet: true })
  await run('attw', ['--pack', '.', '--profile', 'esm-only'], {
    cwd: folder,
    quiet: true,
    env: { npm_config_ignore_scripts: 'true' },
  })
}
