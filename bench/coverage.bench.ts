/** How many series have data in each bin of time: the sweep against nested loops. */
import { deepStrictEqual } from "node:assert";
import type { PackedIntervals, SeriesIntervals } from "#domain/availability";
import { dayMs, minuteMs } from "#domain/series";
import { availabilityPart, binAt, binEdges, countedIn, KnownAvailability, valueRuns } from "#engine/availability";
import { countedByLoops } from "../src/engine/availability/nested-loops-fixtures.ts";
import { type BenchContext, measure, median } from "./lib.ts";

export const describe =
  "series with data per bin of 15 minutes: a sweep against nested loops, panning, and finding gaps in values";

const seriesCount = 1500;
const periods = 50;
const bins = 35_000;
const startMs = Date.UTC(2025, 0, 1);
const binMs = 15 * minuteMs;

export async function run({ quick, figure, note }: BenchContext): Promise<void> {
  const series = madeSeries();
  const first = binAt("15 minutes", startMs);
  const range = { first, last: first + bins - 1 };
  const edges = binEdges("15 minutes", range);

  const runs = quick ? 3 : 15;
  const sweep = median(await measure(() => countedIn(series, edges), { runs, warmups: 3 }));
  const loopRuns = quick ? 1 : 3;
  let byLoops = new Float64Array();
  const loops = median(await measure(() => (byLoops = seriesByLoops(series, edges)), { runs: loopRuns, warmups: 0 }));

  const counted = countedIn(series, edges);
  deepStrictEqual(counted.withData, byLoops);
  // All columns, and not only the one that both are timed for, in stretches over the whole range.
  for (let bin = 0; bin + 250 <= bins; bin += 5000) {
    const within = (column: Float64Array): Float64Array => column.slice(bin, bin + 250);
    const { spanning, withData, presentMs, spanMs, flagged } = countedByLoops(series, edges.subarray(bin, bin + 251));
    deepStrictEqual([counted.spanning, counted.withData, counted.presentMs, counted.spanMs].map(within), [
      spanning,
      withData,
      presentMs,
      spanMs,
    ]);
    deepStrictEqual(flagged, {});
  }
  note(
    `${seriesCount} series x ${periods} periods x ${bins} bins: equal results, ${Math.max(...byLoops)} series at most.`,
  );

  figure({ id: "sweep", value: sweep, unit: "ms", target: "<= 50", baseline: loops, runs });
  figure({ id: "nested-loops", value: loops, unit: "ms", runs: loopRuns });
  figure({ id: "speed-up", value: loops / sweep, unit: "x", target: ">= 100", runs });

  // As the window pans: a tenth of 1,000 bins is new, and 40 rows are in sight.
  const rows = Array.from({ length: 40 }, (_, place) => place);
  const pan = median(
    await measure(
      () => {
        const known = new KnownAvailability();
        show(known, series, first, rows);
        const started = performance.now();
        show(known, series, first + 100, rows);
        panned.push(performance.now() - started);
      },
      { runs, warmups: 1 },
    ).then(() => panned.splice(0)),
  );
  figure({ id: "pan", value: pan, unit: "ms", runs });

  const values = Float64Array.from({ length: 5_000_000 }, (_, step) => (step % 97 < 5 ? Number.NaN : step));
  const found = median(await measure(() => valueRuns(values), { runs, warmups: 2 }));
  figure({ id: "gaps-of-5-million-values", value: found, unit: "ms", runs });
}

const panned: number[] = [];

function show(
  known: KnownAvailability,
  series: readonly SeriesIntervals[],
  first: number,
  rows: readonly number[],
): void {
  const range = { first, last: first + 999 };
  const wanted = known.missing("15 minutes", range, rows);
  for (const part of wanted?.ranges ?? []) known.add(availabilityPart(series, "15 minutes", part, wanted?.rows ?? []));
  known.bins("15 minutes", range);
}

/** Periods of hours to days over the whole range, which begin and end at any minute. */
function madeSeries(): SeriesIntervals[] {
  let state = 12_345;
  const random = (): number => (state = (state * 1_103_515_245 + 12_345) % 2_147_483_648) / 2_147_483_648;
  const room = (bins * binMs) / periods;
  return Array.from({ length: seriesCount }, () => {
    const data: PackedIntervals = new Float64Array(2 * periods);
    for (let period = 0; period < periods; period += 1) {
      const from = startMs + period * room + Math.floor((random() * room) / 2 / minuteMs) * minuteMs;
      const longest = startMs + (period + 1) * room - minuteMs - from;
      data[2 * period] = from;
      data[2 * period + 1] = from + Math.max(1, Math.floor((random() * longest) / minuteMs)) * minuteMs;
    }
    return { from: (data[0] ?? 0) - dayMs, to: (data.at(-1) ?? 0) + dayMs, data, flagged: {} };
  });
}

/** The plain way: each bin against each period of each series, until one is found. */
function seriesByLoops(series: readonly SeriesIntervals[], edges: Float64Array): Float64Array<ArrayBuffer> {
  const counts = new Float64Array(edges.length - 1);
  for (let bin = 0; bin < counts.length; bin += 1) {
    const from = edges[bin] ?? 0;
    const to = edges[bin + 1] ?? 0;
    let count = 0;
    for (const { data } of series) {
      for (let place = 0; place < data.length; place += 2) {
        if ((data[place] ?? 0) < to && (data[place + 1] ?? 0) > from) {
          count += 1;
          break;
        }
      }
    }
    counts[bin] = count;
  }
  return counts;
}
