'use server'

import type { Classification } from '@zoo/mobilenet'
import { describeFailure } from '../lib/describe-failure'
import { loadMobilenet } from '../lib/models'
import { MAX_BYTES, type Problem, problemOf } from '../lib/problem'

/** Server action: the best five labels of the photograph in the form's field `photo`. */
export async function classifyPhoto(form: FormData): Promise<{ labels: Classification[] } | { problem: Problem }> {
  const photo = form.get('photo')
  // A form may hold anything: only a file is a photograph, never a path or a URL.
  if (!(photo instanceof Blob)) return { problem: problemOf('ERR_ARGUMENT') }
  try {
    const mobilenet = await loadMobilenet()
    return { labels: await mobilenet.classify(photo, { topK: 5, untrusted: true, limitInputBytes: MAX_BYTES }) }
  } catch (error) {
    return { problem: describeFailure(error) }
  }
}
