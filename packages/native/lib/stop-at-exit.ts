import { isMainThread } from 'node:worker_threads'
import type { Addon } from './addon.js'

/** The addons of this process or worker thread: one, or one for each copy of this package. */
type Addons = Set<Pick<Addon, 'stop' | 'exitNow'>>

const KEY = Symbol.for('zoo.native.addons')

/** Stops an addon when the process or worker thread exits. There is one listener, however often this module is loaded. */
export function stopAtExit(addon: Addon): void {
  const holder = process as { [KEY]?: Addons }
  const known = holder[KEY]
  if (known) {
    known.add(addon)
    return
  }
  const addons: Addons = new Set([addon])
  Object.defineProperty(process, KEY, { value: addons })
  process.once('exit', (code) => stopAll(addons, code))
}

function stopAll(addons: Addons, code: number): void {
  // The thread alone ends, and not the process.
  if (!isMainThread) {
    for (const addon of addons) addon.stop(undefined)
    return
  }
  let stuck: Pick<Addon, 'exitNow'> | undefined
  for (const addon of addons) if (addon.stop(code)) stuck = addon
  const last = stuck
  // Listeners that come after this one may change the code. `process.exit` calls this property with the final one.
  if (last) (process as { reallyExit?: (code: number) => never }).reallyExit = (final) => last.exitNow(final)
}
