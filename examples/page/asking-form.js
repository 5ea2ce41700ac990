// @ts-check
import { askServer } from './ask-server.js'

/**
 * A form that asks the server without leaving the page. Its `section` has a `.status` and a `.problem`; a file input inside a
 * `.drop` sends what is chosen or dropped at once. `data-waiting` is the status meanwhile, `data-max-bytes` the server's limit,
 * and `data-too-large` the words for files beyond it.
 * @template T
 */
export class AskingForm {
  /** @type {HTMLFormElement} */
  #form
  /** @type {Element} */
  #status
  /** @type {HTMLElement} */
  #problem
  #asking = new AbortController()
  /** @type {(response: Response) => Promise<T>} */
  #read
  /** @type {(answer: T) => string | readonly (Node | string)[]} */
  #show
  /** @type {() => void} */
  #clear
  /** @type {(fields: FormData) => void} */
  #prepare

  /**
   * @param {HTMLFormElement} form
   * @param {object} options
   * @param {(response: Response) => Promise<T>} options.read
   * @param {(answer: T) => string | readonly (Node | string)[]} options.show shows an answer, and returns words for the status
   * @param {() => void} options.clear removes the answer before
   * @param {(fields: FormData) => void} [options.prepare] changes the fields before they are sent
   */
  constructor(form, { read, show, clear, prepare = () => {} }) {
    const place = form.closest('section') ?? form
    this.#form = form
    this.#status = /** @type {Element} */ (place.querySelector('.status'))
    this.#problem = /** @type {HTMLElement} */ (place.querySelector('.problem'))
    this.#read = read
    this.#show = show
    this.#clear = clear
    this.#prepare = prepare
    form.addEventListener('submit', (event) => {
      event.preventDefault()
      void this.ask()
    })
    const drop = /** @type {HTMLElement | null} */ (form.querySelector('.drop'))
    if (drop) this.#chooseIn(drop)
  }

  /** Asks the server; an earlier question that is still open is given up. */
  async ask() {
    this.#asking.abort()
    this.#asking = new AbortController()
    const { signal } = this.#asking
    const missing = [...this.#form.elements].find(
      (field) => field instanceof HTMLInputElement && field.validity.valueMissing,
    )
    if (missing instanceof HTMLInputElement) {
      this.#tell(`Choose a ${missing.dataset.what ?? 'photograph'} first.`)
      missing.focus()
      return
    }
    this.#problem.hidden = true
    const progress = document.createElement('progress')
    progress.ariaHidden = 'true'
    this.#status.replaceChildren(progress, this.#form.dataset.waiting ?? 'Waiting …')
    const fields = filledIn(this.#form)
    this.#prepare(fields)
    const { maxBytes, tooLarge } = this.#form.dataset
    const options = { signal, maxBytes: Number(maxBytes), tooLarge }
    const { answer, words } = await askServer(new URL(this.#form.action).pathname, fields, this.#read, options)
    if (signal.aborted) return
    if (answer === undefined) this.#tell(words ?? '')
    else this.#status.replaceChildren(...[this.#show(answer)].flat())
  }

  /** @param {string} words */
  #tell(words) {
    this.#clear()
    this.#status.replaceChildren()
    this.#problem.textContent = words
    this.#problem.hidden = false
  }

  /**
   * A file that is chosen or dropped is sent at once.
   * @param {HTMLElement} drop
   */
  #chooseIn(drop) {
    const input = /** @type {HTMLInputElement} */ (drop.querySelector('input[type="file"]'))
    const name = /** @type {HTMLElement} */ (drop.querySelector('[data-name]'))
    const otherwise = name.textContent
    input.addEventListener('change', () => {
      name.textContent = input.files?.[0]?.name ?? otherwise
      if (input.files?.length) void this.ask()
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
      input.files = event.dataTransfer.files
      input.dispatchEvent(new Event('change'))
    })
  }
}

/**
 * The fields of a form that have a value; what is left empty has a default on the server.
 * @param {HTMLFormElement} form
 */
function filledIn(form) {
  const data = new FormData()
  for (const [name, value] of new FormData(form)) {
    if (value instanceof File ? value.size > 0 : value !== '') data.append(name, value)
  }
  return data
}
