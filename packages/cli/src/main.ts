#!/usr/bin/env node
import module from 'node:module'

// Node 22 and later keep compiled code between runs; it must be asked before the rest is imported.
const { enableCompileCache } = module as { enableCompileCache?: () => void }
enableCompileCache?.()
const { main } = await import('./program.js')
await main(process.argv.slice(2))
