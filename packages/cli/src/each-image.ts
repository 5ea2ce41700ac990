import type { OutputOptions } from './common-options.js'
import { EXIT } from './exit-codes.js'
import { displayName } from './image-argument.js'
import { inOrder } from './in-order.js'
import { JsonList } from './json-list.js'
import type { Progress } from './progress.js'
import { describeError, toJson, wantsDetail, writeError } from './report-error.js'
import { STDIN } from './stdin.js'

/** What a command does with its images, and how it shows the results. */
export interface ImageTask<R> {
  /** A path, a URL or `-` each. */
  readonly names: readonly string[]
  /** How many are worked on at once. */
  readonly window: number
  analyze(name: string, index: number): Promise<R>
  /** The fields beside `image` in an entry of the JSON list. */
  json(result: R): object
  /** What a reader sees. */
  text(result: R, name: string): string
}

/**
 * Works on every image and prints results in the images' order, each as soon as it is there. An image that cannot be
 * read is reported and the rest go on; any other failure would meet every image, so it ends the command.
 */
export async function eachImage<R>(task: ImageTask<R>, options: OutputOptions, progress: Progress): Promise<void> {
  const list = options.json ? new JsonList() : undefined
  // On a terminal the results themselves show how far it is.
  const counted = task.names.length > 1 && !process.stdout.isTTY
  let done = 0
  for await (const outcome of inOrder(task.names, task.window, (name, index) => task.analyze(name, index))) {
    if (counted) progress.update({ task: 'Images', done: ++done, total: task.names.length })
    else progress.stop()
    if (outcome.ok) {
      if (list) list.add({ image: outcome.item, ...task.json(outcome.result) })
      else process.stdout.write(`${task.text(outcome.result, outcome.item)}\n`)
      continue
    }
    progress.stop()
    const described = describeError(outcome.error)
    const onlyThisImage = described.code === 'ERR_IMAGE'
    // Nothing is on stdout yet that a lone error object would spoil.
    if (!onlyThisImage && (list?.isEmpty ?? true)) throw outcome.error
    process.exitCode = EXIT.failure
    const failure = { ...described, message: named(described.message, outcome.item, task.names) }
    writeError(outcome.error, failure, wantsDetail(process.argv))
    if (list && task.names.length === 1) return void process.stdout.write(`${toJson({ error: failure })}\n`)
    list?.add({ image: outcome.item, error: failure })
    if (!onlyThisImage) break
  }
  progress.stop()
  list?.end()
}

/** A message about an image, with the image's name where it has not got it and there is need to tell. */
function named(message: string, name: string, names: readonly string[]): string {
  const known = name === STDIN ? names.length === 1 : message.includes(name)
  return known ? message : `${displayName(name)}: ${message}`
}
