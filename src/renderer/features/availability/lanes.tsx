import { useCallback, useEffect, useMemo, useRef, type PointerEvent, useState } from "react";
import { selectedSeries, useActive } from "#renderer/datasets";
import { rootScale } from "#renderer/charts";
import { formatCount, formatShare } from "#renderer/format";
import { Canvas } from "./canvas.tsx";
import { useAvailability, useAvailabilityState } from "./context.ts";
import { binnedHits, hitBins } from "./hits.ts";
import { type Brush, paintHistogram, paintHits } from "./painting.ts";
import { binWords, ticksOf } from "./timeline.ts";
import { type Drawing, useDrawing } from "./use-drawing.ts";
import { stretchText } from "./words.ts";
import { texts } from "./texts.ts";

const histogramPixels = 88;
const hitsPixels = 20;
/** Labels of neighbouring ticks don't touch. */
const tickPixels = 84;
/** Less is a press and no stretch. */
const leastDragPixels = 5;

/** Series with data per bin, and below it the axis of time. Here a drag looks closer and the wheel zooms. */
export function Lanes() {
  const availability = useAvailability();
  const place = useRef<HTMLDivElement>(null);
  const drawing = useDrawing();
  useEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    const resizing = new ResizeObserver(([entry]) => {
      if (entry !== undefined) availability.setWidth(Math.floor(entry.contentRect.width));
    });
    resizing.observe(element);
    availability.setWidth(Math.floor(element.clientWidth));
    return () => resizing.disconnect();
  }, [availability]);
  return (
    <div className="availability-lanes">
      <Counts />
      <div className="availability-plot" ref={place} data-lane="histogram">
        {drawing === null ? null : <Histogram drawing={drawing} />}
      </div>
      {drawing === null ? null : <Hits drawing={drawing} />}
      <div aria-hidden="true" />
      {drawing === null ? <div className="availability-axis" /> : <Axis drawing={drawing} />}
    </div>
  );
}

/** The scale of the bars: of how many series all are. */
function Counts() {
  const size = useAvailabilityState((state) => state.drawn?.size);
  const all = useAvailabilityState((state) => state.dataset?.series.length ?? 0);
  return (
    <p className="availability-lane-name">
      {texts.seriesWithData}
      <span className="availability-note">
        {size === undefined ? null : texts.of(binWords[size], formatCount(all))}
      </span>
    </p>
  );
}

function Histogram({ drawing }: { readonly drawing: Drawing }) {
  const availability = useAvailability();
  const all = useAvailabilityState((state) => state.dataset?.series.length ?? 0);
  const { drawn, range, scale, palette, revision } = drawing;
  const height = histogramPixels * rootScale();
  const [drag, setDrag] = useState<{ readonly from: number; readonly to: number } | null>(null);
  // More may be known of the same bins: the revision is what that depends on.
  const bins = useMemo(() => ({ revision, ...availability.bins(drawn) }), [availability, drawn, revision]);
  const paint = useCallback(
    (brush: Brush) => paintHistogram(brush, drawn, scale, height, bins, all, palette),
    [drawn, scale, height, bins, all, palette],
  );
  const xOf = (event: PointerEvent<HTMLDivElement>): number =>
    event.clientX - event.currentTarget.getBoundingClientRect().left;
  const counts = [...bins.withData].filter((count) => !Number.isNaN(count));
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  return (
    <div
      className="availability-histogram"
      role="img"
      aria-label={texts.seriesWithDataToOf(
        binWords[drawn.size],
        stretchText(range),
        formatCount(least),
        formatCount(most),
        formatCount(all),
      )}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        setDrag({ from: xOf(event), to: xOf(event) });
      }}
      onPointerMove={(event) => {
        if (drag !== null) setDrag({ ...drag, to: xOf(event) });
      }}
      onPointerCancel={() => setDrag(null)}
      onPointerUp={() => {
        if (drag === null) return;
        setDrag(null);
        const [left, right] = [Math.min(drag.from, drag.to), Math.max(drag.from, drag.to)];
        if (right - left >= leastDragPixels) availability.zoomTo({ from: scale.timeAt(left), to: scale.timeAt(right) });
      }}
      onDoubleClick={() => availability.showAll()}
    >
      <Canvas className="availability-bars" widthPixels={scale.widthPixels} heightPixels={height} paint={paint} />
      {drag === null ? null : (
        <div
          className="availability-drag"
          style={{ left: Math.min(drag.from, drag.to), width: Math.abs(drag.to - drag.from) }}
        />
      )}
    </div>
  );
}

/** How past forecasts of the series in front did, where they are known. */
function Hits({ drawing }: { readonly drawing: Drawing }) {
  const hits = useAvailabilityState((state) => state.hits);
  const frequency = useActive((open) => selectedSeries(open).frequency);
  const { drawn, range, scale, palette } = drawing;
  const height = hitsPixels * rootScale();
  const binned = useMemo(() => {
    if (hits === null || frequency === undefined) return null;
    const own = hitBins(range, drawn.size, frequency);
    return { own, ...binnedHits(hits, own) };
  }, [hits, frequency, range, drawn]);
  const paint = useCallback(
    (brush: Brush) => {
      if (binned !== null) paintHits(brush, binned.own, scale, height, binned, palette);
    },
    [binned, scale, height, palette],
  );
  if (hits === null || binned === null) return null;
  const total = binned.steps.reduce((sum, count) => sum + count, 0);
  const inside = binned.hits.reduce((sum, count) => sum + count, 0);
  const share = total === 0 ? "none here" : formatShare(inside / total);
  const name = `Past steps within their forecast's ${formatShare(hits.level)} range`;
  return (
    <>
      <p className="availability-lane-name availability-lane-low" title={name}>
        {texts.rangeHeld(formatShare(hits.level))}
        <span className="availability-note">{share}</span>
      </p>
      <div
        className="availability-plot"
        data-lane="hits"
        role="img"
        aria-label={`${name} ${binWords[binned.own.size]}: ${share}`}
      >
        <Canvas className="availability-bars" widthPixels={scale.widthPixels} heightPixels={height} paint={paint} />
      </div>
    </>
  );
}

/** A drag moves along it. */
function Axis({ drawing: { range, scale } }: { readonly drawing: Drawing }) {
  const availability = useAvailability();
  const last = useRef<number | null>(null);
  const labelPixels = tickPixels * rootScale();
  // A label that would be cut off is no label.
  const ticks = ticksOf(range, scale.widthPixels, labelPixels).filter(
    ({ ms }) => scale.xOf(ms) <= scale.widthPixels - (2 / 3) * labelPixels,
  );
  return (
    <div
      className="availability-axis"
      aria-hidden="true"
      data-lane="axis"
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        last.current = event.clientX;
      }}
      onPointerMove={(event) => {
        if (last.current === null) return;
        availability.pan((last.current - event.clientX) / scale.widthPixels);
        last.current = event.clientX;
      }}
      onPointerUp={() => (last.current = null)}
      onPointerCancel={() => (last.current = null)}
    >
      {ticks.map(({ ms, label }) => (
        <span key={ms} className="availability-tick" style={{ left: scale.xOf(ms) }}>
          {label}
        </span>
      ))}
    </div>
  );
}
