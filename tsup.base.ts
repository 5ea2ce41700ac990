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
