import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, it } from 'vitest'
import { hasShared, shared } from '../support/data.js'
import { hasEngine } from '../support/engines.js'

const program = fileURLToPath(new URL('../support/run-hostile-tflite.mjs', import.meta.url))
const run = promisify(execFile)

interface Outcome {
  readonly name: string
  readonly outcome: string
  readonly elapsedMs: number
  /** What came of a good model afterwards. */
  readonly next: string
}

/** Files by what is wrong with them; each ended or filled a process, or read past its memory. */
const KINDS: Readonly<Record<string, readonly string[]>> = {
  'other numbers of outputs': [
    'SPLIT 1 more outputs',
    'SPLIT output 1 missing',
    'SPLIT_V 3 more outputs',
    'UNPACK output 0 missing',
    'TOPK_V2 output 1 missing',
    'UNIDIRECTIONAL_SEQUENCE_LSTM 40 more outputs',
  ],
  'inputs left out': [
    'CONCATENATION input 1 left out',
    'BATCH_MATMUL input 0 left out',
    'CUMSUM input 0 left out',
    'ATAN2 input 1 left out',
    'ELU input 0 left out',
    'PACK input 1 missing',
    'DEPTHWISE_CONV_2D input 2 missing',
  ],
  recursion: [
    'WHILE of its own graph',
    'IF of its own graph',
    'IF in a ring of three',
    'STABLEHLO_COMPOSITE 3,000 deep',
    'IF twice, 40 deep',
    'WHILE of graph 7 of 2',
    'WHILE whose condition gives float32',
    'CALL_ONCE of its own graph',
  ],
  memory: [
    'TILE of 100 GB, declared as unknown',
    'BROADCAST_TO of 100 GB, declared as it is',
    'FILL of 100 GB, declared as small',
    'RANGE of 100 GB as the output, declared as it is',
    'PAD of 100 GB, declared as small',
    '100 outputs of 268435456',
    '100 inputs of 268435456',
  ],
  'tensors that are written twice or not theirs': [
    'a tensor that two operators write',
    'an operator that writes an input',
    'an operator that writes a constant',
    'RANGE output that is its input',
    'EMBEDDING_LOOKUP_SPARSE output 0 constant',
    'SOFTMAX output 0 type 13',
  ],
  'data outside of the file': [
    'data of another file',
    'data at 8 of 1099511627776',
    'data at 9223372036854775804 of 8',
    'custom options at -8 of 16',
    'large options of a builtin at 1099511627776 of 8',
  ],
  'scales out of range': [
    'ADD of type 9, tensor 0 by 1e+30',
    'ADD of type 3, tensor 2 by 0',
    'SUB of type 9, tensor 0 by Infinity',
    'SQUARED_DIFFERENCE of type 9, tensor 0 by 1000000',
    'QUANTIZE output 0 negative scale',
  ],
  'operands that kernels do not check': [
    'BROADCAST_ARGS input 0 values 7',
    'LOCAL_RESPONSE_NORMALIZATION option 0 -1',
    'REDUCE_WINDOW input 3 values 0',
    'STABLEHLO_GATHER option 3 -1',
    'STABLEHLO_REDUCE_WINDOW option 4 2147483647',
    'REVERSE_V2 input 1 without elements at last',
    'LOG_SOFTMAX input 0 no shape',
    'HASHTABLE_IMPORT input 2 sparse of nothing',
  ],
}

const REFUSED = ['ERR_MODEL_LOAD', 'ERR_NO_ENGINE', 'ERR_UNSUPPORTED_GRAPH']

/** A hang takes far longer. */
const SOON_MS = 2000

/** What came of all files, each in turn in one process. */
async function outcomesOn(engine: string): Promise<readonly Outcome[]> {
  const names = Object.values(KINDS).flat()
  const args = [program, engine, hasShared ? shared('hostile') : '', ...names]
  const { stdout } = await run(process.execPath, args, { timeout: 240_000 }).catch((error: { stdout: string }) => {
    throw new Error(`the process ended at ${error.stdout.trim().split('\n').at(-1)}`, { cause: error })
  })
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Partial<Outcome>)
    .filter((line): line is Outcome => line.outcome !== undefined)
}

const expectRefused = (outcomes: readonly Outcome[]): void => {
  expect(outcomes.filter(({ outcome }) => !REFUSED.includes(outcome))).toEqual([])
  expect(outcomes.filter(({ next }) => next !== 'works')).toEqual([])
  expect(outcomes.filter(({ elapsedMs }) => elapsedMs > SOON_MS)).toEqual([])
}

for (const engine of ['litert', 'wasm'] as const) {
  const isHere = engine === 'wasm' || (await hasEngine(engine))
  describe.skipIf(!isHere)(`hostile TensorFlow Lite files on ${engine}`, () => {
    let outcomes: readonly Outcome[] = []
    beforeAll(async () => {
      outcomes = await outcomesOn(engine)
    })

    it.each(Object.entries(KINDS))('give a coded error, and the next model answers: %s', (_, names) => {
      const found = outcomes.filter(({ name }) => names.includes(name))
      expect(found.map(({ name }) => name).toSorted()).toEqual([...names].toSorted())
      expectRefused(found)
    })

    it.skipIf(!hasShared)('give a coded error, and the next model answers: those of the shared data', () => {
      const found = outcomes.filter(({ name }) => name.endsWith('.tflite'))
      expect(found.length).toBeGreaterThan(2)
      expectRefused(found)
    })
  })
}
