'use client'

import { useEffect } from 'react'
import { LabelBars } from './label-bars'
import { PhotoCanvas } from './photo-canvas'
import { PhotoSources } from './photo-sources'
import { usePhoto } from './use-photo'

/** The page's one interactive part: sources of photographs above, the answers below. */
export function PhotoDesk() {
  const [{ photo, faces, labels, problem, busy }, show] = usePhoto()

  useEffect(() => {
    const paste = (event: ClipboardEvent) => {
      const file = event.clipboardData?.files[0]
      if (file) show(file)
    }
    document.addEventListener('paste', paste)
    return () => document.removeEventListener('paste', paste)
  }, [show])

  const count = faces?.length
  return (
    <>
      <PhotoSources onPhoto={show} />
      <p className="status" role="status">
        {busy && (
          <>
            <progress aria-label="The server is looking at the photograph" /> Looking …
          </>
        )}
        {!busy && !problem && count !== undefined && (count === 1 ? '1 face' : `${count} faces`)}
      </p>
      {problem && (
        <p className="problem" role="alert" data-code={problem.code}>
          {problem.message}
        </p>
      )}
      {photo && !problem && (
        <div className="answers">
          <PhotoCanvas photo={photo} faces={faces ?? []} />
          <LabelBars labels={labels} />
        </div>
      )}
    </>
  )
}
