import { LIMIT_DEFAULTS } from '@zoo/serve'
import type { Browser, Page } from 'playwright-core'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { screenshots, startBrowser } from '../../../test/support/browser.js'
import { hasShared, shared } from '../../../test/support/data.js'
import { startServer } from '../../../test/support/example.js'
import { occupy, untilStatus } from '../../../test/support/occupied-server.js'
import { dropFile, expectReadable, openPage, unlabelled } from '../../../test/support/page-checks.js'

/** The size of the picture in the answer, in pixels. */
const NATURAL_SIZE = `(async () => {
  const image = document.querySelector('#answer')
  await image.decode()
  return [image.naturalWidth, image.naturalHeight]
})()`

const file = (name: string, buffer: Buffer) => ({ name, mimeType: 'image/jpeg', buffer })

describe.skipIf(!hasShared)('the page of express-faces', () => {
  let browser: Browser
  let close: () => Promise<void>
  beforeAll(async () => {
    ;({ browser, close } = await startBrowser())
  })
  afterAll(() => close?.())

  const choose = (page: Page, chosen: string | ReturnType<typeof file>) =>
    page.setInputFiles('#image', typeof chosen === 'string' ? shared('images', chosen) : chosen)

  /** A state of the page: its words, pictures of it, and whether everybody can read it. */
  async function expectState(page: Page, name: string, words: string) {
    await page.getByText(words, { exact: true }).waitFor()
    await expectReadable(page, `faces-${name}`)
  }

  it('marks 29 faces, and says what is wrong in words', async () => {
    const { url, port, program } = await startServer('express-faces', { QUEUE_LIMIT: '3' })
    const { page, troubles } = await openPage(browser, url)
    expect(await unlabelled(page)).toEqual([])
    expect(await page.locator('#faces').getAttribute('data-max-bytes')).toBe(String(LIMIT_DEFAULTS.bodyBytes))
    await expectState(page, 'empty', 'or drop one here')

    await page.getByRole('button', { name: 'Find faces' }).click()
    await expectState(page, 'nothing-chosen', 'Choose a photograph first.')

    let waiting = false
    await page.route('**/infer', async (route) => {
      await expectState(page, 'waiting', 'Looking for faces …')
      waiting = true
      await route.continue()
    })
    await choose(page, 'solvay.jpg')
    await expectState(page, 'answer', '29 faces')
    expect(waiting).toBe(true)
    await page.unroute('**/infer')
    const drawn = page.getByRole('img', { name: 'The photograph with 29 faces marked' })
    const { width, height } = await sharp(shared('images', 'solvay.jpg')).metadata()
    expect(await page.evaluate(NATURAL_SIZE)).toEqual([width, height])

    // The slider asks again for the same photograph.
    await page.getByLabel('Smallest face').fill('200')
    await page.getByText('0 faces').waitFor()
    await page.getByLabel('Smallest face').fill('40')
    await choose(page, 'grace_hopper.jpg')
    await page.getByText('1 face', { exact: true }).waitFor()

    await choose(page, file('notes.jpg', Buffer.from('not a photograph')))
    await expectState(page, 'bad-file', 'This file cannot be read as a photograph. Try a JPEG, PNG or WebP file.')
    expect(await drawn.count()).toBe(0)

    const tooLarge = 'This photograph is too large. Choose a smaller one.'
    await choose(page, file('huge.jpg', Buffer.alloc(21 * 2 ** 20)))
    await expectState(page, 'too-big', tooLarge)
    await choose(page, 'grace_hopper.jpg')
    await page.getByText('1 face', { exact: true }).waitFor()
    // More pixels than the server takes, in few bytes.
    const wide = { width: 8000, height: 6000, channels: 3, background: 'navy' } as const
    await choose(page, file('wide.jpg', await sharp({ create: wide }).jpeg().toBuffer()))
    await page.getByText(tooLarge).waitFor()

    const end = occupy(port, '/infer', 20)
    await untilStatus(url, '/infer', 503)
    await choose(page, 'grace_hopper.jpg')
    await expectState(page, 'busy', 'The server is busy. Wait a few seconds and try again.')
    end()
    await untilStatus(url, '/infer', 200)

    // One place is another client's, so that this one has more than its share.
    const other = occupy(port, '/infer', 1, '127.0.0.2')
    // By the next answer the service has it.
    await untilStatus(url, '/infer', 200)
    const own = occupy(port, '/infer', 20)
    await untilStatus(url, '/infer', 429)
    await page.getByRole('button', { name: 'Find faces' }).click()
    await expectState(page, 'too-many', 'You have sent many photographs. Wait a few seconds and try again.')
    own()
    other()
    await untilStatus(url, '/infer', 200)

    program.child.kill('SIGKILL')
    await program.ended
    await choose(page, 'parrot.jpg')
    await expectState(page, 'server-gone', 'The server does not answer. Check the connection and try again.')
    expect(troubles).toEqual([])
    await page.close()
  })

  it('can be used by keyboard alone, and shows where the focus is', async () => {
    const { url } = await startServer('express-faces')
    const { page } = await openPage(browser, url)
    const focused = () => page.evaluate('document.activeElement.id || document.activeElement.textContent')
    const outline = () => page.evaluate(`getComputedStyle(document.querySelector('.drop label')).outlineStyle`)
    expect(await outline()).toBe('none')
    await page.keyboard.press('Tab')
    expect([await focused(), await outline()]).toEqual(['image', 'solid'])
    await screenshots(page, 'faces-focus')
    const chooser = page.waitForEvent('filechooser')
    await page.keyboard.press('Space')
    await (await chooser).setFiles(shared('images', 'solvay.jpg'))
    await page.getByText('29 faces').waitFor()
    await page.keyboard.press('Tab')
    expect(await focused()).toBe('smallest')
    await page.keyboard.press('End')
    await page.getByText('200 px').waitFor()
    await page.getByText('0 faces').waitFor()
    await page.keyboard.press('Home')
    await page.getByText(/^\d\d faces$/).waitFor()
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    expect(await focused()).toBe('Find faces')
    // So that the state in between is there long enough to be seen.
    await page.route('**/infer', async (route) => {
      await page.getByText('Looking for faces …').waitFor()
      await route.continue()
    })
    await page.keyboard.press('Enter')
    await page.getByText(/^\d\d faces$/).waitFor()
    // The focus stays where it was.
    expect(await focused()).toBe('Find faces')
    await page.close()
  })

  it('takes a photograph that is dropped, and stays still where motion is not wanted', async () => {
    const { url } = await startServer('express-faces')
    const { page } = await openPage(browser, url)
    await page.emulateMedia({ reducedMotion: 'reduce' })
    await page.route('**/infer', async (route) => {
      expect(await page.locator('.status').textContent()).toBe('Looking for faces …')
      expect(await page.locator('.status progress').isVisible()).toBe(false)
      await route.continue()
    })
    await dropFile(page, '.drop', shared('images', 'grace_hopper.jpg'))
    await page.getByText('1 face', { exact: true }).waitFor()
    expect(await page.locator('[data-name]').textContent()).toBe('grace_hopper.jpg')
    await page.close()
  })
})
