import { describeBackend } from './backend-suite.js'
import { loadTfjsNode } from './backends.js'

describeBackend('tfjs-node', await loadTfjsNode())
