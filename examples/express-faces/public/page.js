// @ts-check
import { askServer } from '/page/ask-server.js'

/**
 * @template {HTMLElement} T
 * @param {string} id
 * @returns {T}
 */
const byId = (id) => /** @type {T} */ (document.getElementById(id))

const form = /** @type {HTMLFormElement} */ (byId('form'))
const image = /** @type {HTMLInputElement} */ (byId('image'))
const drop = byId('drop')
const status = byId('status')
const problem = byId('problem')
const answer = /** @type {HTMLImageElement} */ (byId('answer'))
const submit = /** @type {HTMLButtonElement} */ (form.querySelector('button[type="submit"]'))

form.addEventListener('submit', (event) => {
  event.preventDefault()
  void findFaces()
})
image.addEventListener('change', () => {
  byId('name').textContent = image.files?.[0]?.name ?? 'or drop one here'
  void findFaces()
})
drop.addEventListener('dragover', (event) => {
  event.preventDefault()
  drop.dataset.over = ''
})
drop.addEventListener('dragleave', () => delete drop.dataset.over)
drop.addEventListener('drop', (event) => {
  event.preventDefault()
  delete drop.dataset.over
  if (!event.dataTransfer?.files.length) return
  image.files = event.dataTransfer.files
  image.dispatchEvent(new Event('change'))
})
for (const [id, words] of /** @type {const} */ ([
  ['smallest', (/** @type {string} */ value) => `${value} px`],
  ['threshold', (/** @type {string} */ value) => Number(value).toFixed(2)],
])) {
  const slider = /** @type {HTMLInputElement} */ (byId(id))
  slider.addEventListener('input', () => {
    byId(`${id}-value`).textContent = words(slider.value)
  })
  // The same photograph again, with the new setting.
  slider.addEventListener('change', () => image.files?.length && findFaces())
}

/** Counts requests, so that an answer that comes late does not replace a newer one. */
let latest = 0

async function findFaces() {
  if (!form.reportValidity()) return
  const request = ++latest
  problem.hidden = true
  submit.disabled = true
  status.innerHTML = '<progress aria-label="The server is looking for faces"></progress>Looking for faces …'
  const { response, words } = await askServer('/infer', new FormData(form))
  const picture = response && (await response.blob().catch(() => undefined))
  if (request !== latest) return
  submit.disabled = false
  status.textContent = ''
  if (!response || !picture) {
    problem.textContent = words ?? ''
    problem.hidden = false
    answer.hidden = true
    return
  }
  const count = Number(response.headers.get('x-faces'))
  status.textContent = count === 1 ? '1 face' : `${count} faces`
  URL.revokeObjectURL(answer.src)
  answer.src = URL.createObjectURL(picture)
  answer.alt = `The photograph with ${status.textContent} marked`
  answer.hidden = false
}
