import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fitsPhone, screenshots, startBrowser } from '../../../test/support/browser.js'
import { hasShared, shared } from '../../../test/support/data.js'
import { exampleFolder, freePort, startProgram, until } from '../../../test/support/example.js'
import { output, packAll, packCarrier, packFolder, readManifest, tarballsWith } from '../../../test/support/packed.js'

/** The one line of configuration, as `docs/install.md` has it too. */
const EXTERNAL = /serverExternalPackages: \['@zoo\/mobilenet', '@zoo\/mtcnn'\],?/

let scratch: string
let app: string

/** The example as a user has it: a folder of its own with the packages from the registry, install scripts off. */
async function installExample(): Promise<void> {
  scratch = mkdtempSync(join(tmpdir(), 'zoo-next-'))
  app = join(scratch, 'examples', 'next')
  const source = exampleFolder('next')
  for (const name of ['app', 'lib', 'next.config.ts', 'tsconfig.json']) {
    cpSync(join(source, name), join(app, name), { recursive: true })
  }
  const packed = packAll(join(scratch, 'packages'))
  const carrier = await packCarrier(scratch)
  const tarballs = [
    ...tarballsWith(packed, '@zoo/mobilenet', '@zoo/mtcnn'),
    ...(carrier ? [carrier] : []),
    packFolder(exampleFolder('page'), join(scratch, 'page')),
  ]
  const manifest = readManifest(source) as {
    dependencies: Record<string, string>
    devDependencies: Record<string, string>
  }
  const others = (dependencies: Record<string, string>) =>
    Object.fromEntries(Object.entries(dependencies).filter(([, range]) => !range.startsWith('workspace:')))
  const { version: typescript } = JSON.parse(
    readFileSync(join(source, '../../node_modules/typescript/package.json'), 'utf8'),
  )
  writeFileSync(
    join(app, 'package.json'),
    JSON.stringify({
      ...manifest,
      dependencies: others(manifest.dependencies),
      devDependencies: { ...others(manifest.devDependencies), typescript, '@types/node': '20' },
    }),
  )
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error']
  output('npm', ['install', ...quiet, ...tarballs], app)
}

/** Builds the app, and moves what `output: 'standalone'` made of it to a folder of its own. */
function buildStandalone(name: string, args: readonly string[]): string {
  rmSync(join(app, '.next'), { recursive: true, force: true })
  output('npx', ['next', 'build', ...args], app, { NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' })
  const standalone = join(scratch, name)
  cpSync(join(app, '.next', 'standalone'), standalone, { recursive: true, verbatimSymlinks: true })
  const server = readdirSync(standalone, { recursive: true, encoding: 'utf8' }).find(
    (path) => path.endsWith('server.js') && !path.includes('node_modules') && !path.includes('.next'),
  )!
  const folder = join(standalone, server, '..')
  cpSync(join(app, '.next', 'static'), join(folder, '.next', 'static'), { recursive: true })
  return folder
}

/** Starts a standalone server without network or cache, and without the folder it was built in. */
async function start(folder: string) {
  const hidden = `${app}-hidden`
  if (existsSync(app)) renameSync(app, hidden)
  const port = await freePort()
  const program = startProgram(process.execPath, [join(folder, 'server.js')], {
    PORT: String(port),
    HOSTNAME: '127.0.0.1',
    ZOO_OFFLINE: '1',
    ZOO_CACHE: join(scratch, 'no-cache'),
    ZOO_LIBLITERT: '',
  })
  const url = `http://127.0.0.1:${port}`
  await until(() =>
    fetch(url).then(
      ({ ok }) => ok,
      () => false,
    ),
  )
  return { url, program }
}

const restore = () => {
  if (existsSync(`${app}-hidden`)) renameSync(`${app}-hidden`, app)
}

async function detect(url: string, image: string) {
  const response = await fetch(`${url}/api/detect`, { method: 'POST', body: readFileSync(shared('images', image)) })
  return { status: response.status, body: await response.json() }
}

describe.skipIf(!hasShared)('the Next.js example, installed from tarballs', () => {
  let browser: Browser
  let closeBrowser: () => Promise<void>
  beforeAll(async () => {
    await installExample()
    ;({ browser, close: closeBrowser } = await startBrowser())
  })
  afterAll(async () => {
    await closeBrowser?.()
    rmSync(scratch, { recursive: true, force: true })
  })

  it('serves from a standalone folder built by webpack', async () => {
    restore()
    const { url } = await start(buildStandalone('by-webpack', ['--webpack']))
    const { status, body } = await detect(url, 'solvay.jpg')
    expect([status, body.faces?.length]).toEqual([200, 29])
  })

  it('serves its route handler from a standalone folder built by Turbopack without configuration', async () => {
    restore()
    const config = join(app, 'next.config.ts')
    const original = readFileSync(config, 'utf8')
    expect(original).toMatch(EXTERNAL)
    expect(readFileSync(join(exampleFolder('next'), '../../docs/install.md'), 'utf8')).toMatch(EXTERNAL)
    writeFileSync(config, original.replace(EXTERNAL, ''))
    const folder = buildStandalone('without-configuration', [])
    writeFileSync(config, original)
    const { url } = await start(folder)
    const { status, body } = await detect(url, 'solvay.jpg')
    expect([status, body.faces?.length]).toEqual([200, 29])
  })

  describe('built by Turbopack', () => {
    let folder: string
    beforeAll(() => {
      restore()
      folder = buildStandalone('by-turbopack', [])
    })

    const open = async (url: string): Promise<Page> => {
      const page = await browser.newPage()
      await page.goto(url)
      return page
    }
    const choose = (page: Page, file: string | { name: string; mimeType: string; buffer: Buffer }) =>
      page.setInputFiles('input[type=file]', file)

    it('marks 29 faces, names what a photograph shows, and says what is wrong in words', async () => {
      const { url, program } = await start(folder)
      const page = await open(url)
      await screenshots(page, 'next-empty')
      expect(await fitsPhone(page)).toBe(true)

      await choose(page, shared('images', 'solvay.jpg'))
      await page.getByText('29 faces').waitFor()
      expect(await page.getByRole('img', { name: 'The photograph with 29 faces marked' }).isVisible()).toBe(true)

      await choose(page, shared('images', 'grace_hopper.jpg'))
      await page.getByText('military uniform').waitFor()
      await page.getByText('1 face', { exact: true }).waitFor()
      expect(await page.locator('.labels li').first().textContent()).toMatch(/^military uniform9\d\.\d %$/)
      await screenshots(page, 'next-answer')
      expect(await fitsPhone(page)).toBe(true)

      await choose(page, { name: 'notes.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('not a photograph') })
      await page.getByText('This file cannot be read as a photograph.').waitFor()
      await screenshots(page, 'next-bad-file')

      await choose(page, { name: 'huge.jpg', mimeType: 'image/jpeg', buffer: Buffer.alloc(11 * 2 ** 20) })
      await page.getByText('This photograph is larger than 10 MB.').waitFor()

      program.child.kill('SIGKILL')
      await program.ended
      await choose(page, shared('images', 'parrot.jpg'))
      await page.getByText('The server does not answer.').waitFor()
      await screenshots(page, 'next-server-gone')
      await page.close()
    })

    it('takes photographs that are dropped, pasted and taken by the camera', async () => {
      const { url } = await start(folder)
      const page = await open(url)
      const bytes = readFileSync(shared('images', 'parrot.jpg')).toString('base64')
      const hand = (type: 'drop' | 'paste') =>
        page.evaluate(
          async ([type, bytes]) => {
            const blob = await (await fetch(`data:image/jpeg;base64,${bytes}`)).blob()
            const data = new DataTransfer()
            data.items.add(new File([blob], 'parrot.jpg', { type: 'image/jpeg' }))
            const event =
              type === 'drop'
                ? new DragEvent('drop', { bubbles: true, dataTransfer: data })
                : new ClipboardEvent('paste', { bubbles: true, clipboardData: data })
            ;(document.querySelector('.sources') ?? document).dispatchEvent(event)
          },
          [type, bytes] as const,
        )
      await hand('drop')
      await page.getByText('macaw').waitFor()
      await page.reload()
      await hand('paste')
      await page.getByText('macaw').waitFor()
      await page.reload()
      await page.getByRole('button', { name: 'Use the camera' }).click()
      await page.getByRole('button', { name: 'Take the photograph' }).click()
      await page.getByText(/^\d+ faces?$/).waitFor()
      await page.close()
    })

    it('answers the route handler in problem words', async () => {
      const { url } = await start(folder)
      const bad = await fetch(`${url}/api/detect`, { method: 'POST', body: 'not a photograph' })
      expect([bad.status, await bad.json()]).toEqual([422, expect.objectContaining({ code: 'ERR_IMAGE' })])
      const large = await fetch(`${url}/api/detect`, { method: 'POST', body: new Uint8Array(11 * 2 ** 20) })
      expect([large.status, await large.json()]).toEqual([413, expect.objectContaining({ code: 'TOO_LARGE' })])
    })

    it('can be used by keyboard', async () => {
      const { url } = await start(folder)
      const page = await open(url)
      await page.keyboard.press('Tab')
      expect(await page.evaluate('document.activeElement.type')).toBe('file')
      await page.keyboard.press('Tab')
      expect(await page.evaluate('document.activeElement.textContent')).toBe('Use the camera')
      await page.close()
    })
  })
})
