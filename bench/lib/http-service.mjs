import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const contender = (name) => fileURLToPath(new URL(`../contenders/${name}`, import.meta.url))

const start = async (name, args) => {
  const child = fork(contender(name), args)
  const ended = once(child, 'exit').then(([code]) => Promise.reject(new Error(`${name} ended early with code ${code}`)))
  ended.catch(() => {})
  const answer = () => Promise.race([once(child, 'message').then(([message]) => message), ended])
  return { child, answer, first: await answer() }
}

/**
 * A service in a process of its own, one that loads it, and one that asks `/livez` all the time.
 * @param args of `serve-classify.mjs`
 * @param photographs paths of the bodies
 */
export const startHttpService = async (args, photographs) => {
  const children = []
  const stop = () => {
    for (const child of children) child.kill('SIGKILL')
  }
  const begin = async (name, childArgs) => {
    const begun = await start(name, childArgs)
    children.push(begun.child)
    return begun
  }
  try {
    const service = await begin('serve-classify.mjs', args)
    let residentBytes = 0
    service.child.on('message', (message) => {
      residentBytes = Math.max(residentBytes, message.residentBytes ?? 0)
    })
    const port = String(service.first.port)
    const loader = await begin('http-load.mjs', [port, ...photographs])
    const probe = await begin('livez-probe.mjs', [port])
    const ask = ({ child, answer }, message) => {
      child.send(message)
      return answer()
    }
    return {
      /**
       * Loads the service with `{ connections, durationS, rate }`.
       * @returns what `http-load.mjs` answers, with { livez } milliseconds and the { residentBytes } at most meanwhile
       */
      async load(wanted) {
        await ask(probe, 'take')
        residentBytes = 0
        const result = await ask(loader, wanted)
        return { ...result, livez: await ask(probe, 'take'), residentBytes }
      },
      stop,
    }
  } catch (error) {
    stop()
    throw error
  }
}
