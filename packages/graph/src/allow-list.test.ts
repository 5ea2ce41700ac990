import { describe, expect, it } from 'vitest'
import { graphBytes, placeholder, type TestFunction, type TestNode } from '../test/support/graph-bytes.js'
import { reluModel, tfliteBytes } from '../test/support/tflite-bytes.js'
import { refusal, refusedNodes, refusedOperators } from './allow-list.js'
import { UnsupportedGraphError } from './errors.js'
import { type FunctionBody, Graph, type Node } from './graphdef/graph.js'
import { attr, makeNode } from './graphdef/make.js'
import { readGraph } from './graphdef/read.js'
import { readTflite } from './tflite/read.js'
import { UNSAFE_OPS } from './unsafe-ops.js'

const refused = (nodes: readonly TestNode[], functions: readonly TestFunction[] = []) =>
  refusedNodes(readGraph(graphBytes({ nodes, functions })))

describe('refusedNodes', () => {
  it.each(
    `Const Placeholder Identity Conv2D DepthwiseConv2dNative FusedBatchNorm FusedBatchNormV3 MatMul BatchMatMulV2 Softmax
    Switch _SwitchN Merge Enter Exit NextIteration LoopCond While StatelessWhile If StatelessIf PartitionedCall
    StatefulPartitionedCall TensorArrayV3 TensorArrayWriteV3 TensorArrayGatherV3 TensorListReserve TensorListStack
    NonMaxSuppression NonMaxSuppressionV2 NonMaxSuppressionV3 NonMaxSuppressionV4 NonMaxSuppressionV5
    CombinedNonMaxSuppression CropAndResize ResizeBilinear ResizeNearestNeighbor DecodeJpeg DecodePng DecodeImage
    EncodeJpeg StringJoin StringSplit RegexReplace AsString DecodeBase64 HashTableV2 LookupTableFindV2
    LookupTableImportV2 InitializeTableV2 RandomUniform TruncatedNormal StatelessRandomNormal Multinomial QuantizeV2
    Dequantize QuantizedConv2D FakeQuantWithMinMaxVars FFT RFFT2D Cholesky Svd Qr MatrixInverse RaggedTensorToTensor
    SparseToDense SparseTensorDenseMatMul Where Unique TopKV2 Assert Print NoOp Einsum ParseExample DecodeRaw`.split(
      /\s+/,
    ),
  )('lets %s run', (op) => {
    expect(refused([{ name: 'n', op }])).toEqual([])
  })

  it.each([
    ['ReadFile', /files/],
    ['WriteFile', /files/],
    ['MatchingFiles', /files/],
    ['Save', /files/],
    ['SaveV2', /files/],
    ['SaveSlices', /files/],
    ['RestoreV2', /files/],
    ['MergeV2Checkpoints', /files/],
    ['ShardedFilename', /files/],
    ['ImmutableConst', /files/],
    ['InitializeTableFromTextFileV2', /files/],
    ['LoadAndRemapMatrix', /files/],
    ['FixedUnigramCandidateSampler', /files/],
    ['TFRecordReaderV2', /files/],
    ['WholeFileReaderV2', /files/],
    ['TextLineDataset', /files/],
    ['TFRecordDatasetV2', /files/],
    ['IteratorGetNext', /files/],
    ['CreateSummaryFileWriter', /files/],
    ['PyFunc', /code of the host/],
    ['PyFuncStateless', /code of the host/],
    ['EagerPyFunc', /code of the host/],
    ['_Send', /devices or machines/],
    ['Recv', /devices or machines/],
    ['RemoteCall', /devices or machines/],
    ['CollectiveReduce', /devices or machines/],
    ['RpcClient', /devices or machines/],
    ['DebugIdentity', /debugger/],
    ['GetSessionHandleV2', /beyond a run/],
    ['FIFOQueueV2', /other runs/],
    ['QueueDequeueV2', /other runs/],
    ['Abort', /ends the process/],
    ['MyCustomOp', /none of the operations known/],
  ])('refuses %s', (op, reason) => {
    expect(refused([{ name: 'n', op }])).toEqual([{ node: 'n', op, reason: expect.stringMatching(reason) }])
  })

  it('lets tensors be printed to the console, not to a file', () => {
    const print = (stream: string): TestNode => ({
      name: 'p',
      op: 'PrintV2',
      attrs: { output_stream: { string: stream } },
    })
    expect(refused([print('stderr')])).toEqual([])
    expect(refused([print('file:///tmp/x')])).toHaveLength(1)
  })

  const reading: TestFunction = {
    name: 'reading',
    args: { a: 'string' },
    results: { r: ['string', 'read:contents:0'] },
    nodes: [{ name: 'read', op: 'ReadFile', inputs: ['a'] }],
  }
  const calling = (name: string, attrs: TestNode['attrs']): TestFunction => ({
    name,
    args: {},
    results: {},
    nodes: [{ name: 'call', op: 'PartitionedCall', ...(attrs ? { attrs } : {}) }],
  })

  it('looks into functions that are called, however deep and however called', () => {
    const found = [{ node: 'reading/read', op: 'ReadFile', reason: expect.any(String) }]
    const outer = calling('outer', { f: { func: 'reading' } })
    expect(refused([{ name: 'n', op: 'PartitionedCall', attrs: { f: { func: 'reading' } } }], [reading])).toEqual(found)
    expect(refused([{ name: 'n', op: 'While', attrs: { body: { func: 'outer' } } }], [outer, reading])).toEqual(found)
    expect(refused([{ name: 'n', op: 'Case', attrs: { branches: { funcs: ['outer'] } } }], [outer, reading])).toEqual(
      found,
    )
    expect(refused([{ name: 'n', op: 'reading' }], [reading])).toEqual(found)
  })

  it('looks through a call with more attributes than a function takes arguments', () => {
    const attrs = new Map(Array.from({ length: 300_000 }, (_, i) => [`a${i}`, attr.int(i)]))
    const call: Node = makeNode('n', 'PartitionedCall', [], { f: { kind: 'func', value: { name: 'f', attrs } } })
    const body: FunctionBody = { name: 'f', args: [], results: [], nodes: [], returns: new Map(), controlReturns: [] }
    expect(refusedNodes(new Graph({ nodes: [call], functions: new Map([['f', body]]) }))).toEqual([])
  })

  it('looks into functions that nothing calls, since TensorFlow may swap one in for another', () => {
    const found = [{ node: 'reading/read', op: 'ReadFile', reason: expect.any(String) }]
    expect(refused([placeholder('x', [])], [reading])).toEqual(found)
  })

  it('looks at functions that call themselves once', () => {
    expect(refused([{ name: 'n', op: 'self' }], [calling('self', { f: { func: 'self' } })])).toEqual([])
  })

  it.each(['PartitionedCall', 'If', 'Identity'])('refuses a function that is not in the library, in %s', (op) => {
    const named = [{ node: 'n', op, reason: expect.stringMatching(/"ReadFile", which is no function of the graph/) }]
    expect(refused([{ name: 'n', op, attrs: { f: { func: 'ReadFile' } } }])).toEqual(named)
    expect(refused([{ name: 'n', op, attrs: { f: { funcs: ['good', 'ReadFile'] } } }], [calling('good', {})])).toEqual(
      named,
    )
  })

  it('refuses attributes that come from the caller', () => {
    const found = [{ node: 'f/call', op: 'PartitionedCall', reason: expect.stringMatching(/from its caller/) }]
    expect(refused([], [calling('f', { f: { placeholder: 'g' } })])).toEqual(found)
  })

  it.each(['', 'stdou', 'file://x', '\ufeffstdout', 'stdout\n', 'log(debug)'])('refuses to print to %j', (stream) => {
    expect(refused([{ name: 'p', op: 'PrintV2', attrs: { output_stream: { string: stream } } }])).toHaveLength(1)
  })

  it('refuses a print stream that is no string', () => {
    expect(refused([{ name: 'p', op: 'PrintV2', attrs: { output_stream: { placeholder: 's' } } }])).toHaveLength(1)
    expect(refused([{ name: 'p', op: 'PrintV2', attrs: { output_stream: { int: 1 } } }])).toHaveLength(1)
    expect(refused([{ name: 'p', op: 'PrintV2' }])).toEqual([])
  })

  it.each([...UNSAFE_OPS])('refuses %s, which %s', (op, reason) => {
    expect(refused([{ name: 'n', op }])).toEqual([{ node: 'n', op, reason }])
  })
})

describe('refusedOperators', () => {
  const custom = (op: string, inputs = [0], outputs = [1]) =>
    refusedOperators(
      readTflite(
        tfliteBytes({
          subgraphs: [
            {
              tensors: Array.from({ length: 8 }, () => ({})),
              inputs: [0, 2, 3],
              outputs: [1],
              operators: [{ op, custom: true, inputs, outputs }],
            },
          ],
        }),
      ),
    )

  it('lets TensorFlow Lite’s own operations run, and the custom ones that come with it', () => {
    expect(refusedOperators(readTflite(reluModel()))).toEqual([])
    expect(custom('TFLite_Detection_PostProcess', [0, 2, 3], [1, 4, 5, 6])).toEqual([])
    expect(custom('Convolution2DTransposeBias', [0, 2, 3])).toEqual([])
    expect(custom('FlexErf')).toEqual([])
  })

  it('refuses others', () => {
    expect(custom('MyOp')).toEqual([{ node: '0/0', op: 'MyOp', reason: expect.stringMatching(/custom/) }])
    expect(custom('FlexReadFile')).toEqual([
      { node: '0/0', op: 'FlexReadFile', reason: expect.stringMatching(/files/) },
    ])
  })
})

describe('refusal', () => {
  it('names some nodes and carries all', () => {
    const nodes = ['a', 'b', 'c', 'd', 'e'].map((node) => ({ node, op: 'ReadFile', reason: 'reads or writes files' }))
    const error = refusal(nodes)
    expect(error).toBeInstanceOf(UnsupportedGraphError)
    expect(error.code).toBe('ERR_UNSUPPORTED_GRAPH')
    expect(error.message).toMatch(/"a" \(ReadFile\) reads or writes files; .*and 2 more\. .*trusted: true/)
    expect(error.nodes).toEqual(nodes)
    expect(error.ops).toEqual(['ReadFile'])
    expect(error.reasons).toEqual(['reads or writes files'])
  })
})
