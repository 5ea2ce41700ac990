import { run } from '../run.mjs'

/** Builds every package; turbo leaves out what has not changed. */
export async function buildPackages() {
  const output = await run('turbo', ['run', 'build', '--filter=./packages/*', '--output-logs=errors-only'], {
    quiet: true,
  })
  return /(\d+ cached, \d+ total)/.exec(output)?.[1] ?? 'built'
}
