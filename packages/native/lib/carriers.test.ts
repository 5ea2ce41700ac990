import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { importCarrier } from './carrier-imports.js'
import { allCarriers, carrierFolder, carrierIndex, carrierManifest, carrierName } from './carriers.js'
import { LIBRARIES } from './libraries.js'
import { PLATFORMS } from './platform.js'

const npm = fileURLToPath(new URL('../npm/', import.meta.url))
const committed = readdirSync(npm, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)

describe('the carrier packages', () => {
  it('are the rows of the table of libraries, no more and no fewer', () => {
    expect(committed.sort()).toEqual(allCarriers().map(carrierFolder).sort())
  })

  it.each(allCarriers().map((carrier) => [carrier.name, carrier] as const))(
    '%s is committed as it is generated (node packages/native/npm/generate.mjs)',
    (_name, carrier) => {
      const text = readFileSync(`${npm}${carrierFolder(carrier)}/package.json`, 'utf8')
      expect(JSON.parse(text)).toEqual(carrierManifest(carrier))
      expect(readFileSync(`${npm}${carrierFolder(carrier)}/index.js`, 'utf8')).toBe(carrierIndex(carrier))
    },
  )

  it.each(allCarriers().map(({ name }) => name))('%s is imported by its literal name', async (name) => {
    await expect(importCarrier(name)).rejects.toThrow(`${name} is not installed`)
  })

  it('have names that @zoo/native looks for', () => {
    expect(carrierName('litert', 'linux-x64')).toBe('@zoo/litert-linux-x64')
    expect(carrierName('tensorflow', 'darwin-arm64')).toBe('@zoo/libtensorflow-darwin-arm64')
  })
})

describe('the table of libraries', () => {
  const rows = Object.values(LIBRARIES).flatMap((platforms) => Object.entries(platforms))

  it('pins every file of a wheel, and every archive', () => {
    for (const [platform, { wheel, archive }] of rows) {
      expect(PLATFORMS).toHaveProperty(platform)
      expect(wheel ?? archive).toBeDefined()
      for (const file of wheel?.files ?? []) {
        expect(file.sha256).toMatch(/^[0-9a-f]{64}$/)
        expect(file.sizeBytes).toBeGreaterThan(1e6)
      }
      if (archive) expect(archive.sha256).toMatch(/^[0-9a-f]{64}$/)
    }
  })

  it('has another checksum for every file', () => {
    const hashes = rows.flatMap(([, { wheel, archive }]) => [
      ...(wheel?.files.map(({ sha256 }) => sha256) ?? []),
      ...(archive ? [archive.sha256] : []),
    ])
    expect(new Set(hashes).size).toBe(hashes.length)
  })
})
