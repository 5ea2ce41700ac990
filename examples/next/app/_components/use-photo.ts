import type { Classification } from '@zoo/mobilenet'
import type { Face } from '@zoo/mtcnn'
import { useCallback, useRef, useState } from 'react'
import { MAX_BYTES, type Problem, problemOf } from '../../lib/problem'
import { classifyPhoto } from '../actions'

/** What the desk shows. The answers come one by one. */
export interface Desk {
  readonly photo?: Blob
  readonly faces?: readonly Face[]
  readonly labels?: readonly Classification[]
  readonly problem?: Problem
  readonly busy: boolean
}

async function detectFaces(photo: Blob, signal: AbortSignal): Promise<readonly Face[]> {
  const response = await fetch('/api/detect', { method: 'POST', body: photo, signal })
  const answer = await response.json()
  if (!response.ok) throw answer
  return answer.faces
}

async function labelsOf(photo: Blob): Promise<readonly Classification[]> {
  const form = new FormData()
  form.set('photo', photo)
  const answer = await classifyPhoto(form)
  if ('problem' in answer) throw answer.problem
  return answer.labels
}

const isProblem = (value: unknown): value is Problem =>
  typeof value === 'object' && value !== null && 'code' in value && 'message' in value && !(value instanceof Error)

/** Sends a photograph to both models and keeps their answers; a newer photograph replaces the one under way. */
export function usePhoto(): [Desk, (photo: Blob) => void] {
  const [desk, setDesk] = useState<Desk>({ busy: false })
  const current = useRef<AbortController>(undefined)

  const show = useCallback((photo: Blob) => {
    current.current?.abort()
    if (photo.size > MAX_BYTES) {
      setDesk({ busy: false, problem: problemOf('TOO_LARGE') })
      return
    }
    const controller = new AbortController()
    const { signal } = controller
    current.current = controller
    const update = (change: Partial<Desk>) => {
      if (!signal.aborted) setDesk((desk) => ({ ...desk, ...change }))
    }
    const fail = (error: unknown) => {
      update({ busy: false, problem: isProblem(error) ? error : problemOf('NO_ANSWER') })
      controller.abort()
    }
    setDesk({ photo, busy: true })
    void Promise.all([
      detectFaces(photo, signal).then((faces) => update({ faces })),
      labelsOf(photo).then((labels) => update({ labels })),
    ]).then(() => update({ busy: false }), fail)
  }, [])

  return [desk, show]
}
