import type { LoadOptions, Model, Tensor } from '@zoo/core'

export function busyModel(
  engine: 'litert' | 'tensorflow',
  folder: string,
  options?: Partial<LoadOptions>,
): Promise<{ model: Model; start(signal?: AbortSignal): Promise<Record<string, Tensor>> }>
