import { answers, run } from '../run.mjs'

/** Programs that only tests need, with Debian's package of each. */
const PROGRAMS = { 'redis-server': 'redis-server', chromium: 'chromium' }

/** Installs what is missing of them, where this is Debian and the user is root. */
export async function installSystemPackages() {
  const missing = Object.keys(PROGRAMS).filter((program) => !answers(program, '--version'))
  if (missing.length === 0) return 'present'
  if (process.getuid?.() !== 0 || !answers('apt-get', '--version')) {
    throw new Error(`install ${missing.join(' and ')} with the system's package manager.`)
  }
  const packages = missing.map((program) => PROGRAMS[program])
  const options = { quiet: true, env: { DEBIAN_FRONTEND: 'noninteractive' } }
  await run('apt-get', ['update', '-qq'], options)
  await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], options)
  return `installed ${packages.join(', ')}`
}
