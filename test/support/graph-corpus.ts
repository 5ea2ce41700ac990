import { readdirSync } from 'node:fs'
import { hasShared, shared, sharedJson } from './data.js'
import type { TensorJson } from './tensor-json.js'

/** What is fed to a graph of the corpus, and what TensorFlow answered. */
export interface Expected {
  readonly feeds: Readonly<Record<string, TensorJson>>
  readonly fetches: Readonly<Record<string, TensorJson>>
  readonly tolerance: number
}

/** The names of the small frozen graphs in the shared data; none where that is not here. */
export const graphNames: readonly string[] = hasShared
  ? readdirSync(shared('graphs')).flatMap((file) => (file.endsWith('.pb') ? [file.slice(0, -'.pb'.length)] : []))
  : []

export const graphPath = (name: string): string => shared('graphs', `${name}.pb`)

export const expectedOf = (name: string): Expected => sharedJson<Expected>('graphs', `${name}.json`)
