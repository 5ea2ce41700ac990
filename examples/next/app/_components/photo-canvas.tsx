import type { Face } from '@zoo/mtcnn'
import { useEffect, useRef } from 'react'

/** The photograph with a box and five points for each face. */
export function PhotoCanvas({ photo, faces }: { photo: Blob; faces: readonly Face[] }) {
  const canvas = useRef<HTMLCanvasElement>(null)

  useEffect(() => {
    let gone = false
    // EXIF orientation is applied here as on the server, so that the boxes fit.
    createImageBitmap(photo).then(
      (bitmap) => {
        if (!gone && canvas.current) draw(canvas.current, bitmap, faces)
        bitmap.close()
      },
      () => {},
    )
    return () => {
      gone = true
    }
  }, [photo, faces])

  return <canvas aria-label={`The photograph with ${faces.length} faces marked`} ref={canvas} role="img" />
}

function draw(canvas: HTMLCanvasElement, bitmap: ImageBitmap, faces: readonly Face[]) {
  canvas.width = bitmap.width
  canvas.height = bitmap.height
  const context = canvas.getContext('2d')
  if (!context) return
  context.drawImage(bitmap, 0, 0)
  const line = Math.max(2, Math.hypot(bitmap.width, bitmap.height) / 500)
  for (const { box, landmarks } of faces) {
    const size = [box.xMin, box.yMin, box.xMax - box.xMin, box.yMax - box.yMin] as const
    // A dark line under the bright one stays visible on any ground.
    for (const [width, colour] of [
      [line * 2, '#0008'],
      [line, '#2ee66b'],
    ] as const) {
      context.lineWidth = width
      context.strokeStyle = colour
      context.strokeRect(...size)
    }
    context.fillStyle = '#2ee66b'
    for (const { x, y } of Object.values(landmarks)) {
      context.beginPath()
      context.arc(x, y, line, 0, 2 * Math.PI)
      context.fill()
    }
  }
}
