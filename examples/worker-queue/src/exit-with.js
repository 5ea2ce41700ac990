/**
 * Ends the program with a message on stderr.
 * @param {string} message
 * @returns {never}
 */
export function exitWith(message, code = 1) {
  console.error(message)
  process.exit(code)
}
