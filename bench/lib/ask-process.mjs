import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

/** What a script of ours prints as JSON, run in a Node process of its own. */
export const askProcess = async (script, args) => {
  const { stdout } = await promisify(execFile)(process.execPath, [script, ...args.map(String)])
  return JSON.parse(stdout)
}
