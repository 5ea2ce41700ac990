import * as allowListModule from './allow-list.js'
import { coded } from './coded.js'
import * as dequantiseDequantiseModule from './dequantise/dequantise.js'
import * as folderModule from './folder.js'
import * as graphdefAttrModule from './graphdef/attr.js'
import * as graphdefCheckModule from './graphdef/check.js'
import * as graphdefInfoModule from './graphdef/info.js'
import * as graphdefMakeModule from './graphdef/make.js'
import * as graphdefOutputsModule from './graphdef/outputs.js'
import * as graphdefPruneModule from './graphdef/prune.js'
import * as graphdefReadModule from './graphdef/read.js'
import * as graphdefTensorNameModule from './graphdef/tensor-name.js'
import * as graphdefTensorValueModule from './graphdef/tensor-value.js'
import * as graphdefWriteModule from './graphdef/write.js'
import * as graphdefWriteWholeModule from './graphdef/write-whole.js'
import * as inspectModule from './inspect.js'
import * as lowerFitModule from './lower/fit.js'
import * as lowerLowerModule from './lower/lower.js'
import * as lowerPartModule from './lower/part.js'
import * as lowerRefusalModule from './lower/refusal.js'
import * as lowerStraightenModule from './lower/straighten.js'
import * as lowerValueModule from './lower/value.js'
import * as shapesInferModule from './shapes/infer.js'
import * as signatureSourceModule from './signature-source.js'
import * as sniffModule from './sniff.js'
import * as tfliteForLitertModule from './tflite/for-litert.js'
import * as tfliteForesightModule from './tflite/foresight.js'
import * as tfliteInfoModule from './tflite/info.js'
import * as tfliteNativeHazardsModule from './tflite/native-hazards.js'
import * as tfliteReadModule from './tflite/read.js'
import * as tfliteResizableModule from './tflite/resizable.js'
import * as tfliteWriteModule from './tflite/write.js'

// The functions of `index.ts` that take values of callers. Each is as in its own module, but answers wrong arguments by a coded error.

/**
 * The nodes of a graph that the op allow-list refuses, those in functions which can be called included: whatever is not
 * known to do nothing but compute. A node in a function is named `function/node`.
 */
export const refusedNodes = coded('refusedNodes', allowListModule.refusedNodes)

/** The same for a TensorFlow Lite model, whose own operations all do nothing but compute; nodes are named `graph/position`. */
export const refusedOperators = coded('refusedOperators', allowListModule.refusedOperators)

/**
 * A quantised TensorFlow Lite model as a frozen GraphDef of float32: the real numbers that its weights stand for, and none of the
 * rounding between its operators. The batch, which the file fixes, is open.
 *
 * Nodes are named after the file's tensors, with what the converter joined to them taken off: a convolution whose result is
 * `a/b/Relu6;…` becomes `a/b/weights`, `a/b/Conv2D`, `a/b/biases`, `a/b/BiasAdd` and `a/b/Relu6`, as slim names them.
 * @param bytes a `.tflite` file
 * @throws ModelLoadError (ERR_MODEL_LOAD) when the bytes are no TensorFlow Lite model
 * @throws UnsupportedGraphError (ERR_UNSUPPORTED_GRAPH) with every operator that has no rule here
 */
export const dequantise = coded('dequantise', dequantiseDequantiseModule.dequantise)

/**
 * The error for a folder given where a model file is wanted: says what the folder is and how to make a frozen model of it.
 * @param folder its path
 * @param files paths of all that is in it and in the folders below, relative to it
 * @param savedModel the bytes of its `saved_model.pb`, which tell best whether that is frozen
 */
export const folderError = coded('folderError', folderModule.folderError)

/** A bool attribute, or undefined when the node has none of this name. */
export const boolAttr = coded('boolAttr', graphdefAttrModule.boolAttr)

/** A dtype attribute: undefined when the node has none of this name, null for one we have no tensors of. */
export const dtypeAttr = coded('dtypeAttr', graphdefAttrModule.dtypeAttr)

/** A float attribute, or undefined when the node has none of this name. */
export const floatAttr = coded('floatAttr', graphdefAttrModule.floatAttr)

/** An int attribute, or undefined when the node has none of this name or its value is no exact number. */
export const intAttr = coded('intAttr', graphdefAttrModule.intAttr)

/** The numbers of an int list attribute, or undefined when the node has none of this name. */
export const intsAttr = coded('intsAttr', graphdefAttrModule.intsAttr)

/** A list attribute, or undefined when the node has none of this name. */
export const listAttr = coded('listAttr', graphdefAttrModule.listAttr)

/** A shape attribute: undefined when the node has none of this name, null when its rank is unknown. */
export const shapeAttr = coded('shapeAttr', graphdefAttrModule.shapeAttr)

/** The text of a string attribute, or undefined when the node has none of this name. */
export const stringAttr = coded('stringAttr', graphdefAttrModule.stringAttr)

/** A tensor attribute, or undefined when the node has none of this name. */
export const tensorAttr = coded('tensorAttr', graphdefAttrModule.tensorAttr)

/**
 * Checks what a graph's file cannot promise: that inputs name nodes and outputs which are there, and that no node waits for
 * itself.
 * @throws ModelLoadError (ERR_MODEL_LOAD) with the first offending node's name
 */
export const checkGraph = coded('checkGraph', graphdefCheckModule.checkGraph)

/** Describes a graph as a model: placeholders are its inputs, the nodes nothing consumes its outputs. */
export const graphInfo = coded('graphInfo', graphdefInfoModule.graphInfo)

/**
 * A `Const` node.
 * @param data row-major, as many elements as the shape has
 */
export const makeConstant = coded('makeConstant', graphdefMakeModule.makeConstant)

/**
 * A node for `writeGraph`.
 * @param inputs as a graph's file has them: `node`, `node:1`, `^node`
 * @throws RangeError when an input is no name of a tensor
 */
export const makeNode = coded('makeNode', graphdefMakeModule.makeNode)

/** A `Placeholder` node. */
export const makePlaceholder = coded('makePlaceholder', graphdefMakeModule.makePlaceholder)

/** Whether the op is one of those that only compute. */
export const isKnownOp = coded('isKnownOp', graphdefOutputsModule.isKnownOp)

/** How many outputs a node has, or undefined when its op is unknown or its attributes do not say. */
export const outputCount = coded('outputCount', graphdefOutputsModule.outputCount)

/** The dtype of a node's output, or null when the graph does not say or we have no tensors of it. */
export const outputDtype = coded('outputDtype', graphdefOutputsModule.outputDtype)

/**
 * The part of a graph that computes `fetches` from `feeds`. Feeding an inner tensor cuts the graph there; its node runs all the
 * same when another of its outputs is needed or something waits for it.
 * @param request names of tensors, `node` or `node:1`
 * @throws InferenceError (ERR_TENSOR_NAME) when a name is none of the graph's
 */
export const prune = coded('prune', graphdefPruneModule.prune)

/**
 * The graph in the bytes of a frozen GraphDef (`.pb`). Stored tensors stay views of `bytes`, which must not change while
 * the graph is in use.
 * @throws ModelLoadError (ERR_MODEL_LOAD) when the bytes are cut off, damaged or no GraphDef
 */
export const readGraph = coded('readGraph', graphdefReadModule.readGraph)

/**
 * Takes a tensor's name apart: `node` is output 0 of `node`, `node:1` is output 1.
 * @returns undefined for what is no tensor's name, such as `^node` or `node:x`
 */
export const parseTensorName = coded('parseTensorName', graphdefTensorNameModule.parseTensorName)

/** The canonical name of a node's output: the bare name for output 0, `node:1` for the others. */
export const tensorName = coded('tensorName', graphdefTensorNameModule.tensorName)

/**
 * The elements of a stored tensor, row-major: a view of the file's bytes where they lie aligned, else a new array.
 * A tensor stored as fewer values than it has elements repeats the last, as TensorFlow does; one without any is zero.
 * @throws ModelLoadError (ERR_MODEL_LOAD) when we have no tensors of its dtype, or it is stored wrongly
 */
export const tensorData = coded('tensorData', graphdefTensorValueModule.tensorData)

/**
 * The bytes of a frozen GraphDef (`.pb`) of these nodes, in their order and without functions; the same bytes for the same nodes.
 * @param producer the version of the graph format, as a graph that was read has it
 */
export const writeGraph = coded('writeGraph', graphdefWriteModule.writeGraph)

/**
 * The bytes of a graph as libtensorflow gets it: written from what was read and checked, with functions, gradients and versions.
 * Fields we do not read are left out, such as debug information, and attributes that have TensorFlow compile a call, or swap
 * another function in for it. Large constants are copied once.
 */
export const writeWholeGraph = coded('writeWholeGraph', graphdefWriteWholeModule.writeWholeGraph)

/**
 * Describes a model: inputs, outputs, ops, parameters, operations.
 * @param model as `openModel` gave it; opened as trusted, it may hold ops that are refused otherwise
 * @throws InferenceError (ERR_TENSOR_NAME) when `shapes` names what is no input
 */
export const inspectModel = coded('inspectModel', inspectModule.inspectModel)

/**
 * Checks that the shapes of one run fit the graph: the operands of its ops go together, and every tensor comes out with
 * elements, as many as can be told now. A model that was lowered with open dimensions takes only such runs, since TensorFlow
 * Lite does not refuse all others: it multiplies matrices that have no product, and slides a pool over an image smaller than
 * its window.
 * @param request with every dimension known
 * @throws UnsupportedGraphError (ERR_UNSUPPORTED_GRAPH) with every node where they do not, and why
 */
export const checkFit = coded('checkFit', lowerFitModule.checkFit)

/**
 * Lowers the part of a graph that computes `fetches` from `feeds` to TensorFlow Lite, wholly or not at all.
 * @param watch is shown the program as built and after each pass
 * @throws UnsupportedGraphError (ERR_UNSUPPORTED_GRAPH) with every node that cannot be lowered, and why
 */
export const lower = coded('lower', lowerLowerModule.lower)

/** Whether the shapes of some feeds are not known to the last dimension. */
export const hasOpenShapes = coded('hasOpenShapes', lowerPartModule.hasOpenShapes)

/**
 * The error for a graph with nodes that an engine cannot run.
 * @param what a sentence without its end: `The graph cannot run on LiteRT`
 * @param advice a sentence on what to do instead
 */
export const unsupported = coded('unsupported', lowerRefusalModule.unsupported)

/**
 * The part of a graph that computes the fetches, as a program in TensorFlow's own ops, for engines that have those: pruned,
 * without control flow and identities, what is constant calculated.
 * @returns undefined when something was refused
 */
export const straighten = coded('straighten', lowerStraightenModule.straighten)

/** A constant of float32 elements. */
export const floatConstant = coded('floatConstant', lowerValueModule.floatConstant)

/** A constant of int32 elements: axes, sizes, paddings. */
export const intConstant = coded('intConstant', lowerValueModule.intConstant)

/**
 * The dtype and shape of every tensor of a graph as far as they follow from the shapes fed, by canonical name.
 * Rules follow the small integer tensors that shapes are made of too, so a Reshape to a computed shape is known. What cannot
 * be known without running is null, never guessed; so is everything in a loop that may change from turn to turn.
 * @param feeds by canonical name; a placeholder that is not fed has the shape it declares
 */
export const inferShapes = coded('inferShapes', shapesInferModule.inferShapes)

/**
 * TypeScript that declares a model's signature: the names, dtypes and shapes that `@zoo/core` checks callers against.
 * Tensors that have no dtype of ours are left out, with a comment that says so.
 * @param info the model; the shapes of an `Inspection` may stand in for its own
 */
export const toSignatureSource = coded('toSignatureSource', signatureSourceModule.toSignatureSource)

/**
 * The format that the bytes of a file begin as, or undefined when it is neither. The whole file may still be cut off or damaged.
 */
export const sniffFormat = coded('sniffFormat', sniffModule.sniffFormat)

/**
 * The same model as LiteRT takes it, where TensorFlow Lite's interpreter takes more: with outputs of different names, and reshapes that
 * say which shape they make. Most files are given back as they are.
 */
export const tfliteForLitert = coded('tfliteForLitert', tfliteForLitertModule.tfliteForLitert)

/**
 * The operations of a model that give one of its outputs already before the run. LiteRT makes room for outputs after that, and answers
 * with what it finds there, unless it resizes the inputs and so computes them once more.
 */
export const earlyOutputs = coded('earlyOutputs', tfliteForesightModule.earlyOutputs)

/**
 * The operations of a model on the way to its outputs whose shapes follow from the values of the inputs and not from their
 * shapes alone. LiteRT makes room for outputs before the run, and answers such models wrongly or not at all.
 * A node is named by its first output.
 */
export const unforeseenShapes = coded('unforeseenShapes', tfliteForesightModule.unforeseenShapes)

/**
 * Describes a TensorFlow Lite model. Its inputs and outputs stand in the order of its first graph; their names are those of its
 * signature where it has one, else of the tensors. Nothing between them can be fed or fetched.
 */
export const tfliteInfo = coded('tfliteInfo', tfliteInfoModule.tfliteInfo)

/**
 * The model in the bytes of a TensorFlow Lite file. Everything an engine will follow is checked, since those trust the file.
 * Stored tensors stay views of `bytes`, which must not change while the model is in use.
 * @throws ModelLoadError (ERR_MODEL_LOAD) when the bytes are cut off, damaged or no such file
 */
export const readTflite = coded('readTflite', tfliteReadModule.readTflite)

/** For each output of a model's main graph where it is found when the resizable file of the model is run. */
export const outputSources = coded('outputSources', tfliteResizableModule.outputSources)

/**
 * A copy of a file, for engines that do not resize: they read the shapes of a model's inputs from its file, and work all others out.
 * Signatures are gone and inputs and outputs renamed, so that these go by their order in the main graph, and no two have one name;
 * each output is there once and none is an input, which LiteRT would answer wrongly (`outputSources` says where to find them); and
 * no tensor in between says that its shape is open, since some kernels then take it to be unknown.
 * @param bytes a file that `readTflite` has read without complaint
 */
export const resizableTflite = coded('resizableTflite', tfliteResizableModule.resizableTflite)

/**
 * A TensorFlow Lite file of schema 3, the same bytes for the same model.
 */
export const writeTflite = coded('writeTflite', tfliteWriteModule.writeTflite)

/**
 * The operators of a model that a native engine should not run, since values that are fed or computed could end the process. In WebAssembly
 * they end a run. A node is named by its first output.
 */
export const nativeHazards = coded('nativeHazards', tfliteNativeHazardsModule.nativeHazards)
