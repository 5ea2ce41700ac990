import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from '../run.mjs'

/**
 * Runs suites by vitest, and counts by its own report.
 * @returns passed, failed, skipped, and each skip with its reason
 */
export async function runTests(suites) {
  const folder = mkdtempSync(join(tmpdir(), 'zoo-tests-'))
  const report = join(folder, 'report.json')
  const projects = suites.flatMap((suite) => ['--project', suite])
  const failure = await run('vitest', [
    'run',
    ...projects,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ]).then(
    () => undefined,
    (error) => error,
  )
  try {
    const counts = count(JSON.parse(readFileSync(report, 'utf8')))
    // What fails beside the tests, such as a file whose process does not start, is in no count of the report.
    return failure && counts.failed === 0 ? { ...counts, failed: 1 } : counts
  } catch {
    return { passed: 0, failed: 1, skipped: 0, skips: [{ title: 'vitest', reason: failure?.message ?? 'no report' }] }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function count({ testResults, numPassedTests, numFailedTests, numPendingTests, numTodoTests }) {
  // A file that fails before its first test counts as one failure; vitest counts none.
  const broken = testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  )
  for (const { name, message } of broken) console.log(`FAILED to start: ${name}: ${message}`)
  const skips = testResults.flatMap(({ assertionResults }) =>
    assertionResults
      .filter(({ status }) => ['pending', 'skipped', 'todo'].includes(status))
      .map(({ fullName, meta }) => ({ title: fullName, reason: meta?.reason ?? 'no reason was given' })),
  )
  return {
    passed: numPassedTests,
    failed: numFailedTests + broken.length,
    skipped: numPendingTests + (numTodoTests ?? 0),
    skips,
  }
}
