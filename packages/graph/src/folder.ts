import { ModelLoadError } from './errors.js'
import { freezeCheckpoint } from './freezing.js'
import { describeSavedModel, savedModelFacts } from './saved-model.js'

/**
 * The error for a folder given where a model file is wanted: says what the folder is and how to make a frozen model of it.
 * @param folder its path
 * @param files paths of all that is in it and in the folders below, relative to it
 * @param savedModel the bytes of its `saved_model.pb`, which tell best whether that is frozen
 */
export const folderError = (folder: string, files: readonly string[], savedModel?: Uint8Array): ModelLoadError => {
  const paths = files.map((file) => file.replaceAll('\\', '/'))
  const { what, advice } = describe(folder, paths, savedModel)
  return new ModelLoadError(`${folder} is ${what}, not a model file; ${advice}`, {
    path: folder,
    expected: 'a frozen .pb or a .tflite file',
    actual: what,
  })
}

interface Description {
  readonly what: string
  readonly advice: string
}

const describe = (folder: string, paths: readonly string[], savedModel: Uint8Array | undefined): Description => {
  const has = new Set(paths)
  if (has.has('saved_model.pb') || has.has('saved_model.pbtxt')) {
    // TensorFlow makes the folder even where there is nothing to put in it.
    const listed = paths.some((path) => /^variables\/.*\.index$/.test(path))
    return describeSavedModel(savedModel ? savedModelFacts(savedModel) : { variables: listed, bare: !listed }, folder)
  }
  if (has.has('tfhub_module.pb')) {
    return {
      what: 'a TensorFlow Hub module of the old form',
      advice: 'get the module as a SavedModel or TensorFlow Lite file from where it came, and freeze that.',
    }
  }
  const checkpoint = paths.find((path) => /^[^/]+\.index$/.test(path))?.replace(/\.index$/, '')
  if (checkpoint !== undefined && !has.has(`${checkpoint}.meta`)) {
    return {
      what: 'a TensorFlow checkpoint without a graph',
      advice: 'save the model whose weights it has by tf.saved_model.save(), and freeze that.',
    }
  }
  if (checkpoint !== undefined || has.has('checkpoint')) {
    return {
      what: 'a TensorFlow checkpoint',
      advice: `freeze it with: ${freezeCheckpoint(checkpoint && `${folder}/${checkpoint}`)}`,
    }
  }
  if (has.has('model.json')) {
    return { what: 'a TensorFlow.js model', advice: 'give the frozen graph or Keras model that it was converted from.' }
  }
  const models = paths.filter((path) => /\.(pb|tflite)$/.test(path))
  if (models.length > 0) return { what: 'a folder', advice: `give one file in it, such as ${folder}/${models[0]}` }
  return { what: 'a folder', advice: 'and none of the files in it is a model; give the path of a .pb or .tflite file.' }
}
