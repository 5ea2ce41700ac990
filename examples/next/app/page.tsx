import { PhotoDesk } from './_components/photo-desk'

export default function Page() {
  return (
    <main>
      <h1>Faces and labels</h1>
      <p className="lead">
        Drop a photograph. The server finds its faces with MTCNN and says what it shows with MobileNet.
      </p>
      <PhotoDesk />
    </main>
  )
}
