// @ts-check

/**
 * @typedef {object} Prediction
 * @property {string} label
 * @property {number} probability 0..1
 * @property {string} confidence
 */

/**
 * @param {string} name
 * @param {string} text
 */
export function element(name, text) {
  const made = document.createElement(name)
  made.textContent = text
  return made
}

/**
 * Classes as list items with bars.
 * @param {Prediction[]} predictions
 */
export const classList = (predictions) =>
  predictions.map(({ label, probability }) => {
    const item = document.createElement('li')
    const meter = document.createElement('meter')
    meter.value = probability
    meter.ariaLabel = label
    item.append(element('span', label), element('span', `${(probability * 100).toFixed(1)} %`), meter)
    return item
  })
