import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type Manifest, parseManifest, readManifest } from './manifest.js'

const manifest: Manifest = {
  name: 'thing',
  task: 'image-classification',
  license: 'Apache-2.0',
  origin: 'https://example.com/thing',
  files: {
    'thing.pb': {
      sha256: 'a'.repeat(64),
      sizeBytes: 10,
      sources: [
        { mirror: 'thing.pb' },
        { npm: '@scope/thing', version: '1.2.3-beta.1', file: 'data/thing.pb' },
        { pypi: 'thing', version: '1.2.post1', platform: 'manylinux_2_28_x86_64', file: 'thing/thing.pb' },
        { pypi: 'thing', version: '1.2', file: 'thing/thing.pb' },
        { crate: 'thing_models', version: '0.1.0', file: 'src/thing.pb' },
        { url: 'https://example.com/thing.pb' },
      ],
      bundled: true,
    },
    'large.pb': {
      gitBlobId: 'b'.repeat(40),
      sources: [{ url: 'https://example.com/large.tgz', member: 'large.pb' }],
      bundled: false,
    },
    'float.pb': {
      sha256: 'c'.repeat(64),
      sources: [],
      derivedFrom: { file: 'thing.pb', by: 'dequantise' },
      bundled: true,
    },
  },
  variants: {
    small: {
      weights: 'thing.pb',
      inputs: [{ name: 'input', dtype: 'float32', shape: [null, 8, 8, 3] }],
      outputs: [{ name: 'output', dtype: 'float32', shape: [null, 2] }],
      preprocessing: {
        orientation: 'exif',
        channelOrder: 'rgb',
        resize: { width: 8, height: 8, filter: 'bilinear', fit: 'fill', crop: 0.875 },
        scaling: { mean: [1, 2, 3], std: 4 },
      },
      tolerances: { probability: 0.001 },
    },
  },
  defaultVariant: 'small',
  defaults: { topK: 5, thresholds: [0.5, 0.5] },
  golden: { answers: 'test/golden.json', reference: 'TensorFlow' },
}

describe('parseManifest', () => {
  it('takes a complete manifest as it is', () => {
    expect(parseManifest(structuredClone(manifest), 'model.json')).toEqual(manifest)
  })

  it('says where the first fault is, and what was expected', () => {
    const fault = (change: (copy: Record<string, never>) => void, message: RegExp) => {
      const copy = structuredClone(manifest) as unknown as Record<string, never>
      change(copy)
      expect(() => parseManifest(copy, 'a/model.json')).toThrow(
        expect.objectContaining({
          code: 'ERR_MODEL_LOAD',
          path: 'a/model.json',
          message: expect.stringMatching(message),
        }),
      )
    }
    const set = (path: string, value: unknown) => (copy: object) => {
      const keys = path.split('/')
      const last = keys.pop()!
      const holder = keys.reduce<Record<string, unknown>>((at, key) => at[key] as never, copy as never)
      if (value === undefined) delete holder[last]
      else holder[last] = value
    }
    fault(set('task', undefined), /task/)
    fault(set('extra', 1), /extra/)
    fault(set('defaultVariant', 'big'), /defaultVariant names no variant/)
    fault(set('variants/small/weights', 'other.pb'), /not among files/)
    fault(set('variants/small/weights', '../../etc/passwd'), /variants\.small\.weights/)
    fault(set('variants/small/preprocessing/scaling', '[0,2]'), /scaling/)
    fault(set('variants/small/preprocessing/resize/filter', 'bilinaer'), /resize\.filter/)
    fault(set('variants/small/inputs/0/dtype', 'float'), /dtype/)
    fault(set('files/thing.pb/sha256', 'A'.repeat(64)), /sha256/)
    fault(set('files/thing.pb/sha256', undefined), /sha256 or gitBlobId/)
    fault(set('files/thing.pb/sources', ['https://example.com/thing.pb']), /sources\.0: expected a source with one of/)
    fault(set('files/thing.pb/sources', [{ ftp: 'x' }]), /"mirror", "npm", "pypi", "crate", "url"/)
    fault(set('files/thing.pb/sources/5/url', 'file:///etc/passwd'), /sources\.5\.url: expected an http: or https: URL/)
    fault(set('files/thing.pb/sources/0/mirror', '../thing.pb'), /sources\.0\.mirror: expected a relative path/)
    for (const name of ['--registry=x', 'git+ssh://x', '../x', 'a b', 'a@1', '@scope', 'https://example.com/x.tgz'])
      fault(set('files/thing.pb/sources/1/npm', name), /sources\.1\.npm: expected a package name/)
    for (const name of ['-r', 'thing[extra]', 'thing; python_version', './thing', 'thing @ file:///x'])
      fault(set('files/thing.pb/sources/2/pypi', name), /sources\.2\.pypi: expected a package name/)
    for (const name of ['--git', 'a@b', 'https://example.com', 'a b', ''])
      fault(set('files/thing.pb/sources/4/crate', name), /sources\.4\.crate: expected a crate name/)
    for (const version of ['^1.2.3', '1.x', '1.2.x', 'latest', '*', '1.2.3 || 2', '>=1', '-1.2.3', '1', ''])
      fault(set('files/thing.pb/sources/1/version', version), /sources\.1\.version: expected an exact version/)
    for (const file of ['/etc/passwd', '../x', 'a/../../x', 'a//b', './a', 'a/', 'a\\b', 'a/..', ''])
      fault(set('files/thing.pb/sources/4/file', file), /sources\.4\.file: expected a relative path/)
    fault(set('files/thing.pb/sources/2/platform', '--index-url'), /sources\.2\.platform/)
    fault(set('files/thing.pb/sources/1/url', 'https://example.com/x'), /sources\.1\.url/)
    fault(set('files/a\\b', {}), /files/)
    fault(set('files/float.pb/derivedFrom/by', 'magic'), /derivedFrom\.by/)
    fault(set('files/float.pb/sources', [{ url: 'https://example.com/float.pb' }]), /derived file has no sources/)
    fault(set('files/float.pb/derivedFrom/file', 'other.pb'), /derived from one that is not among files/)
    fault(set('files/float.pb/derivedFrom/file', 'float.pb'), /or is derived itself/)
    expect(() => parseManifest(null, 'x')).toThrow(expect.objectContaining({ code: 'ERR_MODEL_LOAD' }))
  })
})

describe('readManifest', () => {
  const folder = async (text?: string) => {
    const path = await mkdtemp(join(tmpdir(), 'manifest-'))
    onTestFinished(() => rm(path, { recursive: true }))
    await mkdir(join(path, 'model'))
    if (text !== undefined) await writeFile(join(path, 'model', 'model.json'), text)
    return pathToFileURL(`${path}/`)
  }

  it('reads model/model.json of a package', async () => {
    expect(await readManifest(await folder(JSON.stringify(manifest)))).toEqual(manifest)
  })

  it('names the file that is missing or no JSON', async () => {
    const failure = { code: 'ERR_MODEL_LOAD', path: expect.stringMatching(/model.model\.json$/) }
    await expect(readManifest(await folder())).rejects.toMatchObject(failure)
    await expect(readManifest(await folder('{'))).rejects.toMatchObject(failure)
  })
})
