#!/usr/bin/env node
// Fills `model/` of the package in the working folder: what `prepack` of a model package runs, so that its tarball holds the weights.
import { fillModelFolder } from '../dist/index.js'

const filled = await fillModelFolder(process.cwd())
for (const { file, outcome, error } of filled) console.error(`${file}: ${error?.message ?? outcome}`)
if (filled.some(({ outcome }) => outcome === 'failed')) process.exitCode = 1
