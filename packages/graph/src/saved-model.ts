import { Buffer } from 'node:buffer'
import { extractGraph, freezeSavedModel } from './freezing.js'

/** What a SavedModel is, and the command that makes a frozen graph of it. */
export interface SavedModelDescription {
  /** With its article. */
  readonly what: string
  /** The rest of a sentence. */
  readonly advice: string
}

/** What is known of a SavedModel. */
interface Facts {
  /** Whether its graph takes weights from the files beside it. */
  readonly variables: boolean
  /** Whether its graph is nothing but the model: newer ones hold functions that save and restore it too. */
  readonly bare: boolean
}

/** Describes a SavedModel in `folder`. */
export const describeSavedModel = ({ variables, bare }: Facts, folder: string | undefined): SavedModelDescription => ({
  what: variables
    ? 'a SavedModel whose weights are in its variables folder'
    : 'a SavedModel without variables, so its graph is frozen already',
  advice: bare
    ? `take the graph out with: ${extractGraph(folder)}`
    : `make one frozen file of it with: ${freezeSavedModel(folder)}`,
})

const VARIABLE_OPS = ['VarHandleOp', 'VariableV2']
const SAVING_OP = 'SaveV2'

/** What the bytes of a `saved_model.pb` say. */
export const savedModelFacts = (savedModel: Uint8Array): Facts => {
  const text = Buffer.from(savedModel.buffer, savedModel.byteOffset, savedModel.byteLength)
  const variables = VARIABLE_OPS.some((op) => text.includes(op))
  return { variables, bare: !variables && !text.includes(SAVING_OP) }
}
