import { type LoadOptions, loadModel, type Model } from '@zoo/core'
import type { CachedFile } from './file-cache.js'

interface Entry {
  readonly loading: Promise<Model>
  users: number
}

/** Models that are loaded, at most so many but for those in use; the least recently used are disposed. */
export class LoadedModels {
  readonly #limit: number
  readonly #options: LoadOptions
  readonly #entries = new Map<string, Entry>()
  #closed = false

  constructor(limit: number, options: LoadOptions) {
    this.#limit = limit
    this.#options = options
  }

  /** Has a model do work; it is loaded when it is not yet, once for all who ask meanwhile. */
  async use<T>(file: CachedFile, work: (model: Model) => Promise<T>): Promise<T> {
    const entry = this.#entries.get(file.sha256) ?? { loading: loadModel(file.bytes, this.#options), users: 0 }
    this.#entries.delete(file.sha256)
    this.#entries.set(file.sha256, entry)
    entry.users++
    try {
      const model = await entry.loading.catch((error) => {
        if (this.#entries.get(file.sha256) === entry) this.#entries.delete(file.sha256)
        throw error
      })
      return await work(model)
    } finally {
      entry.users--
      this.#evict()
    }
  }

  /** Disposes all models. */
  async dispose(): Promise<void> {
    this.#closed = true
    const entries = [...this.#entries.values()]
    this.#entries.clear()
    await Promise.all(entries.map(free))
  }

  #evict(): void {
    for (const [sha256, entry] of this.#entries) {
      if (!this.#closed && this.#entries.size <= this.#limit) return
      if (entry.users > 0) continue
      this.#entries.delete(sha256)
      void free(entry)
    }
  }
}

const free = ({ loading }: Entry): Promise<void> =>
  loading.then(
    (model) => model.dispose(),
    () => {},
  )
