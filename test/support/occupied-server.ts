import { readFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'
import { shared } from './data.js'
import { until } from './example.js'

/** How often an upload sends a byte, so that the server does not give it up. */
const BYTE_EVERY_MS = 500

/** How long a refused upload waits before it tries again. */
const AGAIN_AFTER_MS = 100

/**
 * Keeps places in a server's queue taken by uploads that do not end, from an address of loopback (127.0.0.0/8). An upload that is
 * refused tries again, so that every place that becomes free is taken.
 * @returns ends the uploads
 */
export function occupy(port: number, path: string, uploads: number, address = '127.0.0.1'): () => void {
  const head = `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/jpeg\r\nContent-Length: 100000\r\n\r\n`
  const sockets = new Set<Socket>()
  let ended = false
  const upload = () => {
    if (ended) return
    const socket = connect({ port, host: '127.0.0.1', localAddress: address })
    sockets.add(socket)
    socket.on('error', () => {})
    // Any answer is a refusal.
    socket.once('data', () => socket.destroy())
    socket.once('close', () => {
      sockets.delete(socket)
      setTimeout(upload, AGAIN_AFTER_MS)
    })
    socket.write(head)
  }
  for (let i = 0; i < uploads; i++) upload()
  const timer = setInterval(() => {
    for (const socket of sockets) socket.write('.')
  }, BYTE_EVERY_MS)
  const end = () => {
    ended = true
    clearInterval(timer)
    for (const socket of sockets) socket.destroy()
  }
  onTestFinished(end)
  return end
}

/** Posts a photograph until the server answers with a status. */
export const untilStatus = (url: string, path: string, status: number): Promise<void> =>
  until(async () => {
    const body = new FormData()
    body.set('image_file', new Blob([readFileSync(shared('images', 'grace_hopper.jpg'))]))
    return (await fetch(url + path, { method: 'POST', body })).status === status
  })
