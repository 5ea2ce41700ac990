import type { Classification } from '@zoo/mobilenet'

/** The best labels with a bar each, as long as the label is probable. */
export function LabelBars({ labels }: { labels: readonly Classification[] | undefined }) {
  if (!labels) return <ol aria-hidden className="labels waiting" />
  return (
    <ol aria-label="What the photograph shows" className="labels">
      {labels.map(({ label, classIndex, probability }) => (
        <li key={classIndex}>
          <span>{label}</span>
          <span>{(probability * 100).toFixed(1)} %</span>
          <meter aria-label={label} max={1} min={0} value={probability} />
        </li>
      ))}
    </ol>
  )
}
