import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'

/** Where screenshots go: an artefact of CI. */
const SCREENSHOTS = resolve(import.meta.dirname, '../../out/screenshots')

/** Widths that every state of a page is looked at in, in CSS pixels. */
const SIZES = { desktop: { width: 1280, height: 900 }, phone: { width: 390, height: 844 } }

/** Starts the system's Chromium without a window; a camera that needs no device shows a moving test picture. */
export async function startBrowser(): Promise<{ browser: Browser; close: () => Promise<void> }> {
  const home = mkdtempSync(join(tmpdir(), 'zoo-browser-'))
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    env: { ...process.env, HOME: home } as Record<string, string>,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--use-fake-ui-for-media-stream',
      '--use-fake-device-for-media-stream',
    ],
  })
  const close = async () => {
    await browser.close()
    rmSync(home, { recursive: true, force: true })
  }
  return { browser, close }
}

/** Saves pictures of a page's state: at desktop and phone width, the latter in dark colours. */
export async function screenshots(page: Page, name: string): Promise<void> {
  mkdirSync(SCREENSHOTS, { recursive: true })
  for (const [size, viewport] of Object.entries(SIZES)) {
    await page.setViewportSize(viewport)
    await page.emulateMedia({ colorScheme: size === 'phone' ? 'dark' : 'light' })
    await page.screenshot({ path: join(SCREENSHOTS, `${name}-${size}.png`), fullPage: true })
  }
  await page.setViewportSize(SIZES.desktop)
  await page.emulateMedia({ colorScheme: 'light' })
}

/** Whether nothing of a page is wider than a phone. */
export async function fitsPhone(page: Page): Promise<boolean> {
  await page.setViewportSize(SIZES.phone)
  const fits = await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')
  await page.setViewportSize(SIZES.desktop)
  return Boolean(fits)
}
