import type { FlagSpan, SeriesFlags } from "#domain/series";
import type { FigureTokens } from "#engine/figure";
import { firstSpanFrom, markedCodes, spansByCode, type MarkedCode } from "./flags.ts";
import { indexAtOrAfter } from "#renderer/forecasts";
import type { Range } from "./chart-window.ts";

/** Marks of one code that lie nearer than this run into each other. */
const pixelsApart = 5;
/** Steps closer than this draw no dot each; a stretch of them is drawn at the foot alone. */
const narrowestDots = 4;

export interface FlagFrame {
  readonly times: Range;
  readonly values: Range;
  /** Of the plot, in pixels. */
  readonly width: number;
}

type Symbol = Readonly<{ symbol: string; size: number; line: number }>;

/** Shapes differ, so that nobody has to tell them by colour: all of them are open, which nothing else on the chart is. */
const symbols: Readonly<Record<MarkedCode, Symbol>> = {
  outlier: { symbol: "circle-open", size: 12, line: 1.8 },
  filled: { symbol: "circle-open", size: 6, line: 1.4 },
  "out-of-range": { symbol: "triangle-up-open", size: 9, line: 1.5 },
  code: { symbol: "x-thin", size: 7, line: 1.6 },
  unreadable: { symbol: "x-thin", size: 7, line: 1.6 },
  duplicate: { symbol: "diamond-open", size: 9, line: 1.5 },
  partial: { symbol: "square-open", size: 7, line: 1.4 },
  calibration: { symbol: "cross-thin", size: 7, line: 1.5 },
  snapped: { symbol: "line-ns", size: 5, line: 1.2 },
  corrected: { symbol: "star-diamond-open", size: 10, line: 1.5 },
};

/** These are about many steps at once more often than not, and say little about each: they stay at the foot. */
const atFoot: ReadonlySet<MarkedCode> = new Set(["snapped", "calibration"]);

/**
 * The flags of a series inside the visible period. Of each code there is at most one mark per few pixels, so that there are
 * never more of them than the eye can tell apart, however long the series is; of marks that share a place the outermost value
 * is kept.
 */
export function flagTraces(
  {
    times,
    values,
    flags,
  }: { readonly times: Float64Array; readonly values: Float64Array; readonly flags: SeriesFlags },
  frame: FlagFrame,
  tokens: FigureTokens,
  plotlyTime: (time: number) => string,
): Record<string, unknown>[] {
  const first = indexAtOrAfter(times, frame.times[0]);
  const last = indexAtOrAfter(times, frame.times[1] + 1) - 1;
  if (last < first) return [];
  const spans = spansByCode(flags);
  return markedCodes.flatMap((code) => {
    const own = spans.get(code);
    if (own === undefined) return [];
    const { x, y } = marksOf(code, own, { times, values }, [first, last], frame);
    if (x.length === 0) return [];
    const { symbol, size, line } = symbols[code];
    return [
      {
        type: "scatter",
        mode: "markers",
        meta: { role: "flag", code },
        x: x.map(plotlyTime),
        y,
        hoverinfo: "skip",
        showlegend: false,
        cliponaxis: false,
        // Quiet beside the values that they are about; the readout shows the one under the pointer in its colour.
        marker: { symbol, size, color: tokens.mutedText, line: { width: line, color: tokens.mutedText } },
      },
    ];
  });
}

function marksOf(
  code: MarkedCode,
  spans: readonly FlagSpan[],
  { times, values }: { readonly times: Float64Array; readonly values: Float64Array },
  [first, last]: Range,
  frame: FlagFrame,
): { x: number[]; y: number[] } {
  const perPixel = (frame.times[1] - frame.times[0]) / Math.max(frame.width, 1);
  const stepPixels = ((times[last] ?? 0) - (times[first] ?? 0)) / Math.max(last - first, 1) / perPixel;
  const [low, high] = frame.values;
  const foot = low + (high - low) * 0.035;
  const middle = (low + high) / 2;
  const x: number[] = [];
  const y: number[] = [];
  let lastPlace = Number.NEGATIVE_INFINITY;
  let lastReach = 0;
  const put = (time: number, value: number): void => {
    const isAtFoot = atFoot.has(code) || !(value >= low && value <= high);
    const height = isAtFoot ? foot : value;
    const reach = Math.abs(height - middle);
    const place = Math.floor((time - frame.times[0]) / perPixel / pixelsApart);
    if (place === lastPlace) {
      if (reach <= lastReach) return;
      x.pop();
      y.pop();
    }
    x.push(time);
    y.push(height);
    lastPlace = place;
    lastReach = reach;
  };
  for (let index = firstSpanFrom(spans, first); index < spans.length; index += 1) {
    const span = spans[index];
    if (span === undefined || span.fromStep > last) break;
    // Long stretches are walked through in strides: between two of their marks lies nothing that would be drawn.
    const stride = stepPixels >= narrowestDots ? 1 : Math.max(1, Math.floor(pixelsApart / Math.max(stepPixels, 1e-9)));
    for (let step = Math.max(span.fromStep, first); step <= Math.min(span.toStep, last); step += stride) {
      put(times[step] ?? Number.NaN, values[step] ?? Number.NaN);
    }
  }
  return { x, y };
}

/** Where the user's finding lies: a faint column in the accent colour, wide enough to be found. */
export function findingTraces(
  finding: { readonly from: number; readonly to: number },
  stepMs: number,
  { times, values, width }: FlagFrame,
  tokens: FigureTokens,
  plotlyTime: (time: number) => string,
): Record<string, unknown>[] {
  const perPixel = (times[1] - times[0]) / Math.max(width, 1);
  const middle = (finding.from + finding.to) / 2;
  const half = Math.max((finding.to - finding.from + stepMs) / 2, 7 * perPixel);
  const [from, to] = [Math.max(middle - half, times[0]), Math.min(middle + half, times[1])];
  if (from >= to) return [];
  const [low, high] = values;
  return [
    {
      type: "scatter",
      mode: "lines",
      meta: { role: "finding" },
      x: [from, from, to, to, from].map(plotlyTime),
      y: [low, high, high, low, low],
      fill: "toself",
      hoverinfo: "skip",
      showlegend: false,
      line: { width: 1, color: tokens.flag },
      fillcolor: `${tokens.flag}24`,
    },
  ];
}
