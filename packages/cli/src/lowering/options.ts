import type { PartialShape } from '@zoo/graph'
import type { Command } from 'commander'
import { namedShape } from '../option-values.js'

/** The values of the options that say what of a graph is lowered. */
export interface LoweringOptions {
  readonly feed?: readonly [name: string, shape: PartialShape][]
  readonly fetch?: readonly string[]
  /** A folder, or true for standard output. */
  readonly dumpPasses?: string | true
}

/** Adds `--feed`, `--fetch` and `--dump-passes`. */
export const addLoweringOptions = (command: Command): Command =>
  command
    .option('--feed <name=sizes>', 'feed this tensor in this shape, as image=1,480,640,3', collectFeeds)
    .option('--fetch <name>', "compute this tensor (default: the graph's outputs)", collectNames)
    .option('--dump-passes [folder]', 'print the program after each pass of the lowering, or write it into this folder')

const collectFeeds = (text: string, feeds: ReturnType<typeof namedShape>[] = []) => [...feeds, namedShape(text)]
const collectNames = (text: string, names: string[] = []) => [...names, text]
