import { cpSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { curlLines, runCurlLines } from '../../../test/support/curl-lines.js'
import { hasShared, shared } from '../../../test/support/data.js'
import { temporaryFolder } from '../../../test/support/example.js'
import { startService } from './support/child-service.js'

/** What the README's file names stand for. */
const FILES = {
  'dog.jpg': shared('images', 'golden-retriever.jpeg'),
  'group.jpg': shared('images', 'solvay.jpg'),
  'rose.jpg': shared('images', 'parrot.jpg'),
  'tulip.jpg': shared('images', 'husky.jpeg'),
  'flowers.tflite': shared('models', 'mobilenet_v2_1.0_224_quant.tflite'),
  'flowers.txt': shared('models', 'imagenet_slim_labels.txt'),
}

it.skipIf(!hasShared)('answers every curl line of the README', async () => {
  const lines = curlLines(readFileSync(join(import.meta.dirname, '../README.md'), 'utf8'))
  expect(lines.length).toBeGreaterThan(0)
  const folder = temporaryFolder()
  for (const [name, path] of Object.entries(FILES)) cpSync(path, join(folder, name))
  const service = await startService({})
  try {
    const outputs = await runCurlLines(lines, { folder, ports: { 8080: service.port } })
    for (const [i, output] of outputs.entries()) {
      const { command } = lines[i]!
      const file = / -o (\S+)/.exec(command)?.[1]
      if (file) expect([command, existsSync(join(folder, file))]).toEqual([command, true])
      else expect([command, Object.keys(JSON.parse(output))]).toEqual([command, expect.not.arrayContaining(['code'])])
    }
  } finally {
    await service.stop()
  }
})
