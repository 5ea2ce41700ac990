/*
 * Commands that make a frozen model of what is none yet. They run where Python has `tensorflow`.
 */

/** A path as it may stand inside a quoted command; a word in its place when a shell could read it otherwise. */
const quoted = (path: string | undefined, placeholder: string): string =>
  path !== undefined && /^[\w ./:@+,=~()[\]-]+$/.test(path) ? path : placeholder

const python = (code: string): string => `python3 -c "${code}"`

/** Puts a SavedModel's variables into its graph as constants. */
export const freezeSavedModel = (folder: string | undefined): string =>
  python(
    'import tensorflow as tf; from tensorflow.python.framework.convert_to_constants import ' +
      'convert_variables_to_constants_v2 as freeze; ' +
      `model = tf.saved_model.load('${quoted(folder, 'FOLDER')}'); ` +
      "tf.io.write_graph(freeze(model.signatures['serving_default']).graph, '.', 'frozen.pb', as_text=False)",
  )

/** Takes the graph out of a SavedModel that has no variables. */
export const extractGraph = (folder: string | undefined): string =>
  python(
    'from tensorflow.core.protobuf.saved_model_pb2 import SavedModel; ' +
      `model = SavedModel.FromString(open('${quoted(folder, 'FOLDER')}/saved_model.pb', 'rb').read()); ` +
      "open('frozen.pb', 'wb').write(model.meta_graphs[0].graph_def.SerializeToString())",
  )

const freezeGraph = (options: string): string =>
  `python3 -m tensorflow.python.tools.freeze_graph ${options} --input_binary=true --output_node_names=OUTPUT --output_graph=frozen.pb`

/** Puts a checkpoint's variables into the graph beside it. */
export const freezeGraphDef = (graph: string | undefined): string =>
  freezeGraph(`--input_graph="${quoted(graph, 'GRAPH.pb')}" --input_checkpoint=CHECKPOINT`)

/** Puts a checkpoint's variables into the graph of its `.meta` file. */
export const freezeCheckpoint = (checkpoint: string | undefined): string => {
  const prefix = quoted(checkpoint, 'CHECKPOINT')
  return freezeGraph(`--input_meta_graph="${prefix}.meta" --input_checkpoint="${prefix}"`)
}

/** Converts a Keras model file to TensorFlow Lite. */
export const convertKeras = (file: string | undefined): string =>
  python(
    'import tensorflow as tf; ' +
      `model = tf.keras.models.load_model('${quoted(file, 'MODEL')}'); ` +
      "open('model.tflite', 'wb').write(tf.lite.TFLiteConverter.from_keras_model(model).convert())",
  )

/** Turns a graph in text form into the binary one. */
export const convertText = (file: string | undefined): string =>
  python(
    'import tensorflow as tf; from google.protobuf import text_format; ' +
      `graph = text_format.Parse(open('${quoted(file, 'GRAPH.pbtxt')}').read(), tf.compat.v1.GraphDef()); ` +
      "open('graph.pb', 'wb').write(graph.SerializeToString())",
  )
