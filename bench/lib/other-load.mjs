import { cpus } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'

/** Above this share a contender with two threads hardly has two cores. */
const MUCH = 0.1

const spent = () => {
  const all = { busy: 0, idle: 0 }
  for (const { times } of cpus()) {
    const { idle, ...busy } = times
    all.idle += idle
    all.busy += Object.values(busy).reduce((a, b) => a + b)
  }
  return all
}

/** What other programs take of the processors' time, seen while this one waits a second, as a sentence. */
export const otherLoad = async () => {
  const before = spent()
  await sleep(1000)
  const after = spent()
  const busy = after.busy - before.busy
  const share = busy / (busy + after.idle - before.idle)
  const advice = share > MUCH ? ': turns and ratios help, but these figures are not to be quoted' : ''
  return `other programs take ${(share * 100).toFixed(0)} % of the processors' time${advice}`
}
