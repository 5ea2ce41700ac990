// Generated from model/model.json by scripts/model-files.mjs.

/** This package's files. Bundlers and tracers follow literal URLs only, so each file is named. */
export const MODEL_FILES = { urls: literalUrls(), module: import.meta.url }

function literalUrls() {
  // A bundler takes a file that is missing for an error, unless it is named in a try block; a checkout may lack weights.
  try {
    return {
      // webpack would make a web address of each, so it leaves them alone: keep this package external there.
      'model.json': new URL(/* webpackIgnore: true */ '../model/model.json', import.meta.url),
      'mtcnn.pb': new URL(/* webpackIgnore: true */ '../model/mtcnn.pb', import.meta.url),
    }
  } catch (cause) {
    throw new Error('The files of this package have no URLs here; keep the package external to the bundle.', { cause })
  }
}
