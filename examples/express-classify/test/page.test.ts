import { LIMIT_DEFAULTS, RUN_MODEL_DEFAULTS } from '@zoo/serve'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { screenshots, startBrowser } from '../../../test/support/browser.js'
import { hasShared, shared } from '../../../test/support/data.js'
import { startServer } from '../../../test/support/example.js'
import { endlessLoop, fileReader } from '../../../test/support/hostile-models.js'
import { occupy, untilStatus } from '../../../test/support/occupied-server.js'
import { dropFile, expectReadable, openPage, unlabelled } from '../../../test/support/page-checks.js'

const file = (name: string, content: Uint8Array | string) => ({
  name,
  mimeType: 'application/octet-stream',
  buffer: Buffer.from(content),
})

const SENTENCE = 'Detected military uniform with very high confidence.'

describe.skipIf(!hasShared)('the page of express-classify', () => {
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
    await expectReadable(page, `classify-${name}`)
  }

  it('names what a photograph shows, and says what is wrong in words', async () => {
    const { url, port, program } = await startServer('express-classify', { QUEUE_LIMIT: '3' })
    const { page, troubles } = await openPage(browser, url)
    expect(await unlabelled(page)).toEqual([])
    expect(await page.locator('#classify').getAttribute('data-max-bytes')).toBe(String(LIMIT_DEFAULTS.bodyBytes))
    expect(await page.locator('#run').getAttribute('data-max-bytes')).toBe(String(RUN_MODEL_DEFAULTS.bodyBytes))
    await expectState(page, 'empty', 'or drop one here')

    await page.getByRole('button', { name: 'Classify' }).click()
    await expectState(page, 'nothing-chosen', 'Choose a photograph first.')

    let waiting = false
    await page.route('**/infer', async (route) => {
      await expectState(page, 'waiting', 'Looking at the photograph …')
      waiting = true
      await route.continue()
    })
    await choose(page, 'grace_hopper.jpg')
    await page.getByText(SENTENCE).waitFor()
    expect(waiting).toBe(true)
    await page.unroute('**/infer')
    const sentence = page.locator('#classify ~ .status')
    expect(await sentence.innerHTML()).toBe('Detected <b>military uniform</b> with <u>very high</u> confidence.')
    await page.getByRole('img', { name: 'The photograph: military uniform' }).waitFor()
    expect(await page.locator('.pair li').allTextContents()).toHaveLength(5)
    await expectReadable(page, 'classify-answer')

    await choose(page, file('notes.jpg', 'not a photograph'))
    await expectState(page, 'bad-file', 'This file cannot be read as a photograph. Try a JPEG, PNG or WebP file.')
    expect(await page.locator('.pair').isVisible()).toBe(false)

    await choose(page, file('huge.jpg', new Uint8Array(21 * 2 ** 20)))
    await expectState(page, 'too-big', 'This photograph is too large. Choose a smaller one.')

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
    await page.getByRole('button', { name: 'Classify' }).click()
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

  it('runs a classifier that is uploaded, sends it once, and says what is wrong with others', async () => {
    const { url } = await startServer('express-classify')
    const { page, troubles } = await openPage(browser, url)
    await page.getByText('Use a classifier of your own').click()
    const run = page.getByRole('button', { name: 'Run' })
    const model = page.getByLabel('Model', { exact: true })
    const problem = page.locator('#run ~ .problem')
    const status = page.locator('#run ~ .status')
    await run.click()
    await expectState(page, 'run-empty', 'Choose a model first.')

    await model.setInputFiles(shared('models', 'mobilenet_v2_1.0_224_inat_bird_quant.tflite'))
    await page.getByLabel('Labels, one a line').setInputFiles(shared('models', 'inat_bird_labels.txt'))
    await page.locator('#run').getByLabel('Photograph').setInputFiles(shared('images', 'purple_gallinule.jpg'))
    await run.click()
    await page.getByText(/^Detected .*Purple Gallinule.* confidence\.$/).waitFor()
    await expectReadable(page, 'classify-run-answer')
    // Chromium keeps the body of a form for those who intercept requests.
    await page.route('**/run', (route) => route.continue())
    const [answer] = await Promise.all([page.waitForResponse('**/run'), run.click()])
    expect((await answer.json()).predictions[0].label).toContain('Purple Gallinule')
    await page.unroute('**/run')
    // The server keeps both files, so the page names them.
    const form = answer.request().postDataBuffer()
    expect(form?.includes('name="model"') && !form.includes('name="model_file"')).toBe(true)

    for (const [content, words] of [
      [fileReader(), 'This model has operations that the sandbox does not run, such as loops or access to files.'],
      [endlessLoop(), 'This model has operations that the sandbox does not run, such as loops or access to files.'],
      ['not a model', 'This file is not a model.'],
    ] as const) {
      await model.setInputFiles(file('model.pb', content))
      await page.getByLabel('Input tensor').fill(content instanceof Uint8Array ? 'x' : '')
      await page.getByLabel('Output tensor').fill(content instanceof Uint8Array ? 'y' : '')
      await run.click()
      await problem.getByText(words).waitFor()
      expect(await status.textContent()).toBe('')
    }
    await screenshots(page, 'classify-run-bad-model')
    await model.setInputFiles(file('model.pb', new Uint8Array(49 * 2 ** 20)))
    await run.click()
    await problem.getByText('The files are too large: the server takes 48 MB in all.').waitFor()

    await model.setInputFiles(shared('models', 'mobilenet_v2_1.0_224_quant.tflite'))
    await run.click()
    await problem.getByText('There are 965 labels for 1001 classes').waitFor()
    await page.getByLabel('Output tensor').fill('nothing')
    await run.click()
    await problem.getByText('nothing').waitFor()
    expect(troubles).toEqual([])
    await page.close()
  })

  it('can be used by keyboard alone, and takes a photograph that is dropped', async () => {
    const { url } = await startServer('express-classify')
    const { page } = await openPage(browser, url)
    const focused = () => page.evaluate('document.activeElement.id || document.activeElement.textContent.trim()')
    await page.keyboard.press('Tab')
    expect(await focused()).toBe('image')
    const chooser = page.waitForEvent('filechooser')
    await page.keyboard.press('Space')
    await (await chooser).setFiles(shared('images', 'grace_hopper.jpg'))
    await page.getByText(SENTENCE).waitFor()
    await page.keyboard.press('Tab')
    expect(await focused()).toBe('Classify')
    await page.keyboard.press('Enter')
    await page.getByText(SENTENCE).waitFor()
    await page.keyboard.press('Tab')
    expect(await focused()).toBe('Use a classifier of your own')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Tab')
    expect(await page.evaluate('document.activeElement.name')).toBe('model_file')

    await dropFile(page, '.drop', shared('images', 'parrot.jpg'))
    await page.getByText('Detected macaw with very high confidence.').waitFor()
    await page.close()
  })
})
