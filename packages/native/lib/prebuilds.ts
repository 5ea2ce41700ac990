import { platformName } from './platform.js'

/**
 * Returns the URL of the addon's binary for this platform in a published package; undefined for a platform without one. Each URL is
 * a literal, so that bundlers and tracers bring the binaries along.
 */
export function prebuildHere(): URL | undefined {
  // A bundler takes a file that is missing for an error, unless it is named in a try block; a checkout has no prebuilds.
  // webpack would make a web address of each, so it leaves them alone: keep this package external there.
  try {
    switch (platformName()) {
      case 'linux-x64':
        return new URL(/* webpackIgnore: true */ '../prebuilds/linux-x64/zoo.glibc.node', import.meta.url)
      case 'linux-x64-musl':
        return new URL(/* webpackIgnore: true */ '../prebuilds/linux-x64/zoo.musl.node', import.meta.url)
      case 'linux-arm64':
        return new URL(/* webpackIgnore: true */ '../prebuilds/linux-arm64/zoo.glibc.node', import.meta.url)
      case 'linux-arm64-musl':
        return new URL(/* webpackIgnore: true */ '../prebuilds/linux-arm64/zoo.musl.node', import.meta.url)
      case 'darwin-arm64':
        return new URL(/* webpackIgnore: true */ '../prebuilds/darwin-arm64/zoo.node', import.meta.url)
      case 'win32-x64':
        return new URL(/* webpackIgnore: true */ '../prebuilds/win32-x64/zoo.node', import.meta.url)
      default:
        return undefined
    }
  } catch {
    return undefined
  }
}
