// @ts-check
import { AskingForm } from '/page/asking-form.js'

/** @param {string} id */
const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id))

const image = /** @type {HTMLInputElement} */ (byId('image'))
const picture = /** @type {HTMLImageElement} */ (byId('answer'))

const faces = new AskingForm(/** @type {HTMLFormElement} */ (byId('faces')), {
  read: async (response) => ({
    count: Number(response.headers.get('x-detection-count')),
    drawn: await response.blob(),
  }),
  show({ count, drawn }) {
    const words = count === 1 ? '1 face' : `${count} faces`
    URL.revokeObjectURL(picture.src)
    picture.src = URL.createObjectURL(drawn)
    picture.alt = `The photograph with ${words} marked`
    picture.hidden = false
    return words
  },
  clear() {
    picture.hidden = true
  },
})

for (const [id, words] of /** @type {const} */ ([
  ['smallest', (/** @type {string} */ value) => `${value} px`],
  ['threshold', (/** @type {string} */ value) => Number(value).toFixed(2)],
])) {
  const slider = /** @type {HTMLInputElement} */ (byId(id))
  const show = () => {
    byId(`${id}-value`).textContent = words(slider.value)
  }
  // A page that is loaded again keeps the slider where it was.
  show()
  slider.addEventListener('input', show)
  // The same photograph again, with the new setting.
  slider.addEventListener('change', () => image.files?.length && faces.ask())
}
