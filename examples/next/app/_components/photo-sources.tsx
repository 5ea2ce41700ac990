import { type DragEvent, useId, useState } from 'react'
import { Camera } from './camera'

/** Ways to hand a photograph over: choose a file, drop one, or take one. Pasting works anywhere on the page. */
export function PhotoSources({ onPhoto }: { onPhoto: (photo: Blob) => void }) {
  const [over, setOver] = useState(false)
  const [camera, setCamera] = useState(false)
  const id = useId()

  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    const dropped = event.dataTransfer.files[0]
    if (dropped) onPhoto(dropped)
  }
  const dragOver = (event: DragEvent) => {
    event.preventDefault()
    setOver(true)
  }

  return (
    <section
      aria-label="Photograph"
      className="sources"
      data-over={over}
      onDragLeave={() => setOver(false)}
      onDragOver={dragOver}
      onDrop={drop}
    >
      <p>Drop a photograph here, paste one, or</p>
      <div className="buttons">
        <label className="button" htmlFor={id}>
          Choose a file
        </label>
        <input
          accept="image/*"
          className="visually-hidden"
          id={id}
          onChange={({ target }) => {
            const chosen = target.files?.[0]
            if (chosen) onPhoto(chosen)
            // Choosing the same file again is a change, too.
            target.value = ''
          }}
          type="file"
        />
        <button className="button" onClick={() => setCamera(!camera)} type="button">
          {camera ? 'Close the camera' : 'Use the camera'}
        </button>
      </div>
      {camera && (
        <Camera
          onPhoto={(photo) => {
            setCamera(false)
            onPhoto(photo)
          }}
        />
      )}
    </section>
  )
}
