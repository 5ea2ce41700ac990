import { stat } from 'node:fs/promises'

/** Whether there is a file at this path. */
export const isFile = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isFile(),
    () => false,
  )
