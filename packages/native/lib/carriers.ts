import { type Archive, LIBRARIES, LIBRARY_TITLE, type LibraryKind, type Wheel } from './libraries.js'
import { PLATFORMS, type Platform, type PlatformName } from './platform.js'

/** A package that holds one library for one platform, and nothing else: with it, nothing has to be installed from elsewhere. */
export interface Carrier {
  readonly name: string
  readonly kind: LibraryKind
  readonly platform: PlatformName
  /** The release inside. The package has its version. */
  readonly release: Wheel | Archive
}

/** The name of the package that carries a library for a platform. */
export const carrierName = (kind: LibraryKind, platform: string): string =>
  `@zoo/${kind === 'litert' ? 'litert' : 'libtensorflow'}-${platform}`

/** Every carrier there is: one for each row of the table of libraries. */
export function allCarriers(): readonly Carrier[] {
  const kinds = Object.keys(LIBRARIES) as LibraryKind[]
  return kinds.flatMap((kind) =>
    Object.entries(LIBRARIES[kind]).map(([platform, { wheel, archive }]) => ({
      name: carrierName(kind, platform),
      kind,
      platform: platform as PlatformName,
      release: wheel ?? archive!,
    })),
  )
}

/** The folder of a carrier inside `npm/`, which is its name without the scope. */
export const carrierFolder = ({ name }: Carrier): string => name.slice(name.indexOf('/') + 1)

/** The package.json of a carrier. */
export function carrierManifest(carrier: Carrier): object {
  const { name, kind, platform, release } = carrier
  const { os, cpu, libc }: Platform = PLATFORMS[platform]
  return {
    name,
    version: release.version,
    description: `${LIBRARY_TITLE[kind]} ${release.version} for ${platform}, found by @zoo/native`,
    license: 'Apache-2.0',
    os: [os],
    cpu: [cpu],
    ...(libc && { libc: [libc] }),
    files: ['lib'],
    // A library inside a zip cannot be opened.
    preferUnplugged: true,
    repository: {
      type: 'git',
      url: 'git+https://github.com/zoo-models/zoo.git',
      directory: `packages/native/npm/${carrierFolder(carrier)}`,
    },
    publishConfig: { access: 'public' },
  }
}
