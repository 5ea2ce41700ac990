import { describeBackend } from './backend-suite.js'
import { loadTfjs } from './backends.js'

describeBackend('plain JavaScript', await loadTfjs('cpu'))
