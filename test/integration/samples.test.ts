import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..')
/** Inside the checkout, where the packages are found by name; turbo and git know nothing of it. */
const folder = join(root, 'node_modules', '.samples')

/** What samples take as given, to stay short. */
const GIVEN = `
/** [1, 224, 224, 3], row-major */
declare const pixels: Float32Array
declare const frames: AsyncIterable<Float32Array>
`

/** Our documents: those at the root, in docs/ and bench/, and each package's own. */
const documents = [
  '.',
  'docs',
  'docs/decisions',
  'bench',
  ...readdirSync(join(root, 'packages')).map((name) => `packages/${name}`),
]
  .filter((place) => existsSync(join(root, place)))
  .flatMap((place) => readdirSync(join(root, place)).map((name) => join(place, name)))
  .filter((path) => path.endsWith('.md'))

describe('documents', () => {
  it('have TypeScript samples that compile', async () => {
    rmSync(folder, { recursive: true, force: true })
    mkdirSync(folder, { recursive: true })
    const origins = documents.flatMap((document) =>
      [...readFileSync(join(root, document), 'utf8').matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code], i) => {
        const file = `${document.replaceAll(/\W+/g, '-')}-${i}.mts`
        writeFileSync(join(folder, file), `${code}\nexport {}\n`)
        return file
      }),
    )
    expect(origins.length).toBeGreaterThan(3)
    writeFileSync(join(folder, 'given.d.ts'), GIVEN)
    // What only one package depends on.
    mkdirSync(join(folder, 'node_modules'))
    const peers = join(root, 'packages', 'tfjs', 'node_modules', '@tensorflow')
    symlinkSync(peers, join(folder, 'node_modules', '@tensorflow'), 'junction')
    const base = join(root, 'tsconfig.base.json')
    const compilerOptions = { types: ['node'], noUnusedLocals: false }
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({ extends: base, compilerOptions, include: ['*.mts', '*.d.ts'] }),
    )
    const output = await promisify(execFile)(join(root, 'node_modules', '.bin', 'tsc'), ['-p', folder]).then(
      () => '',
      (error: { stdout: string }) => error.stdout,
    )
    expect(output).toBe('')
  })

  it('link to files that are there', () => {
    const broken = documents.flatMap((document) =>
      [...readFileSync(join(root, document), 'utf8').matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].flatMap(([, link]) => {
        const target = resolve(root, dirname(document), link!)
        return existsSync(target) ? [] : [`${document}: ${link}`]
      }),
    )
    expect(broken).toEqual([])
  })
})
