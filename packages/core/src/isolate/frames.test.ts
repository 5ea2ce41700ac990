import { describe, expect, it } from 'vitest'
import { type Frame, FrameError, FrameReader, frameOf } from './frames.js'

const bytesOf = (header: unknown, ...segments: Uint8Array[]): Buffer => Buffer.concat(frameOf(header, segments))

function read(bytes: Uint8Array, step = bytes.length, limit = 1000): Frame<unknown>[] {
  const frames: Frame<unknown>[] = []
  const reader = new FrameReader(limit, (frame) => frames.push(frame))
  for (let at = 0; at < bytes.length; at += step) reader.push(bytes.subarray(at, at + step))
  return frames
}

describe('FrameReader', () => {
  it.each([1, 2, 3, 7, 64, 10_000])('puts frames together from chunks of %i bytes', (step) => {
    const one = bytesOf({ id: 1, name: 'ü' }, Uint8Array.of(1, 2, 3), new Uint8Array(), new Uint8Array(200).fill(7))
    const two = bytesOf({ id: 2 })
    const three = bytesOf({ id: 3 }, new Uint8Array())
    const frames = read(Buffer.concat([one, two, three]), step)
    expect(frames.map(({ header }) => header)).toEqual([{ id: 1, name: 'ü' }, { id: 2 }, { id: 3 }])
    expect(frames.map(({ segments }) => segments.map(({ byteLength }) => byteLength))).toEqual([[3, 0, 200], [], [0]])
    expect(new Uint8Array(frames[0]!.segments[0]!)).toEqual(Uint8Array.of(1, 2, 3))
  })

  it('refuses more bytes than the limit before it allocates them', () => {
    const json = Buffer.from(JSON.stringify({ header: {}, sizes: [2 ** 50] }))
    const prefix = Buffer.alloc(4)
    prefix.writeUInt32LE(json.length)
    expect(() => read(Buffer.concat([prefix, json]))).toThrow(FrameError)
  })

  it.each([
    ['a length of zero', Buffer.alloc(4)],
    ['a length above the limit', Buffer.from([255, 255, 255, 255])],
    ['a header that is not JSON', Buffer.from([1, 0, 0, 0, 123])],
    ['JSON of another form', Buffer.from([2, 0, 0, 0, 0x5b, 0x5d])],
    ['null', Buffer.concat([Buffer.from([4, 0, 0, 0]), Buffer.from('null')])],
    ['negative sizes', bytesWith({ header: {}, sizes: [-1] })],
    ['sizes that are not numbers', bytesWith({ header: {}, sizes: ['9'] })],
    ['no header', bytesWith({ sizes: [] })],
  ])('refuses %s', (_, bytes) => {
    expect(() => read(bytes)).toThrow(FrameError)
  })
})

function bytesWith(wire: unknown): Buffer {
  const json = Buffer.from(JSON.stringify(wire))
  const prefix = Buffer.alloc(4)
  prefix.writeUInt32LE(json.length)
  return Buffer.concat([prefix, json])
}
