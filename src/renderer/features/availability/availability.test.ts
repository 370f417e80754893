import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { RequestArgs } from "#contract/ipc";
import type { AvailabilityOverview, SeriesIntervals } from "#domain/availability";
import { dayMs } from "#domain/series";
import { availabilityPart, binEdges, binStart, overviewOf } from "#engine/availability";
import { createSession, createView } from "#renderer/context";
import { createDatasets } from "#renderer/datasets";
import { createClient } from "../../bridge/client.ts";
import { datasetOf, FakeApi, FakeClock, settle } from "../../bridge/fixtures.ts";
import { type Availability, createAvailability } from "./availability.ts";

const start = Date.UTC(2020, 0, 1);
const day = (index: number): number => start + index * dayMs;
const interval = (from: number, to: number, ...data: number[]): SeriesIntervals => ({
  from: day(from),
  to: day(to),
  data: Float64Array.from(data, day),
  flagged: {},
});
/** "c10" before "c9" in the file; a has a long gap, b starts late and is complete. */
const series: Readonly<Record<string, SeriesIntervals>> = {
  c10: interval(0, 400, 0, 390, 395, 400),
  a: interval(0, 400, 0, 100, 200, 400),
  b: interval(300, 400, 300, 400),
  c9: interval(0, 400, 0, 400),
};
const all = Object.values(series);
const overview: AvailabilityOverview = { ...overviewOf(all), severalRows: 0, unlistedFlags: 0 };

type Bins = RequestArgs<"availability:bins">;

/** As main answers. */
function answered({ size, ranges, rows }: Bins) {
  return { parts: ranges.map((range) => availabilityPart(all, size, range, rows)) };
}

function setUp({ isHeld = false } = {}) {
  const asked: Bins[] = [];
  const api = new FakeApi()
    .always("availability:overview", () => ({ ok: true, value: overview }))
    .always("availability:gaps", () => ({ ok: true, value: { gaps: [], totalGaps: 0 } }));
  if (!isHeld)
    api.always("availability:bins", (args) => {
      asked.push(args);
      return { ok: true, value: answered(args) };
    });
  const clock = new FakeClock();
  const client = createClient(api);
  const session = createSession(client, () => false);
  const view = createView();
  const datasets = createDatasets(() => undefined);
  datasets.setModels([], "n");
  datasets.show(datasetOf("d", ...Object.keys(series)), "g");
  const availability = createAvailability({ client, clock, datasets, session, view });
  const state = () => availability.store.getState();
  /** Lets pauses and answers pass. */
  const rest = async (): Promise<void> => {
    clock.advance(1_000);
    for (let turn = 0; turn < 4; turn += 1) await settle();
  };
  return {
    ...{ api, asked, availability, datasets, view, state, rest },
    async open() {
      availability.setWidth(800);
      availability.open();
      await rest();
    },
  };
}

describe("the page", () => {
  test("shows the whole file in the finest bins that it has room for, and rows as they come into sight", async () => {
    const { open, asked, availability, state, rest } = setUp();
    await open();
    const { drawn, range } = state();
    // 400 days with their margins: 200 bins of 4 pixels are weeks.
    expect(drawn?.size).toBe("week");
    expect(range?.from).toBeLessThan(day(0));
    expect(range?.to).toBeGreaterThan(day(400));
    expect(asked).toMatchObject([{ dataset: "d", size: "week", rows: [] }]);
    if (drawn === null) throw new Error("nothing is drawn");
    const away = availability.show(1);
    availability.show(2);
    await rest();
    expect(asked).toHaveLength(2);
    expect(asked[1]?.rows).toEqual([1, 2]);
    expect(availability.bins(drawn)).toEqual(availabilityPart(all, "week", drawn.bins, []).bins);
    expect(availability.row(drawn, 1)).toEqual(availabilityPart(all, "week", drawn.bins, [1]).rows[0]);
    away();
    availability.pan(0);
    await rest();
    expect(asked).toHaveLength(2);
  });

  test("asks for what is new alone as it moves, keeps what it has, and is right wherever it was", async () => {
    const { open, asked, availability, state, rest } = setUp();
    await open();
    availability.show(0);
    availability.zoomTo({ from: day(0), to: day(50) });
    await rest();
    const before = asked.length;
    availability.pan(0.1);
    await rest();
    const { drawn } = state();
    const [added, ...more] = asked.slice(before).flatMap(({ ranges }) => ranges);
    expect(more).toEqual([]);
    expect((added?.last ?? 0) - (added?.first ?? 0)).toBeLessThan(25);
    for (const go of [
      () => availability.pan(-1),
      () => availability.zoom(4),
      () => availability.zoom(0.25),
      () => availability.showAll(),
    ]) {
      go();
      await rest();
      const now = state().drawn;
      if (now === null) throw new Error("nothing is drawn");
      expect(availability.bins(now)).toEqual(availabilityPart(all, now.size, now.bins, []).bins);
      expect(availability.row(now, 0)).toEqual(availabilityPart(all, now.size, now.bins, [0]).rows[0]);
    }
    expect(drawn?.size).toBe("6 hours");
  });

  test("has one request at a time, and shows what was there until the new is", async () => {
    const { open, api, availability, state, rest } = setUp({ isHeld: true });
    await open();
    const held = () => api.waiting.filter(({ name }) => name === "availability:bins");
    expect(held()).toHaveLength(1);
    availability.zoom(0.5);
    availability.zoom(0.5);
    await rest();
    expect(held()).toHaveLength(1);
    expect(state().drawn).toBeNull();
    const answer = () => {
      const [call] = held();
      api.answer("availability:bins", { ok: true, value: answered(call?.args as Bins) });
    };
    answer();
    await rest();
    // What came was of another size: the request for what is in sight now is under way.
    expect(held().map(({ args }) => (args as Bins).size)).toEqual(["day"]);
    answer();
    await rest();
    expect(state().drawn?.size).toBe("day");
    availability.zoom(0.25);
    await rest();
    expect(state().drawn?.size).toBe("day");
    expect(held()).toHaveLength(1);
  });

  test("does not leave the data, nor zoom into nothing", async () => {
    const { open, availability, state } = setUp();
    await open();
    const whole = state().range;
    availability.pan(5);
    availability.zoom(100);
    expect(state().range).toEqual(whole);
    availability.zoom(1e-9);
    const { range } = state();
    expect((range?.to ?? 0) - (range?.from ?? 0)).toBe(3 * 3_600_000);
    availability.pan(-1e9);
    expect(state().range?.from).toBe(whole?.from);
  });

  test("sorts and filters the rows", async () => {
    const { open, availability, state } = setUp();
    await open();
    const names = () => state().rows.map((place) => Object.keys(series)[place]);
    expect(names()).toEqual(["c10", "a", "b", "c9"]);
    availability.sort("name");
    expect(names()).toEqual(["a", "b", "c9", "c10"]);
    availability.sort("present");
    expect(names()).toEqual(["a", "c10", "b", "c9"]);
    availability.sort("gap");
    expect(names().slice(0, 2)).toEqual(["a", "c10"]);
    availability.sort("start");
    expect(names().at(-1)).toBe("b");
    availability.search("c");
    expect(new Set(names())).toEqual(new Set(["c10", "c9"]));
    availability.search("nobody");
    expect(names()).toEqual([]);
  });

  test("takes the series of a row to the front, with its gaps and past forecasts", async () => {
    const { open, api, availability, datasets, state, rest } = setUp();
    await open();
    availability.select(1);
    await rest();
    expect(datasets.store.getState().open[0]?.selection.series).toBe("a");
    const past = () => api.waiting.filter(({ name }) => name === "availability:forecasts");
    expect(past().at(-1)?.args).toMatchObject({ dataset: "d", series: "a", horizon: 24, bands: "native" });
    expect(state().gaps).toEqual({ gaps: [], totalGaps: 0 });
    expect(api.cancelled).toContain(past()[0]?.requestId);
    // Background work brings what was missing.
    api.answer("availability:forecasts", { ok: true, value: null });
    api.answer("availability:forecasts", { ok: true, value: null });
    await rest();
    expect(past()).toHaveLength(0);
    const progress = { dataset: "d", series: "a", model: "n", horizon: 24, computed: 5, total: 5 };
    api.emit({ name: "background:progress", payload: { ...progress, state: "done" } as never });
    await rest();
    const hits = { level: 0.8, times: Float64Array.of(day(0)), hits: Float64Array.of(1) };
    api.answer("availability:forecasts", { ok: true, value: hits });
    await rest();
    expect(state().hits).toEqual(hits);
    // Another method is adopted: the past is to be looked at again.
    api.emit({ name: "methods:changed", payload: { dataset: "d", series: ["a"] } });
    expect(state().hits).toBeNull();
    await rest();
    expect(past()).toHaveLength(1);
  });

  test("says why there is nothing, and asks again", async () => {
    const { open, api, availability, state, rest } = setUp();
    api.always("availability:overview", () => ({ ok: false, error: { code: "worker-crashed", message: "It ended." } }));
    await open();
    expect(state()).toMatchObject({ overview: null, error: { code: "worker-crashed" } });
    api.always("availability:overview", () => ({ ok: true, value: overview }));
    availability.retry();
    await rest();
    expect(state()).toMatchObject({ error: null });
    expect(state().drawn?.size).toBe("week");
    api.always("availability:bins", () => ({ ok: false, error: { code: "internal", message: "No." } }));
    availability.zoom(0.1);
    await rest();
    expect(state().error?.code).toBe("internal");
  });

  test("follows the file in front, keeps its place when the file is read again, and goes with the last one", async () => {
    const { open, asked, availability, datasets, view, state, rest } = setUp();
    await open();
    availability.zoomTo({ from: day(10), to: day(60) });
    await rest();
    const { range } = state();
    const again = { ...datasetOf("e", ...Object.keys(series)), name: "d.csv" };
    datasets.replace("d", again, "reload", "g");
    await rest();
    expect(asked.at(-1)?.dataset).toBe("e");
    expect(state().range).toEqual(range);
    datasets.show(datasetOf("other", ...Object.keys(series)), "h");
    await rest();
    expect(state().dataset?.handle).toBe("other");
    expect(state().range).not.toEqual(range);
    datasets.close("other");
    datasets.close("e");
    await rest();
    expect(view.getState().page).toBe("forecast");
    expect(state().dataset).toBeNull();
  });
});

test("wherever anybody goes, what is drawn is what would be computed at once", async () => {
  const moves = fc.array(
    fc.oneof(
      fc.double({ min: -1.5, max: 1.5, noNaN: true }).map((share) => (view: Availability) => view.pan(share)),
      fc.tuple(fc.double({ min: 0.05, max: 8, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true })).map(
        ([factor, at]) =>
          (view: Availability) =>
            view.zoom(factor, at),
      ),
      fc.constant((view: Availability) => view.showAll()),
      fc.integer({ min: 100, max: 2000 }).map((pixels) => (view: Availability) => view.setWidth(pixels)),
      fc.nat({ max: all.length - 1 }).map((place) => (view: Availability) => void view.show(place)),
    ),
    { minLength: 1, maxLength: 10 },
  );
  await fc.assert(
    fc.asyncProperty(moves, async (chosen) => {
      const { open, availability, state, rest } = setUp();
      await open();
      availability.show(0);
      for (const [index, move] of chosen.entries()) {
        move(availability);
        // Now and then the answers come only after several moves.
        if (index % 3 !== 1) await rest();
      }
      await rest();
      const { drawn, range } = state();
      if (drawn === null || range === null) throw new Error("nothing is drawn");
      expect(binStart(drawn.size, drawn.bins.first)).toBeLessThanOrEqual(range.from);
      expect(binStart(drawn.size, drawn.bins.last + 1)).toBeGreaterThanOrEqual(range.to);
      const cold = availabilityPart(all, drawn.size, drawn.bins, [0]);
      expect(availability.bins(drawn)).toEqual(cold.bins);
      expect(availability.row(drawn, 0)).toEqual(cold.rows[0]);
    }),
    { numRuns: 25 },
  );
});

test("the edges of what is drawn are edges of the calendar", async () => {
  const { open, state } = setUp();
  await open();
  const { drawn } = state();
  if (drawn === null) throw new Error("nothing is drawn");
  expect(new Set([...binEdges(drawn.size, drawn.bins)].map((ms) => new Date(ms).getUTCDay()))).toEqual(new Set([1]));
});
