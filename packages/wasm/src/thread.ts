import { THREADED } from './builds.js'
import { evaluateLoaderScript } from './loader-script.js'

// A thread of the threaded build: its script sees that it runs in one, and does the rest.
evaluateLoaderScript(THREADED, 0)
