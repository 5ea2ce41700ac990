import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { describe, expect, it } from 'vitest'
import { modelFilesPath, modelFilesSource } from './model-files.mjs'
import { modelPackages } from './steps/weights.mjs'

describe('src/model-files.ts', () => {
  it.each(modelPackages().map((folder: string) => [basename(folder), folder]))(
    'of %s is as its manifest generates it (node scripts/model-files.mjs)',
    (_, folder) => {
      expect(readFileSync(modelFilesPath(folder), 'utf8')).toBe(modelFilesSource(folder))
    },
  )
})
