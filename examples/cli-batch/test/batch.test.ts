import { appendFileSync, existsSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { hasShared, shared } from '../../../test/support/data.js'
import { photographs, startScript, temporaryFolder, until } from '../../../test/support/example.js'

const EXPECTED = {
  'golden-retriever.jpeg': 'golden retriever',
  'grace_hopper.jpg': 'military uniform',
  'parrot.jpg': 'macaw',
  'purple_gallinule.jpg': 'European gallinule',
}

const start = (...args: string[]) => startScript('cli-batch', 'src/main.js', args)

async function run(...args: string[]) {
  const program = start(...args)
  const code = await program.ended
  return { code, stderr: program.stderr }
}

interface Row {
  readonly file: string
  readonly label: string
  readonly error: string
}

const readRows = (path: string): Row[] =>
  readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))

describe.skipIf(!hasShared)('the cli-batch example', () => {
  it('writes one CSV row for each photograph', async () => {
    const out = join(temporaryFolder(), 'results.csv')
    expect((await run(shared('images'), '--out', out)).code).toBe(0)
    const [header, ...rows] = readFileSync(out, 'utf8').trim().split('\n')
    expect(header).toBe('file,sizeBytes,modified,label,classIndex,probability,confidence,error')
    for (const [file, label] of Object.entries(EXPECTED)) {
      expect(rows.find((row) => row.startsWith(file))).toContain(`,${label},`)
    }
    expect(rows).toHaveLength(9)
  })

  it('continues after kill -9, and after a row that was cut off', async () => {
    const folder = photographs(12)
    const out = join(temporaryFolder(), 'results.jsonl')
    const killed = start(folder, '--out', out)
    await until(() => existsSync(out) && readFileSync(out, 'utf8').includes('\n'))
    killed.child.kill('SIGKILL')
    expect(await killed.ended).toBe('SIGKILL')
    truncateSync(out, readFileSync(out).length - 5)
    const done = readFileSync(out, 'utf8').split('\n').length - 1
    expect(done).toBeLessThan(108)
    const again = await run(folder, '--out', out)
    expect(again.code).toBe(0)
    expect(again.stderr).toContain(`108 photographs, ${done} of them done before`)
    const files = readRows(out).map(({ file }) => file)
    expect(files).toHaveLength(108)
    expect(new Set(files).size).toBe(108)
  })

  it('stops at SIGINT with its rows whole', async () => {
    const folder = photographs(12)
    const out = join(temporaryFolder(), 'results.jsonl')
    const program = start(folder, '--out', out)
    await until(() => existsSync(out) && readFileSync(out, 'utf8').includes('\n'))
    program.child.kill('SIGINT')
    expect(await program.ended).toBe(130)
    expect(program.stderr).toContain('Run the same command again to continue.')
    const rows = readRows(out)
    expect(rows.length).toBeGreaterThan(0)
    expect(rows.length).toBeLessThan(108)
  })

  it('records a damaged photograph, and tries it again only when asked', async () => {
    const folder = photographs()
    const damaged = join(folder, 'damaged, "quoted".jpg')
    writeFileSync(damaged, 'not a photograph')
    const out = join(temporaryFolder(), 'results.csv')
    expect((await run(folder, '--out', out)).code).toBe(1)
    expect(readFileSync(out, 'utf8')).toContain('"damaged, ""quoted"".jpg",16,')
    expect((await run(folder, '--out', out)).stderr).toContain('10 photographs, 10 of them done before')
    const retried = await run(folder, '--out', out, '--retry-errors')
    expect(retried.stderr).toContain('10 photographs, 9 of them done before')
    expect(retried.code).toBe(1)
  })

  it('classifies a photograph again when its file has changed', async () => {
    const folder = photographs()
    const out = join(temporaryFolder(), 'results.jsonl')
    await run(folder, '--out', out)
    appendFileSync(join(folder, '0-parrot.jpg'), ' ')
    expect((await run(folder, '--out', out)).stderr).toContain('9 photographs, 8 of them done before')
    expect(readRows(out)).toHaveLength(10)
  })

  it.each([
    [['nowhere', '--out', 'x.csv'], 'nowhere'],
    [['.', '--out', 'x.txt'], 'must end in .csv or .jsonl'],
    [['.'], 'Name a results file with --out'],
    [['.', '--out', 'x.csv', '--concurrency', '0'], 'from 1 to 64'],
    [['.', '--out', 'x.csv', '--colour'], 'colour'],
  ])('explains a wrong command line: %j', async (args, text) => {
    const { code, stderr } = await run(...args)
    expect(code).toBe(2)
    expect(stderr).toContain(text)
    expect(stderr).not.toContain('    at ')
  })

  it.each([
    ['csv', 'name,age\nAda,36\n'],
    ['jsonl', '{"name":"Ada"}\n'],
  ])('leaves a %s file of somebody else as it is', async (extension, text) => {
    const out = join(temporaryFolder(), `mine.${extension}`)
    writeFileSync(out, text)
    const { code, stderr } = await run(shared('images'), '--out', out)
    expect(code).toBe(2)
    expect(stderr).toContain('holds no results of this program')
    expect(readFileSync(out, 'utf8')).toBe(text)
  })
})
