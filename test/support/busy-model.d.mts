import type { EngineName, LoadOptions, Model, Tensor } from '@zoo/core'

type Results = Promise<Record<string, Tensor>>

export function busyModel(
  engine: EngineName,
  folder: string,
  options?: Partial<LoadOptions>,
): Promise<{ model: Model; start(signal?: AbortSignal): Results; quick(): Results }>
