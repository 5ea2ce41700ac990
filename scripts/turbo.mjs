import { run } from './run.mjs'

/** turbo as the scripts run it: by name, without telemetry. */
await run('turbo', process.argv.slice(2)).catch(() => {
  process.exitCode = 1
})
