/** What we use of WebAssembly itself, which the types of Node 20 leave to those of browsers. */
declare namespace WebAssembly {
  /** Whether the bytes are a module that this process runs. */
  function validate(bytes: Uint8Array): boolean
  /** A trap: an instruction that cannot go on. */
  class RuntimeError extends Error {}
}
