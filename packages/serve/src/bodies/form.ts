import { RequestError } from '../problems/request-error.js'

/** One file of a form. */
export interface UploadedFile {
  readonly bytes: Uint8Array
  /** The name that the client gives it, without folders; for messages only. */
  readonly name: string | undefined
  /** The media type that the client claims. */
  readonly type: string | undefined
}

/** What a request holds, whatever the encoding of its body: text fields and files by name. */
export class Form {
  readonly fields = new Map<string, unknown>()
  readonly files = new Map<string, UploadedFile>()

  /** @throws RequestError (ERR_PARAMETER) for a name that is there already */
  addField(name: string, value: unknown): void {
    this.#refuseSecond(name)
    this.fields.set(name, value)
  }

  /** @throws RequestError (ERR_PARAMETER) for a name that is there already */
  addFile(name: string, file: UploadedFile): void {
    this.#refuseSecond(name)
    this.files.set(name, file)
  }

  #refuseSecond(name: string): void {
    if (!this.fields.has(name) && !this.files.has(name)) return
    throw new RequestError('ERR_PARAMETER', `'${shown(name)}' is given twice; give it once.`, {
      parameter: shown(name),
    })
  }
}

/** A client's text, short enough and clean enough for a message. */
export const shown = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these characters must not reach a log or a terminal
  text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]|\p{Surrogate}/gu, '\uFFFD').slice(0, 60)
