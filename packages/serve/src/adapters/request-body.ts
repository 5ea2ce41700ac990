import type { IncomingMessage } from 'node:http'

/**
 * The body of a Node request as a web stream that reads no further than it is asked to. `Readable.toWeb` throws out of an event
 * handler when a client goes away at the wrong moment.
 * @param onRead called when the first byte is asked for
 */
export function requestBody(message: IncomingMessage, onRead: () => void): ReadableStream<Uint8Array> {
  let open = true
  let started = false
  let detach = () => {}
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const onData = (chunk: Buffer) => {
          message.pause()
          controller.enqueue(new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength))
        }
        const settle = (end: () => void) => {
          if (!open) return
          open = false
          detach()
          end()
        }
        const onEnd = () => settle(() => controller.close())
        const onEarlyEnd = () =>
          settle(() => controller.error(new Error('The connection closed before the body was complete.')))
        detach = () => {
          message.off('data', onData).off('end', onEnd).off('close', onEarlyEnd).off('error', onEarlyEnd)
          // Whoever destroys the message later must find a listener.
          message.on('error', () => {})
        }
        message.pause()
        message.on('data', onData).on('end', onEnd).on('close', onEarlyEnd).on('error', onEarlyEnd)
        message.pause()
      },
      pull() {
        if (!started) onRead()
        started = true
        message.resume()
      },
      cancel() {
        open = false
        detach()
        message.pause()
      },
    },
    { highWaterMark: 0 },
  )
}
