import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const here = dirname(fileURLToPath(import.meta.url))
const run = promisify(execFile)

let folder = ''
/** The built core, installed where no engine is beside it. */
let core = ''
beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'zoo-engines-')))
  const scope = join(folder, 'store', 'node_modules', '@zoo')
  await cp(join(here, '../dist'), join(scope, 'core', 'dist'), { recursive: true })
  await cp(join(here, '../package.json'), join(scope, 'core', 'package.json'))
  await symlink(await realpath(join(here, '../node_modules/@zoo/graph')), join(scope, 'graph'))
  core = pathToFileURL(join(scope, 'core', 'dist', 'index.js')).href
})
afterAll(() => rm(folder, { recursive: true }))

/** A folder with an engine package in its node_modules, and a program that loads a model by it. */
async function project(name: string, packageName: string, source: string) {
  const home = join(folder, name)
  const installed = join(home, 'node_modules', packageName)
  await mkdir(installed, { recursive: true })
  await writeFile(
    join(installed, 'package.json'),
    JSON.stringify({ name: packageName, type: 'module', exports: './index.js' }),
  )
  await writeFile(join(installed, 'index.js'), source)
  const program = `
    import { loadModel } from '${core}'
    const graph = Uint8Array.from(${JSON.stringify([...IDENTITY])})
    await loadModel(graph, { engine: process.env.TRY }).then(
      (model) => console.log(model.engine, 'serves'),
      (error) => console.log(error.code, error.engines?.[0].reason),
    )`
  await writeFile(join(home, 'program.mjs'), program)
  return home
}

/** A GraphDef of one Placeholder `x`. */
const IDENTITY = [10, 16, 10, 1, 120, 18, 11, ...Buffer.from('Placeholder')]

const SERVING = `
  const engine = (name) => ({ name, accepts: async () => ({ ok: true }), compile: async () => ({ run: async () => [], dispose: async () => {} }) })
  export const engines = { tfjs: engine('tfjs'), wasm: engine('wasm') }`

// pnpm's own commands set NODE_PATH to everything that is installed.
const tryEngine = async (name: string, program: string, cwd: string, from = '') => {
  const env = { ...process.env, NODE_PATH: '', TRY: name, ZOO_SEARCH_FROM: from }
  return (await run(process.execPath, [program], { cwd, env })).stdout.trim()
}

describe('an engine is found', () => {
  it('from the folder of the core itself, which strict layouts link it into', async () => {
    const home = await project('store', '@zoo/tfjs', SERVING)
    const bare = await project('bare', 'other', '')
    expect(await tryEngine('tfjs', join(bare, 'program.mjs'), bare)).toBe('tfjs serves')
    await rm(join(home, 'node_modules', '@zoo', 'tfjs'), { recursive: true })
  })

  it("from the program's folder, whatever the working folder", async () => {
    const home = await project('app', '@zoo/tfjs', SERVING)
    expect(await tryEngine('tfjs', join(home, 'program.mjs'), folder)).toBe('tfjs serves')
  })

  it('from where a linked program really is', async () => {
    const home = await project('linked', '@zoo/tfjs', SERVING)
    await symlink(join(home, 'program.mjs'), join(folder, 'link.mjs'))
    expect(await tryEngine('tfjs', join(folder, 'link.mjs'), folder)).toBe('tfjs serves')
  })

  it('from the folder that ZOO_SEARCH_FROM names, for a program elsewhere', async () => {
    const home = await project('named', '@zoo/wasm', SERVING)
    const elsewhere = await project('elsewhere', 'other', '')
    expect(await tryEngine('wasm', join(elsewhere, 'program.mjs'), elsewhere, home)).toBe('wasm serves')
    expect(await tryEngine('wasm', join(elsewhere, 'program.mjs'), home, '.')).toBe('wasm serves')
  })

  it('not from the working folder, whose code the program never asked for', async () => {
    const home = await project('working', '@zoo/wasm', "process._rawDebug('hostile code runs'); process.exit(9)")
    const elsewhere = await project('elsewhere', 'other', '')
    expect(await tryEngine('wasm', join(elsewhere, 'program.mjs'), home)).toBe(
      'ERR_NO_ENGINE @zoo/wasm is not installed',
    )
  })
})

describe('an engine is missing', () => {
  it('when its package is not installed', async () => {
    const home = await project('none', 'other', '')
    const answer = await tryEngine('tfjs', join(home, 'program.mjs'), home)
    expect(answer).toBe('ERR_NO_ENGINE @zoo/tfjs is not installed')
  })

  it.skipIf(process.platform === 'win32')('when there is no working folder any more to look in', async () => {
    const home = await project('gone', 'other', '')
    const cwd = join(home, 'cwd')
    await mkdir(cwd)
    const program = `
      import { rmdirSync } from 'node:fs'
      process.chdir(${JSON.stringify(cwd)})
      rmdirSync(${JSON.stringify(cwd)})
      await import('./program.mjs')`
    await writeFile(join(home, 'gone.mjs'), program)
    for (const from of ['', '.']) {
      await mkdir(cwd, { recursive: true })
      const answer = await tryEngine('tfjs', join(home, 'gone.mjs'), home, from)
      expect(answer).toBe('ERR_NO_ENGINE @zoo/tfjs is not installed')
    }
  })

  it('when its package fails to load', async () => {
    const home = await project('broken', '@zoo/wasm', "throw new Error('no memory\\nfor it')")
    const answer = await tryEngine('wasm', join(home, 'program.mjs'), home)
    expect(answer).toMatch(/^ERR_NO_ENGINE @zoo\/wasm at .*index\.js failed to load: no memory$/)
  })

  it('when its package does not have it', async () => {
    const home = await project('without', '@zoo/wasm', 'export const engines = {}')
    const answer = await tryEngine('wasm', join(home, 'program.mjs'), home)
    expect(answer).toMatch(/^ERR_NO_ENGINE @zoo\/wasm at .*index\.js does not have it$/)
  })
})

describe('importing the core', () => {
  /** The files that a program loads, one a line on stderr. */
  const load = 'export const load = (url, context, next) => (process._rawDebug(url), next(url, context))'
  const listLoaded = `import { register } from 'node:module'; register(${JSON.stringify(dataUrl(load))})`

  const loadedBy = async (program: string) => {
    const { stderr } = await run(process.execPath, [
      '--import',
      dataUrl(listLoaded),
      '--input-type=module',
      '-e',
      program,
    ])
    return stderr.split('\n').filter((url) => url.startsWith('file:'))
  }

  it('loads no parser and no engine; loading a model does', async () => {
    const heavy = /graph\/dist\/index\.js|native|node_modules\/(?!@zoo\/core)/
    const imported = await loadedBy(`await import('${core}')`)
    expect(imported).toContain(core)
    expect(imported.filter((url) => heavy.test(url))).toEqual([])
    const used = await loadedBy(`await (await import('${core}')).loadModel(Uint8Array.of(1)).catch(() => {})`)
    expect(used.filter((url) => heavy.test(url))).not.toEqual([])
  })
})

function dataUrl(source: string): string {
  return `data:text/javascript,${encodeURIComponent(source)}`
}
