import { describe, expect, test } from "vitest";
import { isCancelled } from "#domain/errors";
import { dayMs, type IngestedSeries } from "#domain/series";
import { availabilityPart, intervalsOf, overviewOf, valueRuns } from "#engine/availability";
import { Availability, type AvailabilityPorts } from "./availability.ts";
import { emptyQueries, seriesOf } from "./evaluation-fixtures.ts";

const { signal } = new AbortController();
const named = (id: string, series: IngestedSeries): IngestedSeries => ({ ...series, id });

/** Days 0 to 9: without a gap, with one at its beginning, and with flags. */
const complete = named("complete", seriesOf(10));
const late = named("late", seriesOf(10, 3));
const flagged: IngestedSeries = {
  ...named("flagged", seriesOf(10)),
  flags: {
    steps: { duplicate: 3 },
    total: 5,
    spans: [{ code: "duplicate", fromStep: 2, toStep: 4 }],
  },
};

/** What the evaluate process would answer, after `before`. */
function setUp(series: readonly IngestedSeries[], before: () => Promise<void> = async () => {}) {
  const looked: number[][] = [];
  const bins: number[] = [];
  const open = { dataset: { series }, series: new Map(series.map((one) => [one.id, one])) };
  const state = { open };
  const evaluate: AvailabilityPorts["evaluate"] = {
    async runs(values) {
      looked.push(values.map(({ length }) => length));
      await before();
      return values.map(valueRuns);
    },
    availabilityOverview: async (all) => overviewOf(all),
    async availabilityBins({ series: all, size, ranges, rows }) {
      bins.push(ranges.length);
      return ranges.map((range) => availabilityPart(all, size, range, rows));
    },
  };
  const datasets = {
    get: () => state.open,
    series: (_handle: string, id: string) => state.open.series.get(id) as IngestedSeries,
  };
  const queries = emptyQueries();
  return { availability: new Availability({ evaluate, datasets, queries }), looked, bins, state, queries };
}

const firstDays = { dataset: "d", view: "v", size: "day", ranges: [{ first: 0, last: 3 }], rows: [1] } as const;

describe("data over time", () => {
  test("are counted from the values, and of series without gaps nobody looks at them", async () => {
    const { availability, looked } = setUp([complete, late, flagged]);
    const overview = await availability.overview("d", signal);
    expect(overview).toMatchObject({ from: 0, to: 10 * dayMs, complete: 2, severalRows: 3, unlistedFlags: 4 });
    expect(overview.longestGap).toEqual({ series: 1, from: 0, to: 3 * dayMs });
    const [part] = await availability.bins(firstDays, signal);
    expect([...(part?.bins.withData ?? [])]).toEqual([2, 2, 2, 3]);
    expect(part?.bins.flagged).toEqual({ duplicate: Float64Array.of(0, 0, 1, 1) });
    expect(part?.rows.map(({ series, presentMs }) => [series, ...presentMs])).toEqual([[1, 0, 0, 0, dayMs]]);
    expect(await availability.gaps({ dataset: "d", series: "late" }, signal)).toEqual({
      gaps: [{ from: 0, to: 3 * dayMs }],
      totalGaps: 1,
    });
    expect(looked).toEqual([[10]]);
  });

  test("flags that the import counts and does not list are told, and gaps are none of them", async () => {
    const gappy = named("gappy", seriesOf(12));
    // Gaps on days 0, 3 and 11, of which one is listed; and two outliers, of which none is.
    const values = gappy.values.map((value, day) => ([0, 3, 11].includes(day) ? Number.NaN : value));
    const flags = {
      steps: { missing: 3, outlier: 2 },
      total: 5,
      spans: [{ code: "missing", fromStep: 0, toStep: 0 }],
    } as const;
    const { availability } = setUp([{ ...gappy, values, missing: 3, flags }]);
    expect((await availability.overview("d", signal)).unlistedFlags).toBe(2);
    const nothing = { ...gappy, values: gappy.values.map(() => Number.NaN), missing: 12 };
    const missing = { steps: { missing: 12 }, total: 1, spans: [] };
    const without = setUp([{ ...nothing, flags: missing }, complete]).availability;
    expect((await without.overview("d", signal)).unlistedFlags).toBe(0);
  });

  test("of a large file are looked for in parts", async () => {
    const long = (id: string) => named(id, seriesOf(300_000, 1));
    const { availability, looked } = setUp([long("a"), long("b"), complete, long("c")]);
    expect((await availability.overview("d", signal)).complete).toBe(1);
    expect(looked).toEqual([[300_000, 300_000], [300_000]]);
  });

  test("of many intervals are counted in parts, which say what all would say at once", async () => {
    // A value every other day: 100,000 intervals each.
    const dotted = (id: string): IngestedSeries => {
      const series = named(id, seriesOf(200_000, 1));
      return {
        ...series,
        values: series.values.map((value, day) => (day % 2 === 0 ? Number.NaN : value)),
        missing: 100_000,
      };
    };
    const all = [dotted("a"), dotted("b"), late, dotted("c"), dotted("d")];
    const { availability, bins } = setUp(all);
    const size = "decade" as const;
    const range = { first: 197, last: 251 };
    const intervals = all.map((series) => intervalsOf(series, valueRuns(series.values)));
    const [part] = await availability.bins({ dataset: "d", view: "v", size, ranges: [range], rows: [4, 2] }, signal);
    // All of them in two parts, and the two rows.
    expect(bins).toHaveLength(3);
    const whole = availabilityPart(intervals, size, range, [2, 4]);
    expect(part).toEqual(whole);
    // What is in sight is all that is sent.
    await availability.bins({ ...firstDays, rows: [] }, signal);
    expect(bins).toHaveLength(4);
  });

  test("the newest request of a view is answered; older ones that wait are not, and the work goes on for it", async () => {
    const gate = Promise.withResolvers<void>();
    const { availability, looked, bins } = setUp([complete, late], () => gate.promise);
    const older = availability.bins(firstDays, signal).then(
      () => "answered",
      (error: unknown) => (isCancelled(error) ? "cancelled" : "failed"),
    );
    const other = availability.bins({ ...firstDays, view: "other" }, signal);
    const newest = availability.bins({ ...firstDays, rows: [] }, signal);
    gate.resolve();
    expect(await older).toBe("cancelled");
    expect((await other)[0]?.rows).toHaveLength(1);
    expect((await newest)[0]?.rows).toHaveLength(0);
    expect(looked).toHaveLength(1);
    expect(bins).toHaveLength(2);
  });

  test("flags are those of the file that was read last, and the values are not looked at again", async () => {
    const { availability, looked, state } = setUp([late]);
    expect((await availability.overview("d", signal)).severalRows).toBe(0);
    // Read again: the same content, and the same opened dataset with other flags.
    const again = { ...late, values: late.values.slice(), flags: flagged.flags };
    Object.assign(state.open, { dataset: { series: [again] } });
    expect((await availability.overview("d", signal)).severalRows).toBe(3);
    const [part] = await availability.bins({ ...firstDays, rows: [] }, signal);
    expect(part?.bins.flagged).toEqual({ duplicate: Float64Array.of(0, 0, 1, 1) });
    expect(looked).toHaveLength(1);
  });

  test("other values of a series are looked at anew", async () => {
    const { availability, looked, state } = setUp([late]);
    expect((await availability.overview("d", signal)).longestGap).toMatchObject({ to: 3 * dayMs });
    const filled = { ...late, values: late.values.map((value, day) => (day === 2 ? 5 : value)), missing: 2 };
    Object.assign(state.open, { series: new Map([[late.id, filled]]) });
    expect((await availability.overview("d", signal)).longestGap).toMatchObject({ to: 2 * dayMs });
    expect(looked).toHaveLength(2);
  });

  test("work that nobody waits for is given up, and asked for anew", async () => {
    const gate = Promise.withResolvers<void>();
    const { availability, looked } = setUp([late], () => gate.promise);
    const abort = new AbortController();
    const given = availability.overview("d", abort.signal);
    abort.abort();
    await expect(given).rejects.toSatisfy(isCancelled);
    gate.resolve();
    expect((await availability.overview("d", signal)).complete).toBe(0);
    expect(looked).toHaveLength(2);
  });
});
