import type { Command } from 'commander'

/** What a file in commands/ exports: adds its arguments, options, help and action to the command. */
export type Define = (command: Command) => void

interface Entry {
  readonly summary: string
  /** Only the command that was asked for is imported. */
  load(): Promise<{ define: Define }>
}

/** Every command, in the order that help lists them. */
export const COMMANDS: Readonly<Record<string, Entry>> = {
  classify: { summary: 'Say what is in images', load: () => import('./commands/classify.js') },
  faces: { summary: 'Find the faces in images', load: () => import('./commands/faces.js') },
  run: { summary: 'Run any model on tensors from a JSON file', load: () => import('./commands/run.js') },
  inspect: { summary: "Show a model's inputs, outputs, ops and size", load: () => import('./commands/inspect.js') },
  lower: { summary: 'Turn a frozen graph into a TensorFlow Lite model', load: () => import('./commands/lower.js') },
  install: { summary: 'Fetch the native libraries that engines need', load: () => import('./commands/install.js') },
  doctor: {
    summary: 'Check this machine, and say how to cure what is missing',
    load: () => import('./commands/doctor.js'),
  },
}
