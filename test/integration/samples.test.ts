import { execFile } from 'node:child_process'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { hasShared, shared } from '../support/data.js'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..')
/** Inside the checkout, where the packages are found by name; turbo and git know nothing of it. */
const folder = join(root, 'node_modules', '.samples')

const runFolder = join(root, 'node_modules', '.samples-run')

/** What the samples read, by the names they use, and what it is a copy of. */
const FILES: Readonly<Record<string, readonly [string, string]>> = {
  'dog.jpg': ['images', 'golden-retriever.jpeg'],
  'photo.jpg': ['images', 'grace_hopper.jpg'],
  'solvay.jpg': ['images', 'solvay.jpg'],
  'mobilenet_v2_1.0_224_frozen.pb': ['models', 'mobilenet_v2_1.0_224_frozen.pb'],
}

/** A program's folder, with those files and with what only one package depends on. */
function prepareToRun(): void {
  rmSync(runFolder, { recursive: true, force: true })
  mkdirSync(join(runFolder, 'node_modules'), { recursive: true })
  for (const [name, path] of Object.entries(FILES)) copyFileSync(shared(...path), join(runFolder, name))
  const peers = join(root, 'packages', 'tfjs', 'node_modules', '@tensorflow')
  symlinkSync(peers, join(runFolder, 'node_modules', '@tensorflow'), 'junction')
}

/** What samples take as given, to stay short. */
const GIVEN = `
/** [1, 224, 224, 3], row-major */
declare const pixels: Float32Array
declare const frames: AsyncIterable<Float32Array>
`

/** Our documents: those at the root, in docs/ and bench/, and each package's and example's own. */
const documents = [
  '.',
  'docs',
  'docs/decisions',
  'bench',
  'examples',
  ...['packages', 'examples'].flatMap((place) => readdirSync(join(root, place)).map((name) => `${place}/${name}`)),
]
  .filter((place) => statSync(join(root, place), { throwIfNoEntry: false })?.isDirectory())
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

  it.skipIf(!hasShared)('have a first sample that runs as plain JavaScript', { timeout: 600_000 }, async () => {
    const readmes = documents.filter(
      (document) => /(^|\/)README\.md$/.test(document) && !/^(docs|bench|examples)/.test(document),
    )
    const samples = readmes.flatMap((readme) => {
      const code = /^```ts\n(.*?)^```$/ms.exec(readFileSync(join(root, readme), 'utf8'))?.[1]
      return code === undefined ? [] : [{ readme, code }]
    })
    // All but that of the CLI, which is for a shell.
    expect(samples.length).toBe(readmes.length - 1)
    prepareToRun()
    const failures: string[] = []
    for (const [index, { readme, code }] of samples.entries()) {
      const file = join(runFolder, `${index}.mjs`)
      // A service takes a free port, and is stopped when it listens.
      writeFileSync(file, code.replace('port: 8080', 'port: 0'))
      const env = { ZOO_MODEL_MIRROR: shared('models'), ...process.env }
      const running = promisify(execFile)(process.execPath, [file], { cwd: runFolder, env, timeout: 120_000 })
      running.child.stdout?.on('data', (text) => {
        if (/^http:\/\/localhost:\d+$/m.test(text)) running.child.kill('SIGTERM')
      })
      await running.catch((error: { stderr: string }) => failures.push(`${readme}: ${error.stderr}`))
    }
    expect(failures).toEqual([])
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
