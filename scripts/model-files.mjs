import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { modelPackages } from './steps/weights.mjs'

/**
 * `node scripts/model-files.mjs` writes `src/model-files.ts` of every zoo package from its manifest: a literal URL for each file that
 * the published package holds, since bundlers and tracers follow literals only.
 */
export const modelFilesSource = (folder) => {
  const { files } = JSON.parse(readFileSync(join(folder, 'model', 'model.json'), 'utf8'))
  const names = ['model.json', ...Object.keys(files).filter((name) => files[name].bundled)]
  const entries = names.map(entryOf)
  return `// Generated from model/model.json by scripts/model-files.mjs.

/** This package's files. Bundlers and tracers follow literal URLs only, so each file is named. */
export const MODEL_FILES = { urls: literalUrls(), module: import.meta.url }

function literalUrls() {
  // A bundler takes a file that is missing for an error, unless it is named in a try block; a checkout may lack weights.
  try {
    return {
      // webpack would make a web address of each, so it leaves them alone: keep this package external there.
${entries.join('\n')}
    }
  } catch (cause) {
    throw new Error('The files of this package have no URLs here; keep the package external to the bundle.', { cause })
  }
}
`
}

/** One entry, as the formatter writes it. */
function entryOf(name) {
  const path = `/* webpackIgnore: true */ '../model/${name}'`
  const line = `      '${name}': new URL(${path}, import.meta.url),`
  return line.length <= 120 ? line : `      '${name}': new URL(\n        ${path},\n        import.meta.url,\n      ),`
}

export const modelFilesPath = (folder) => join(folder, 'src', 'model-files.ts')

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  for (const folder of modelPackages()) writeFileSync(modelFilesPath(folder), modelFilesSource(folder))
}
