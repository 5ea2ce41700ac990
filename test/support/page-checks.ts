import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { expect } from 'vitest'
import { fitsPhone, screenshots } from './browser.js'

/** Contrast that WCAG 2 AA asks of text. `@source WCAG 2.2, 1.4.3` */
const LEAST_CONTRAST = 4.5

/**
 * Opens a page. What goes wrong on it is collected: exceptions, refusals by the content security policy, and requests to other
 * hosts. A failed answer of the server, which the browser logs too, is not one of them.
 */
export async function openPage(browser: Browser, url: string): Promise<{ page: Page; troubles: string[] }> {
  const page = await browser.newPage()
  const troubles: string[] = []
  page.on('pageerror', ({ message }) => troubles.push(message))
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      troubles.push(message.text())
  })
  page.on('request', (request) => {
    const { protocol, origin } = new URL(request.url())
    if (protocol.startsWith('http') && origin !== new URL(url).origin) troubles.push(`a request to ${origin}`)
  })
  await page.goto(url)
  return { page, troubles }
}

/** Texts of a page whose contrast is too low, in light and in dark colours, each with its ratio. */
export async function faintTexts(page: Page): Promise<string[]> {
  const faint: string[] = []
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme })
    const found = (await page.evaluate(`(${contrasts})()`)) as { text: string; ratio: number }[]
    for (const { text, ratio } of found) {
      if (ratio < LEAST_CONTRAST) faint.push(`${colorScheme}: ${text}: ${ratio.toFixed(2)}`)
    }
  }
  return faint
}

/** Drops a file on an element. */
export async function dropFile(page: Page, selector: string, path: string): Promise<void> {
  const [where, bytes, name] = [selector, readFileSync(path).toString('base64'), basename(path)].map((text) =>
    JSON.stringify(text),
  )
  await page.evaluate(`(() => {
    const data = new DataTransfer()
    data.items.add(new File([Uint8Array.from(atob(${bytes}), (letter) => letter.charCodeAt(0))], ${name}))
    document.querySelector(${where}).dispatchEvent(new DragEvent('drop', { bubbles: true, dataTransfer: data }))
  })()`)
}

/** Names of the controls of a page that have no label. */
export const unlabelled = (page: Page): Promise<string[]> =>
  page.evaluate(`[...document.querySelectorAll('input, select, textarea')]
    .filter((field) => field.labels.length === 0 && !field.ariaLabel)
    .map((field) => field.name)`)

// Runs in the page, so it is text. \`light-dark()\` is resolved by drawing the colour on a canvas.
const contrasts = `function () {
  const canvas = Object.assign(document.createElement('canvas'), { width: 1, height: 1 }).getContext('2d', { willReadFrequently: true })
  const rgba = (color) => {
    canvas.clearRect(0, 0, 1, 1)
    canvas.fillStyle = color
    canvas.fillRect(0, 0, 1, 1)
    return canvas.getImageData(0, 0, 1, 1).data
  }
  const luminance = (color) => {
    const [r, g, b] = [...rgba(color)].slice(0, 3).map((value) => {
      const part = value / 255
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const color = getComputedStyle(at).backgroundColor
      if (rgba(color)[3] === 255) return color
    }
    return 'white'
  }
  return [...document.querySelectorAll('body *')]
    .filter((element) => element.checkVisibility() && [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
    .map((element) => {
      const [light, dark] = [luminance(getComputedStyle(element).color), luminance(ground(element))].sort((a, b) => b - a)
      return { text: element.textContent.trim().slice(0, 40), ratio: (light + 0.05) / (dark + 0.05) }
    })
}`

/** Takes pictures of a page's state, and expects that it fits a phone and that its text has enough contrast. */
export async function expectReadable(page: Page, picture: string): Promise<void> {
  await screenshots(page, picture)
  expect(await fitsPhone(page)).toBe(true)
  expect(await faintTexts(page)).toEqual([])
}
