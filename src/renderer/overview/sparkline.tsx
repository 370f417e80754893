import { memo } from "react";
import { sparkForecast, sparkHistory } from "#domain/overview";
import "./sparkline.css";

export interface SparklineProps {
  /** [points] the past; null until it is known. */
  readonly history: Float32Array | null;
  /** [parts × points] median, lower and upper bound of the forecast; null until it is known. */
  readonly forecast: Float32Array | null;
  /** Whether there is room for a forecast. */
  readonly hasForecast?: boolean;
}

const height = 100;
/** Of the past, however short it is. */
const fewestPoints = 8;

/** The past of a series and its forecast with the 80 % range, without axes. Numbers beside it say the same. */
export const Sparkline = memo(function Sparkline({ history, forecast, hasForecast = false }: SparklineProps) {
  const points = hasForecast ? sparkHistory + sparkForecast : sparkHistory;
  const shapes = history === null ? null : shapesOf(history, forecast);
  // A short past takes all of the room, too.
  const first = history === null ? 0 : Math.min(Math.max(0, firstKnown(history)), sparkHistory - fewestPoints);
  return (
    <svg
      className="sparkline"
      viewBox={`${first} 0 ${points - 1 - first} ${height}`}
      preserveAspectRatio="none"
      aria-hidden="true"
      focusable="false"
    >
      {shapes === null ? null : (
        <>
          <path className="sparkline-range" d={shapes.range} />
          <path className="sparkline-past" d={shapes.past} />
          <path className="sparkline-median" d={shapes.median} />
        </>
      )}
    </svg>
  );
});

function firstKnown(values: Float32Array): number {
  return values.findIndex((value) => !Number.isNaN(value));
}

/** Paths within the picture's box. */
export function shapesOf(
  history: Float32Array,
  forecast: Float32Array | null,
): { readonly past: string; readonly median: string; readonly range: string } {
  const part = (index: number): Float32Array =>
    forecast?.subarray(index * sparkForecast, (index + 1) * sparkForecast) ?? new Float32Array();
  const [median, lower, upper] = [part(0), part(1), part(2)];
  let lowest = Infinity;
  let highest = -Infinity;
  for (const values of [history, median, lower, upper])
    for (const value of values) {
      if (value < lowest) lowest = value;
      if (value > highest) highest = value;
    }
  const span = highest - lowest;
  const yOf = (value: number): string =>
    (span > 0 ? (1 - (value - lowest) / span) * (height - 8) + 4 : height / 2).toFixed(1);
  const at = (values: Float32Array, index: number, from: number): string =>
    `${from + index},${yOf(values[index] ?? 0)}`;
  return {
    past: lineOf(history, (index) => at(history, index, 0)),
    // From the last value on, so that the eye sees one line.
    median: lineOf(
      median,
      (index) => at(median, index, sparkHistory),
      lastPoint(history, (index) => at(history, index, 0)),
    ),
    range: areaOf(lower, upper, (values, index) => at(values, index, sparkHistory)),
  };
}

/** Gaps are gaps; a point between two of them is as wide as its line. */
function lineOf(values: Float32Array, pointAt: (index: number) => string, start: string | null = null): string {
  let path = start === null ? "" : `M${start}`;
  let isOpen = start !== null;
  for (let index = 0; index < values.length; index += 1) {
    if (Number.isNaN(values[index])) {
      isOpen = false;
      continue;
    }
    path += `${isOpen ? "L" : "M"}${pointAt(index)}${isOpen ? "" : "h0"}`;
    isOpen = true;
  }
  return path;
}

function lastPoint(values: Float32Array, pointAt: (index: number) => string): string | null {
  const last = values.length - 1;
  return last < 0 || Number.isNaN(values[last]) ? null : pointAt(last);
}

function areaOf(
  lower: Float32Array,
  upper: Float32Array,
  pointAt: (values: Float32Array, index: number) => string,
): string {
  const known = [...upper.keys()].filter((index) => !Number.isNaN(upper[index]) && !Number.isNaN(lower[index]));
  if (known.length === 0) return "";
  const there = known.map((index) => pointAt(upper, index));
  const back = known.toReversed().map((index) => pointAt(lower, index));
  return `M${[...there, ...back].join("L")}Z`;
}
