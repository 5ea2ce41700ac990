import { useEffect, useRef, useState } from 'react'

/** The camera's picture, with a button that takes a photograph. The camera is off again when this is closed. */
export function Camera({ onPhoto }: { onPhoto: (photo: Blob) => void }) {
  const video = useRef<HTMLVideoElement>(null)
  const [ready, setReady] = useState(false)
  const [problem, setProblem] = useState('')

  useEffect(() => {
    let closed = false
    let stream: MediaStream | undefined
    // A page that is not on localhost or https has no cameras at all.
    const opening = navigator.mediaDevices?.getUserMedia({ video: { width: 1280 } }) ?? Promise.reject(new Error())
    opening.then(
      (opened) => {
        stream = opened
        if (closed) stopAll(opened)
        else if (video.current) video.current.srcObject = opened
      },
      () => setProblem('The camera cannot be opened. Allow it in the browser, or choose a file.'),
    )
    return () => {
      closed = true
      if (stream) stopAll(stream)
    }
  }, [])

  const take = () => {
    const { current } = video
    if (!current) return
    const canvas = document.createElement('canvas')
    canvas.width = current.videoWidth
    canvas.height = current.videoHeight
    canvas.getContext('2d')?.drawImage(current, 0, 0)
    canvas.toBlob((photo) => photo && onPhoto(photo), 'image/jpeg', 0.92)
  }

  if (problem) return <p role="alert">{problem}</p>
  return (
    <div className="camera">
      <video aria-label="Camera" autoPlay muted onLoadedData={() => setReady(true)} playsInline ref={video} />
      <button className="button" disabled={!ready} onClick={take} type="button">
        Take the photograph
      </button>
    </div>
  )
}

const stopAll = (stream: MediaStream) => {
  for (const track of stream.getTracks()) track.stop()
}
