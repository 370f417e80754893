import { useDrawing } from "./use-drawing.ts";
import { texts } from "./texts.ts";

/** What the colours of the rows mean. */
export function Legend() {
  const drawing = useDrawing();
  if (drawing === null) return null;
  const { present, gap, flag } = drawing.palette;
  return (
    <div className="availability-legend">
      <span className="availability-key">
        <span>{texts.few}</span>
        <span className="availability-ramp" aria-hidden="true">
          {present.map((colour) => (
            <span key={colour} style={{ background: colour }} />
          ))}
        </span>
        <span>{texts.allValuesPresent}</span>
      </span>
      <span className="availability-key">
        <span className="availability-gap-mark" style={{ background: gap }} aria-hidden="true" />
        {texts.gap}
      </span>
      <span className="availability-key">
        <span className="availability-flag-mark" style={{ background: flag }} aria-hidden="true" />
        {texts.markedAsOnTheChart}
      </span>
      <span className="availability-key">{texts.emptyTheSeriesHasNo}</span>
      <span className="availability-hint">{texts.dragOverTheBarsOr}</span>
    </div>
  );
}
