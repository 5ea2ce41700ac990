// @ts-check

/** What went wrong, in words for the person at the page, by HTTP status. */
const WORDS = new Map([
  [400, 'The server did not understand the form. Choose a photograph and try again.'],
  [408, 'The upload took too long. Try again, or choose a smaller photograph.'],
  [413, 'This photograph is too large. Choose a smaller one.'],
  [415, 'This file cannot be read as a photograph. Try a JPEG, PNG or WebP file.'],
  [422, 'This file cannot be read as a photograph. Try a JPEG, PNG or WebP file.'],
  [429, 'You have sent many photographs. Wait a few seconds and try again.'],
  [503, 'The server is busy. Wait a few seconds and try again.'],
])

/**
 * Posts a form. Gives the response when it is good, else words for the person at the page.
 * @param {string} path
 * @param {FormData} form
 * @returns {Promise<{ response?: Response, words?: string }>}
 */
export async function askServer(path, form) {
  try {
    const response = await fetch(path, { method: 'POST', body: form, headers: { accept: '*/*' } })
    if (response.ok) return { response }
    return { words: WORDS.get(response.status) ?? 'Something went wrong on the server. Try again.' }
  } catch {
    return { words: 'The server does not answer. Check the connection and try again.' }
  }
}
