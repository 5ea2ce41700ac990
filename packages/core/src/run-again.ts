import { Crops } from './crops/crops.js'
import { type FixedDType, type TensorData, TYPED_ARRAY } from './dtype.js'
import type { Feed } from './engine.js'
import type { RunKind } from './loaded-model.js'
import { isShared } from './shared-memory.js'
import { fittingTensor, Tensor } from './tensor.js'

/** One feed: by which name it was given, and what it was. */
interface Form {
  readonly given: string
  readonly name: string
  readonly dtype: FixedDType
  readonly shape: readonly number[]
  /** Of the data. */
  readonly length: number
  /** Whether it was an array alone, of which the model says how it is to be taken. */
  readonly isArray: boolean
}

/**
 * A run that was found to be in order, to tell whether the next is like it in all but its values: that takes a fraction of finding it
 * out anew (docs/decisions/17-what-a-run-adds.md).
 */
export class RunAgain {
  readonly kind: RunKind
  /** As they were given; undefined for the model's own. */
  readonly fetches: readonly string[] | undefined
  readonly #forms: readonly Form[]

  private constructor(kind: RunKind, fetches: readonly string[] | undefined, forms: readonly Form[]) {
    this.kind = kind
    this.fetches = fetches
    this.#forms = forms
  }

  /**
   * @param given what was fed, by the names that the caller uses
   * @param feeds the same, resolved and in the same order
   * @returns undefined where the values decide whether a run is in order, or an array was not taken as it was
   */
  static of(
    kind: RunKind,
    given: object,
    feeds: readonly Feed[],
    fetches: readonly string[] | undefined,
  ): RunAgain | undefined {
    const names = Object.keys(given)
    if (names.length !== feeds.length) return undefined
    const forms: Form[] = []
    for (const [i, { name, tensor }] of feeds.entries()) {
      if (Crops.isCrops(tensor)) return undefined
      const { dtype, shape, data } = tensor
      const value = (given as Record<string, unknown>)[names[i]!]
      const isArray = value === data
      if (dtype === 'bool' || dtype === 'string' || data.length === 0) return undefined
      if (value !== tensor && !isArray) return undefined
      forms.push({ given: names[i]!, name, dtype, shape: [...shape], length: data.length, isArray })
    }
    return new RunAgain(kind, fetches, forms)
  }

  /** What is fed, if the run is like this one, and no memory is shared with other threads. */
  feeds(given: object, fetches: readonly string[] | undefined): readonly Feed[] | undefined {
    if (!isSameList(fetches, this.fetches)) return undefined
    const names = Object.keys(given)
    if (names.length !== this.#forms.length) return undefined
    const feeds: Feed[] = []
    for (let i = 0; i < names.length; i++) {
      const form = this.#forms[i]!
      const name = names[i]!
      if (form.given !== name) return undefined
      const tensor = like(form, (given as Record<string, unknown>)[name])
      if (!tensor) return undefined
      feeds.push({ name: form.name, tensor })
    }
    return feeds
  }
}

/** A value as the tensor it is, if it is of this form. */
function like({ dtype, shape, length, isArray }: Form, value: unknown): Tensor | undefined {
  if (value instanceof Tensor) {
    if (Crops.isCrops(value) || value.dtype !== dtype || !isSameList(value.shape, shape)) return undefined
    return isLike(dtype, length, value.data) ? value : undefined
  }
  return isArray && isLike(dtype, length, value) ? fittingTensor<FixedDType>(dtype, shape, value) : undefined
}

/** Whether data are the array that holds the dtype, as long as this, and of this thread alone. */
function isLike(dtype: FixedDType, length: number, data: unknown): data is TensorData[FixedDType] {
  if (!ArrayBuffer.isView(data) || Object.getPrototypeOf(data) !== TYPED_ARRAY[dtype].prototype) return false
  return (data as Uint8Array).length === length && !isShared(data)
}

function isSameList(one: readonly unknown[] | undefined, other: readonly unknown[] | undefined): boolean {
  if (one === other) return true
  if (!Array.isArray(one) || !other || one.length !== other.length) return false
  for (let i = 0; i < one.length; i++) if (one[i] !== other[i]) return false
  return true
}
