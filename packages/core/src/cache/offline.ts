/** Whether `ZOO_OFFLINE` forbids the network: any value but the empty one, `0` and `false`. */
export const isOffline = (env: NodeJS.ProcessEnv = process.env): boolean =>
  !['', '0', 'false'].includes(env.ZOO_OFFLINE ?? '')
