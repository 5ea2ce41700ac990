// @ts-check
import { AskingForm } from '/page/asking-form.js'
import { classList, element } from './class-list.js'

/**
 * @typedef {import('./class-list.js').Prediction} Prediction
 * @typedef {{ model: { sha256: string }, labels?: { sha256: string }, predictions?: Prediction[] }} RunAnswer
 */

/** @param {string} selector */
const find = (selector) => /** @type {HTMLElement} */ (document.querySelector(selector))
/** @param {string} id */
const form = (id) => /** @type {HTMLFormElement} */ (document.getElementById(id))

const image = /** @type {HTMLInputElement} */ (find('#image'))
const pair = find('.pair')
const picture = /** @type {HTMLImageElement} */ (find('.pair img'))
const classes = find('.pair .labels')
const ownClasses = find('details .labels')

new AskingForm(form('classify'), {
  read: async (response) => /** @type {{ predictions: Prediction[] }} */ (await response.json()).predictions,
  show(predictions) {
    const [best] = predictions
    const [file] = image.files ?? []
    if (!best || !file) return 'No class'
    URL.revokeObjectURL(picture.src)
    picture.src = URL.createObjectURL(file)
    picture.alt = `The photograph: ${best.label}`
    classes.replaceChildren(...classList(predictions))
    pair.hidden = false
    return ['Detected ', element('b', best.label), ' with ', element('u', best.confidence), ' confidence.']
  },
  clear() {
    pair.hidden = true
  },
})

/**
 * Hashes of the files that the server keeps: a file that was sent once is named by its hash afterwards.
 * @type {WeakMap<File, string>}
 */
let kept = new WeakMap()
/** @param {string} name */
const chosen = (name) => /** @type {HTMLInputElement} */ (form('run').elements.namedItem(name)).files?.[0]

new AskingForm(form('run'), {
  prepare(fields) {
    for (const [file, hash] of /** @type {const} */ ([
      ['model_file', 'model'],
      ['label_file', 'labels'],
    ])) {
      const given = chosen(file)
      const sha256 = given && kept.get(given)
      if (sha256 === undefined) continue
      fields.delete(file)
      fields.set(hash, sha256)
    }
  },
  read: async (response) => /** @type {RunAnswer} */ (await response.json()),
  show({ model, labels, predictions }) {
    const [modelFile, labelFile] = [chosen('model_file'), chosen('label_file')]
    if (modelFile) kept.set(modelFile, model.sha256)
    if (labelFile && labels) kept.set(labelFile, labels.sha256)
    ownClasses.replaceChildren(...classList(predictions ?? []))
    ownClasses.hidden = false
    const [best] = predictions ?? []
    if (!best) return 'The model ran; its output is not a number for each class.'
    return ['Detected ', element('b', best.label), ' with ', element('u', best.confidence), ' confidence.']
  },
  clear() {
    kept = new WeakMap()
    ownClasses.hidden = true
  },
})
