import { useEffect, useLayoutEffect, useRef, useState, useSyncExternalStore, type RefObject } from "react";
import {
  describeFlag,
  describeSpan,
  type FanChart,
  flagNames,
  flagsAt,
  FlagShape,
  type MarkedCode,
  missingAt,
  missingSpans,
  type PlotArea,
} from "#renderer/charts";
import { formatCount, formatTime } from "#renderer/format";
import { useNumberFormat, useViewState } from "#renderer/context";
import { averageStepMs, intervalLevels, useForecastState } from "#renderer/forecasts";
import { drawnNear, placeReadout } from "./place-readout.ts";
import { stepNear } from "./pointing.ts";

export interface ReadoutProps {
  readonly chart: FanChart;
  readonly surface: RefObject<HTMLDivElement | null>;
}

/** Where steps are narrower than this the pointer need not hit one. */
const nearPixels = 8;

/** Exact numbers of the step under the pointer. The same numbers are in the table, for those without a pointer. */
export function Readout({ chart, surface }: ReadoutProps) {
  const [pointer, setPointer] = useState<number | null>(null);
  const shown = useForecastState((state) => state.shown);
  const areFlagsShown = useViewState((state) => state.areFlagsShown);
  // Every picture may put the steps elsewhere: another period, another size.
  const area = useSyncExternalStore(chart.onDrawn, chart.area);
  const number = useNumberFormat(shown);
  const line = useRef<HTMLDivElement>(null);
  const box = useRef<HTMLDivElement>(null);

  // Every pointer event may change the words, and with them the box's size: placed before it is painted.
  useLayoutEffect(() => {
    const [element, words] = [surface.current, box.current];
    if (element === null || words === null || line.current === null || shown === null || area === null) return;
    const size = { width: words.offsetWidth, height: words.offsetHeight };
    const x = line.current.offsetLeft;
    const place = placeReadout(area, x, size, element.clientWidth, drawnNear(shown, area, x, size.width + 24));
    words.style.left = `${place.left}px`;
    words.style.top = `${place.top}px`;
  });

  useEffect(() => {
    const element = surface.current;
    if (element === null) return undefined;
    const onMove = (event: PointerEvent): void => {
      // While dragging over a period to zoom in, the numbers would only be in the way.
      setPointer(event.buttons === 0 ? event.clientX - element.getBoundingClientRect().left : null);
    };
    const onLeave = (): void => setPointer(null);
    element.addEventListener("pointermove", onMove);
    element.addEventListener("pointerdown", onLeave);
    element.addEventListener("pointerleave", onLeave);
    window.addEventListener("resize", onLeave);
    return () => {
      window.removeEventListener("resize", onLeave);
      element.removeEventListener("pointermove", onMove);
      element.removeEventListener("pointerdown", onLeave);
      element.removeEventListener("pointerleave", onLeave);
    };
  }, [surface]);

  if (pointer === null || shown === null || area === null) return null;
  if (pointer < area.left - 4 || pointer > area.left + area.width + 4) return null;
  const msPerPixel = (area.times[1] - area.times[0]) / area.width;
  // Steps of a calendar are not all of one length: over a weekend Friday is still the nearest business day.
  const step = stepNear(
    shown,
    timeAt(area, pointer),
    Math.max(1.5 * averageStepMs(shown.values), nearPixels * msPerPixel),
  );
  if (step === null) return null;
  const gap = Number.isNaN(step.observed) ? missingAt(missingSpans(shown.values), step.time) : null;
  if (gap === null && Number.isNaN(step.observed) && step.row === null) return null;
  const x = pixelOf(area, step.time);
  if (x < area.left - 1 || x > area.left + area.width + 1) return null;

  const flags = areFlagsShown && step.index !== null ? flagsAt(shown.values.flags, step.index) : [];
  return (
    <div className="readout" aria-hidden="true">
      <div ref={line} className="readout-line" style={{ left: x, top: area.top, height: area.height }} />
      <Dot area={area} x={x} value={step.row?.median ?? Number.NaN} kind="median" />
      <Dot area={area} x={x} value={step.observed} kind={step.row === null ? "history" : "actual"} />
      <div ref={box} className="readout-box">
        <p className="readout-time">{formatTime(step.time, shown.series.frequency)}</p>
        <dl className="readout-list">
          {gap === null ? null : (
            <Line name="Missing" kind="missing" value={describeSpan(gap, shown.series.frequency)} />
          )}
          {step.row === null ? (
            gap === null ? (
              <Line name="Observed" kind="history" value={number(step.observed)} />
            ) : null
          ) : (
            <>
              {Number.isNaN(step.observed) ? null : <Line name="Actual" kind="actual" value={number(step.observed)} />}
              <Line name="Median" kind="median" value={number(step.row.median)} />
              {step.row.intervals.map(({ lower, upper }, index) => {
                const share = Math.round((intervalLevels[index]?.share ?? 0) * 100);
                return Number.isNaN(lower) ? null : (
                  <Line
                    key={share}
                    name={`${share}\u00A0%`}
                    kind={`${share}`}
                    value={`${number(lower)} – ${number(upper)}`}
                  />
                );
              })}
            </>
          )}
        </dl>
        {flags.map((flag) => (
          <p key={flag.code} className="readout-flag">
            <FlagShape code={flag.code as MarkedCode} />
            <span>
              <strong>{flagNames[flag.code]}</strong> {describeFlag(flag, step.index ?? -1, formatCount)}
            </span>
          </p>
        ))}
      </div>
    </div>
  );
}

function Line({ name, kind, value }: { readonly name: string; readonly kind: string; readonly value: string }) {
  return (
    <div className="readout-row">
      <dt className={`key key-${kind}`}>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function Dot({
  area,
  x,
  value,
  kind,
}: {
  readonly area: PlotArea;
  readonly x: number;
  readonly value: number;
  readonly kind: string;
}) {
  const [low, high] = area.values;
  const share = (value - low) / (high - low);
  if (!(share >= 0 && share <= 1)) return null;
  return (
    <div className={`readout-dot readout-dot-${kind}`} style={{ left: x, top: area.top + (1 - share) * area.height }} />
  );
}

function timeAt(area: PlotArea, x: number): number {
  return area.times[0] + ((x - area.left) / area.width) * (area.times[1] - area.times[0]);
}

function pixelOf(area: PlotArea, time: number): number {
  return area.left + ((time - area.times[0]) / (area.times[1] - area.times[0])) * area.width;
}
