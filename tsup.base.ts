import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { defineConfig, type Options } from 'tsup'

/** The one build every package uses: bundled ESM for the oldest Node we run on, with source maps. Types come from `tsc`. */
export const esm = (entry: string[], more: Options = {}) =>
  defineConfig({
    entry,
    format: 'esm',
    target: 'node20',
    platform: 'node',
    sourcemap: true,
    clean: true,
    dts: false,
    outDir: 'dist',
    ...more,
  })

/** Puts libraries into our own files, with their licences beside: found and loaded one by one, they take longer than what they do. */
export const bundling = (libraries: string[]): Options => ({
  noExternal: libraries,
  onSuccess: async () => {
    const licences = libraries.map((name) => `${name}\n\n${licenceOf(name)}\n`)
    writeFileSync('dist/THIRD-PARTY-LICENSES.txt', licences.join('\n\n'))
  },
})

function licenceOf(library: string): string {
  const folder = join('node_modules', library)
  const file = readdirSync(folder).find((name) => /^licen[cs]e\b/i.test(name))
  if (file === undefined) throw new Error(`${folder} has no licence to ship with its code.`)
  return readFileSync(join(folder, file), 'utf8').trim()
}
