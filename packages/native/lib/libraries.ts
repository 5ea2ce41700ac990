import { type PlatformName, platformName } from './platform.js'

/** The two libraries engines are made of. */
export type LibraryKind = 'litert' | 'tensorflow'

/** How a library is called in sentences. */
export const LIBRARY_TITLE: Readonly<Record<LibraryKind, string>> = { litert: 'libLiteRt', tensorflow: 'libtensorflow' }

/** The variable that names a copy of each library. */
export const LIBRARY_VARIABLE: Readonly<Record<LibraryKind, string>> = {
  litert: 'ZOO_LIBLITERT',
  tensorflow: 'ZOO_LIBTENSORFLOW',
}

/** A file of a library, and what it must be. */
export interface LibraryFile {
  /** Its path inside the wheel or archive. */
  readonly member: string
  /** The name it gets, which is the one its siblings ask the loader for. */
  readonly name: string
  readonly sha256?: string
  readonly sizeBytes?: number
}

/** A package on PyPI that holds the library: its files are checked one by one. */
export interface Wheel {
  readonly package: string
  readonly version: string
  /** The platform tag of its file name. */
  readonly tag: string
  readonly sizeBytes: number
  readonly files: readonly LibraryFile[]
  /** The members with the licence and notices, which go wherever the library is published again. */
  readonly notices: readonly string[]
}

/** An archive of TensorFlow's C library as its authors publish it: checked as a whole. */
export interface Archive {
  readonly version: string
  readonly url: string
  readonly sha256: string
  readonly files: readonly LibraryFile[]
  readonly notices: readonly string[]
}

/** Where one platform's copy of a library comes from, in the order tried. */
export interface LibrarySource {
  readonly wheel?: Wheel
  readonly archive?: Archive
}

const file = (member: string, sizeBytes: number, sha256: string): LibraryFile => ({
  member,
  name: member.slice(member.lastIndexOf('/') + 1),
  sizeBytes,
  sha256,
})

const litert = (tag: string, sizeBytes: number, library: LibraryFile): LibrarySource => ({
  wheel: {
    package: 'ai-edge-litert',
    version: '2.3.0',
    tag,
    sizeBytes,
    files: [library],
    notices: ['ai_edge_litert-2.3.0.dist-info/licenses/LICENSE'],
  },
})

const tensorflow = (name: string, tag: string, sizeBytes: number, files: readonly LibraryFile[]): Wheel => ({
  package: name,
  version: '2.21.0',
  tag,
  sizeBytes,
  files,
  notices: ['tensorflow/include/LICENSE', 'tensorflow/THIRD_PARTY_NOTICES.txt'],
})

const archive = (version: string, fileName: string, sha256: string, names: readonly string[]): Archive => ({
  version,
  url: `https://storage.googleapis.com/tensorflow/versions/${version}/${fileName}`,
  sha256,
  files: names.map((name) => ({ member: `lib/${name}`, name })),
  notices: ['LICENSE', 'THIRD_PARTY_TF_C_LICENSES'],
})

/**
 * The one table of libraries by platform: what is fetched, what it must be, and what the carrier packages hold. Files
 * are in the order to open them. musl has none: both libraries are built for glibc.
 * @source PyPI: the wheels named, their hashes computed from them. The archives: tensorflow.org/install/lang_c; 2.18 is
 * the last version with one, and its hashes are those other projects pin (Bazel and Nix rules, a CMake file).
 */
export const LIBRARIES: Readonly<Record<LibraryKind, Partial<Record<PlatformName, LibrarySource>>>> = {
  litert: {
    'linux-x64': litert(
      'manylinux_2_27_x86_64',
      21778233,
      file('ai_edge_litert/libLiteRt.so', 8039424, 'eec47eb35e2924b3166015887e652a58edc9af823ae38e02bf83bef2548300bb'),
    ),
    'linux-arm64': litert(
      'manylinux_2_27_aarch64',
      14379387,
      file('ai_edge_litert/libLiteRt.so', 5991672, 'b57687dc234d2b8b0598aef5a9c961ed24263df8f8b3f56adbee1cff618e544b'),
    ),
    'darwin-arm64': litert(
      'macosx_12_0_arm64',
      12821669,
      file(
        'ai_edge_litert/libLiteRt.dylib',
        6362912,
        'f3d8b2c3dea5125111de6b005820088629efd13db04b5f157ffd4f2c5dbb318b',
      ),
    ),
    'win32-x64': litert(
      'win_amd64',
      20669548,
      file('ai_edge_litert/libLiteRt.dll', 6259200, '445f51fed26967fc1112e0de9ddfef7d8497b24322bbfe18b556426a60000891'),
    ),
  },
  tensorflow: {
    'linux-x64': {
      wheel: tensorflow('tensorflow-cpu', 'manylinux_2_27_x86_64', 273829956, [
        file(
          'tensorflow/libtensorflow_framework.so.2',
          65222328,
          'f060b323b26ef80add21b9df9428de3aeaf2843d772c5bb098745f7abff3709b',
        ),
        file(
          'tensorflow/libtensorflow_cc.so.2',
          788086608,
          '6505a4b9657e62100c6bdacb683957a395cb047725042945aaa50e40a71e429e',
        ),
      ]),
      archive: archive(
        '2.18.0',
        'libtensorflow-cpu-linux-x86_64.tar.gz',
        '605bfcb370c7e7ec981eabada880f60784e3de018395be95c95c3e5592c3d9a2',
        ['libtensorflow_framework.so.2', 'libtensorflow.so.2'],
      ),
    },
    'linux-arm64': {
      wheel: tensorflow('tensorflow', 'manylinux_2_27_aarch64', 281828020, [
        file(
          'tensorflow/libtensorflow_framework.so.2',
          68176664,
          'deade33b9ab90ff468fd1d1f8f6079bec5a3a507cf2d13c3218aa8beec28aeb3',
        ),
        file(
          'tensorflow/libtensorflow_cc.so.2',
          814885544,
          '5f7de6ba6478ed7b83767a6e661e3e6e6931b05c64db14ba98250e52316a007c',
        ),
      ]),
    },
    'darwin-arm64': {
      wheel: tensorflow('tensorflow', 'macosx_12_0_arm64', 223405849, [
        file(
          'tensorflow/libtensorflow_framework.2.dylib',
          49452976,
          'e581d6db9e26f13e49327427e5d304cecbfe45d3467db7700e058857a4fd76bb',
        ),
        file(
          'tensorflow/libtensorflow_cc.2.dylib',
          691352648,
          '753272d059c7be51f64369aaa8e12ac514ce372e0c4ba66f3cc49ec3b1c33384',
        ),
      ]),
      archive: archive(
        '2.18.0',
        'libtensorflow-cpu-darwin-arm64.tar.gz',
        '462257d2792730dcb131fcf21bc826192ae5a2c418535f6347d051f10fc8be8a',
        ['libtensorflow_framework.2.dylib', 'libtensorflow.2.dylib'],
      ),
    },
    // The wheel for Windows holds the library only inside an extension of Python, which needs Python.
    'win32-x64': {
      archive: archive(
        '2.18.1',
        'libtensorflow-cpu-windows-x86_64.zip',
        '28acdcea6c6b34828cf0e95e67802b0f3577d51bc2e8915de811b7aa0b04452d',
        ['tensorflow.dll'],
      ),
    },
  },
}

/** Where the library comes from on this machine; empty where it is not published. */
export const sourceHere = (kind: LibraryKind): LibrarySource =>
  (LIBRARIES[kind] as Readonly<Record<string, LibrarySource>>)[platformName()] ?? {}

/** The releases there are for this machine, best first. */
export const releasesHere = (kind: LibraryKind): readonly (Wheel | Archive)[] => {
  const { wheel, archive } = sourceHere(kind)
  return [wheel, archive].filter((release) => release !== undefined)
}
