import { useDrawing } from "./use-drawing.ts";

/** What the colours of the rows mean. */
export function Legend() {
  const drawing = useDrawing();
  if (drawing === null) return null;
  const { present, gap, flag } = drawing.palette;
  return (
    <div className="availability-legend">
      <span className="availability-key">
        <span>few</span>
        <span className="availability-ramp" aria-hidden="true">
          {present.map((colour) => (
            <span key={colour} style={{ background: colour }} />
          ))}
        </span>
        <span>all values present</span>
      </span>
      <span className="availability-key">
        <span className="availability-gap-mark" style={{ background: gap }} aria-hidden="true" />
        gap
      </span>
      <span className="availability-key">
        <span className="availability-flag-mark" style={{ background: flag }} aria-hidden="true" />
        marked, as on the chart
      </span>
      <span className="availability-key">empty: the series has no steps there</span>
      <span className="availability-hint">Drag over the bars or turn the wheel to zoom, drag the axis to move.</span>
    </div>
  );
}
