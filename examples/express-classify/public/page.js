// @ts-check
import { askServer } from '/page/ask-server.js'

/**
 * @typedef {object} Prediction
 * @property {string} label
 * @property {number} probability 0..1
 * @property {string} confidence
 */

/** Sends a form when it is submitted, and shows the answer or what went wrong in the form. */
class AskingForm {
  /** @type {HTMLFormElement} */
  #form
  /** Counts requests, so that an answer that comes late does not replace a newer one. */
  #latest = 0

  /**
   * @param {string} id
   * @param {(predictions: Prediction[], form: HTMLFormElement, status: Element) => void} show
   */
  constructor(id, show) {
    this.#form = /** @type {HTMLFormElement} */ (document.getElementById(id))
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault()
      void this.send(show)
    })
  }

  /** @param {(predictions: Prediction[], form: HTMLFormElement, status: Element) => void} show */
  async send(show) {
    const form = this.#form
    if (!form.reportValidity()) return
    const request = ++this.#latest
    const status = /** @type {Element} */ (form.querySelector('.status'))
    const problem = /** @type {HTMLElement} */ (form.querySelector('.problem'))
    const submit = /** @type {HTMLButtonElement} */ (form.querySelector('button[type="submit"]'))
    problem.hidden = true
    submit.disabled = true
    status.innerHTML = '<progress aria-label="The server is looking at the photograph"></progress>Looking …'
    const { response, words } = await askServer(new URL(form.action).pathname, filledIn(form))
    const answer = response && (await response.json().catch(() => undefined))
    if (request !== this.#latest) return
    submit.disabled = false
    status.textContent = ''
    if (answer) show(answer.predictions, form, status)
    else {
      problem.textContent = words ?? 'The server does not answer. Check the connection and try again.'
      problem.hidden = false
    }
  }
}

/**
 * The fields of a form that have a value; what is left empty is read off the model.
 * @param {HTMLFormElement} form
 */
function filledIn(form) {
  const data = new FormData()
  for (const [name, value] of new FormData(form)) {
    if (value instanceof File ? value.size > 0 : value !== '') data.append(name, value)
  }
  return data
}

/**
 * @param {string} name
 * @param {string} text
 */
function element(name, text) {
  const made = document.createElement(name)
  made.textContent = text
  return made
}

const classify = new AskingForm('classify', showSentence)
new AskingForm('run', showList)

const image = /** @type {HTMLInputElement} */ (document.getElementById('image'))
const drop = /** @type {HTMLElement} */ (document.querySelector('.drop'))
image.addEventListener('change', () => {
  const name = image.files?.[0]?.name
  const place = drop.querySelector('[data-name]')
  if (place) place.textContent = name ?? 'or drop one here'
  if (name) void classify.send(showSentence)
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

/**
 * @param {Prediction[]} predictions
 * @param {HTMLFormElement} form
 * @param {Element} status
 */
function showSentence([best], form, status) {
  if (!best) return
  status.append('Detected ', element('b', best.label), ' with ', element('u', best.confidence), ' confidence.')
  const picture = /** @type {HTMLImageElement} */ (form.querySelector('img'))
  const [file] = image.files ?? []
  if (!file) return
  URL.revokeObjectURL(picture.src)
  picture.src = URL.createObjectURL(file)
  picture.alt = best.label
  picture.hidden = false
}

/**
 * @param {Prediction[]} predictions
 * @param {HTMLFormElement} form
 */
function showList(predictions, form) {
  const list = /** @type {HTMLElement} */ (form.querySelector('.labels'))
  list.replaceChildren(
    ...predictions.map(({ label, probability }) => {
      const item = document.createElement('li')
      const meter = document.createElement('meter')
      meter.value = probability
      meter.ariaLabel = label
      item.append(element('span', label), element('span', `${(probability * 100).toFixed(1)} %`), meter)
      return item
    }),
  )
  list.hidden = false
}
