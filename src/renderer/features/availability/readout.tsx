import { type RefObject, useEffect, useState } from "react";
import { binAt, binStart } from "#engine/availability";
import { selectedSeries, useActive } from "#renderer/datasets";
import { formatShare, plural } from "#renderer/format";
import { useAvailability, useAvailabilityState } from "./context.ts";
import { binnedHits, hitBins } from "./hits.ts";
import { binName } from "./timeline.ts";
import { type Drawing, useDrawing } from "./use-drawing.ts";
import { binFlagsText, binText, flagsText, presentText, shareText } from "./words.ts";
import { texts } from "./texts.ts";

interface Pointed {
  /** Within the plot, in pixels. */
  readonly x: number;
  readonly y: number;
  readonly left: number;
  readonly lane: "row" | "hits" | "histogram";
  readonly place: number;
}

/** How much longer or shorter the stretch becomes per pixel of the wheel. */
const zoomPerPixel = 1.0015;

/** What lies under the pointer, in exact figures, with a line through its bin; and the wheel, which zooms and moves. */
export function Readout({ plot }: { readonly plot: RefObject<HTMLElement | null> }) {
  const availability = useAvailability();
  const drawing = useDrawing();
  const [pointed, setPointed] = useState<Pointed | null>(null);
  useEffect(() => {
    const element = plot.current;
    if (element === null) return undefined;
    const move = (event: PointerEvent): void => setPointed(event.buttons === 0 ? pointedAt(event, element) : null);
    const leave = (): void => setPointed(null);
    const wheel = (event: WheelEvent): void => {
      const lane = laneOf(event.target);
      if (lane === null) return;
      const isSideways = Math.abs(event.deltaX) > Math.abs(event.deltaY) || event.shiftKey;
      const box = boxOf(element);
      // Over the rows it scrolls them, as in any list.
      if (isSideways) availability.pan((event.deltaX === 0 ? event.deltaY : event.deltaX) / box.width);
      else if (lane !== "row" || event.ctrlKey || event.metaKey)
        availability.zoom(zoomPerPixel ** event.deltaY, (event.clientX - box.left) / box.width);
      else return;
      event.preventDefault();
    };
    element.addEventListener("pointermove", move);
    element.addEventListener("pointerleave", leave);
    element.addEventListener("wheel", wheel, { passive: false });
    return () => {
      element.removeEventListener("pointermove", move);
      element.removeEventListener("pointerleave", leave);
      element.removeEventListener("wheel", wheel);
    };
  }, [availability, plot]);
  if (drawing === null || pointed === null) return null;
  return <Pointing pointed={pointed} drawing={drawing} />;
}

function Pointing({ pointed, drawing }: { readonly pointed: Pointed; readonly drawing: Drawing }) {
  const { x, y, left, lane, place } = pointed;
  const { drawn, range, scale } = drawing;
  const frequency = useActive((open) => selectedSeries(open).frequency);
  const of = lane === "hits" && frequency !== undefined ? hitBins(range, drawn.size, frequency) : drawn;
  const bin = binAt(of.size, scale.timeAt(x));
  if (bin < of.bins.first || bin > of.bins.last) return null;
  const [from, to] = [scale.xOf(binStart(of.size, bin)), scale.xOf(binStart(of.size, bin + 1))];
  const isRight = x > scale.widthPixels / 2;
  return (
    <div aria-hidden="true">
      <div
        className="availability-cursor"
        style={{ left: left + Math.max(from, 0), width: Math.max(to - Math.max(from, 0), 1) }}
      />
      <div
        className="availability-readout"
        style={{ top: y, ...(isRight ? { right: `calc(100% - ${left + from - 8}px)` } : { left: left + to + 8 }) }}
      >
        <strong>{binName(of.size, bin)}</strong>
        {lane === "row" ? <RowReadout drawing={drawing} bin={bin} place={place} /> : null}
        {lane === "histogram" ? <BinReadout drawing={drawing} bin={bin} /> : null}
        {lane === "hits" ? <HitsReadout drawing={drawing} of={of} bin={bin} /> : null}
      </div>
    </div>
  );
}

function BinReadout({ drawing: { drawn }, bin }: { readonly drawing: Drawing; readonly bin: number }) {
  const availability = useAvailability();
  const bins = availability.bins({ size: drawn.size, bins: { first: bin, last: bin } });
  const flags = binFlagsText(bins, 0);
  return (
    <>
      <span>{binText(bins, 0)}</span>
      {flags === "" ? null : <span>{texts.marked(flags)}</span>}
    </>
  );
}

function RowReadout({
  drawing: { drawn },
  bin,
  place,
}: {
  readonly drawing: Drawing;
  readonly bin: number;
  readonly place: number;
}) {
  const availability = useAvailability();
  const id = useAvailabilityState((state) => state.dataset?.series[place]?.id ?? "");
  const series = useAvailabilityState((state) => state.overview?.series);
  const { presentMs, flags } = availability.row({ size: drawn.size, bins: { first: bin, last: bin } }, place);
  const present = presentMs[0] ?? Number.NaN;
  const from = Math.max(binStart(drawn.size, bin), series?.from[place] ?? 0);
  const to = Math.min(binStart(drawn.size, bin + 1), series?.to[place] ?? 0);
  const marks = flagsText(flags[0] ?? 0);
  const text = (): string => {
    if (to <= from) return "No steps here";
    if (Number.isNaN(present)) return "Loading…";
    if (present === 0) return "Gap: no values";
    return `${shareText(present / (to - from))} of values present: ${presentText(present, to - from, drawn.size)}`;
  };
  return (
    <>
      {id === "" ? null : <span>{id}</span>}
      <span>{text()}</span>
      {marks === "" || Number.isNaN(present) ? null : <span>{texts.marked2(marks)}</span>}
    </>
  );
}

function HitsReadout({
  drawing: { range, drawn },
  of,
  bin,
}: {
  readonly drawing: Drawing;
  readonly of: ReturnType<typeof hitBins>;
  readonly bin: number;
}) {
  const hits = useAvailabilityState((state) => state.hits);
  const frequency = useActive((open) => selectedSeries(open).frequency);
  if (hits === null || frequency === undefined) return null;
  const { steps, hits: inside } = binnedHits(hits, hitBins(range, drawn.size, frequency));
  const index = bin - of.bins.first;
  const count = steps[index] ?? 0;
  return (
    <span>
      {count === 0
        ? texts.noPastForecasts
        : texts.ofWithinTheRange(plural(inside[index] ?? 0, "step", "steps"), count, formatShare(hits.level))}
    </span>
  );
}

function laneOf(target: EventTarget | null): Pointed["lane"] | "axis" | null {
  if (!(target instanceof Element)) return null;
  if (target.closest(".availability-row") !== null) return "row";
  const lane = target.closest("[data-lane]")?.getAttribute("data-lane");
  return lane === "hits" || lane === "histogram" || lane === "axis" ? lane : null;
}

/** Where the bins are: all lanes and rows have them one above the other. */
function boxOf(plot: HTMLElement): DOMRect {
  return (plot.querySelector('[data-lane="histogram"]') ?? plot).getBoundingClientRect();
}

function pointedAt(event: PointerEvent, plot: HTMLElement): Pointed | null {
  const lane = laneOf(event.target);
  if (lane === null || lane === "axis") return null;
  const box = boxOf(plot);
  const outer = plot.getBoundingClientRect();
  const x = event.clientX - box.left;
  if (x < 0 || x > box.width) return null;
  const row = event.target instanceof Element ? event.target.closest("[data-place]") : null;
  return {
    x,
    y: event.clientY - outer.top + 12,
    left: box.left - outer.left,
    lane,
    place: Number(row?.getAttribute("data-place") ?? -1),
  };
}
