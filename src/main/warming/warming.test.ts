import { describe, expect, test } from "vitest";
import type { CachedFile } from "#contract/worker";
import { defaultHorizon } from "#domain/series";
import { datasetOf, regularSeries } from "../datasets/ingest-fixtures.ts";
import { createForecasts, ramp, tinyModel, view } from "../forecasts/forecast-fixtures.ts";
import { quietMs } from "./warmer.ts";
import { Warming } from "./warming.ts";

const startMs = Date.UTC(2024, 0, 1);
const many = (count: number) =>
  Array.from({ length: count }, (_, place) => regularSeries(`s${place}`, ramp(60 + place), { startMs }));

/** Warming over the room of forecasts, with what is asked of data over time written down. */
function setUp(familiar: readonly string[] = [], how: "window" | "command" = "window") {
  const run = createForecasts();
  const asked: string[] = [];
  const timers: { readonly work: () => void; readonly atMs: number }[] = [];
  const { forecasts, datasets, clock } = run;
  const looks = new Map<string, ReturnType<typeof forecasts.looks>>();
  const warming = new Warming({
    datasets,
    forecasts: {
      ...{ background: forecasts.background, service: forecasts.service },
      hasRoomAhead: () => forecasts.hasRoomAhead(),
      looks: (dataset) => looks.get(dataset) ?? [],
      familiarFiles: () =>
        familiar.map((handle): CachedFile => ({
          key: handle,
          handle,
          sourceBytes: 1,
          file: "f",
          bytes: 1,
          sha256: "0",
        })),
    },
    reader: {
      reopen: async ({ handle }) => {
        asked.push(`reopen ${handle}`);
        return handle === "gone" ? null : datasetOf(handle, ...many(3));
      },
    },
    models: {
      defaultModel: () => tinyModel.id,
      find: () => tinyModel,
      load: async () => undefined,
    },
    availability: {
      overview: async (dataset) => {
        asked.push(`overview ${dataset}`);
        return {} as never;
      },
      bins: async ({ size }) => {
        asked.push(`bins ${size}`);
        return [];
      },
    },
    coverage: {
      measure: async ({ series }) => {
        asked.push(`evidence ${series}`);
        return null;
      },
    },
    logger: {
      info: () => undefined,
      warn: (event, fields) => void asked.push(`${event} ${JSON.stringify(fields)}`),
      error: () => undefined,
    },
    now: () => clock.ms,
    schedule: (work, ms) => void timers.push({ work, atMs: clock.ms + ms }),
  });
  /** Lets it be quiet until nothing more is to come. */
  const quiet = async (): Promise<void> => {
    while (timers.length > 0) {
      clock.ms += quietMs;
      for (const due of timers.splice(0)) due.work();
      await run.settled();
    }
  };
  const isThere = async (series: string, origin: number, horizon: number, dataset = "h"): Promise<boolean> =>
    (await run.get({ dataset, series, origin, horizon })).source === "cache";
  if (how === "window") warming.start();
  return { ...run, warming, asked, looks, quiet, isThere };
}

const horizon = defaultHorizon({ unit: "day", count: 1 }, tinyModel.maxHorizonSteps);

describe("an open file", () => {
  test("has the future of its other series, the next steps back, their evidence and its data over time ahead", async () => {
    const { page, forecasts, key, asked, quiet, isThere, settled } = setUp();
    page.open(datasetOf("h", ...many(20)));
    forecasts.background.focus(view, { ...key, series: "s4" });
    await settled();
    await quiet();
    for (const place of [0, 4, 19]) expect(await isThere(`s${place}`, 0, key.horizon)).toBe(true);
    expect(await isThere("s5", -16, key.horizon)).toBe(true);
    expect(await isThere("s15", -16, key.horizon)).toBe(false);
    expect(asked.filter((one) => one.startsWith("overview"))).toEqual(["overview h"]);
    expect(asked.filter((one) => one.startsWith("evidence"))).toEqual(
      ["s4", "s5", "s3", "s6"].map((id) => `evidence ${id}`),
    );
    expect(asked.filter((one) => one.startsWith("bins")).length).toBeGreaterThan(1);
    expect(forecasts.health().counts["warmed"]).toBeGreaterThan(20);
  });

  test("is answered once: nothing more is computed until the user looks elsewhere", async () => {
    const { page, key, warming, quiet, windows, forecasts, settled } = setUp();
    page.open(datasetOf("h", ...many(5)));
    await quiet();
    const first = windows();
    warming.acted();
    await quiet();
    expect(windows()).toBe(first);
    forecasts.background.focus(view, { ...key, series: "s2" });
    await settled();
    warming.acted();
    await quiet();
    expect(windows()).toBeGreaterThan(first);
  });

  test("that is closed in between ends what is done for it", async () => {
    const { page, quiet, asked, control, held, settled } = setUp();
    control.isHeld = true;
    page.open(datasetOf("h", ...many(5)));
    const over = quiet();
    await settled();
    page.close("h");
    for (const end of held.splice(0)) end();
    await over;
    expect(asked).toEqual([]);
  });

  test("goes on with what an earlier start had begun", async () => {
    const { page, looks, quiet, isThere } = setUp();
    looks.set("h", [{ dataset: "h", series: "s3", model: "tiny", horizon: 5, isUnfinished: true }]);
    page.open(datasetOf("h", ...many(5)));
    await quiet();
    expect(await isThere("s3", -50, 5)).toBe(true);
    expect(await isThere("s0", -50, 5)).toBe(false);
  });
});

describe("a file that is not open", () => {
  test("is read from the cache, pinned and recent ones in their order, answered and let go of", async () => {
    const { warming, asked, datasets, quiet, page, isThere } = setUp(["pinned", "gone", "recent"]);
    warming.start();
    await quiet();
    expect(asked.filter((one) => one.startsWith("reopen"))).toEqual(["reopen pinned", "reopen gone", "reopen recent"]);
    expect(asked).toContain("overview recent");
    expect([...datasets.values()]).toEqual([]);
    page.open(datasetOf("pinned", ...many(3)));
    expect(await isThere("s2", 0, horizon, "pinned")).toBe(true);
  });

  test("is let go of at once when the user does something, and is taken up where it was left", async () => {
    const { warming, asked, datasets, quiet, control, held, settled, windows } = setUp(["recent"]);
    control.isHeld = true;
    warming.start();
    const over = quiet();
    await settled();
    expect([...datasets.values()].map(({ isAhead }) => isAhead)).toEqual([true]);
    warming.acted();
    await settled();
    expect([...datasets.values()]).toEqual([]);
    control.isHeld = false;
    for (const end of held.splice(0)) end();
    await over;
    await quiet();
    expect(asked.filter((one) => one.startsWith("reopen"))).toHaveLength(2);
    expect(asked.filter((one) => one.startsWith("overview"))).toEqual(["overview recent"]);
    // Each forecast was computed once, but for the batch that was given up.
    expect(windows()).toBeGreaterThan(3);
  });

  test("is nobody's business in a command, or once the application closes", async () => {
    const { page, warming, asked, quiet, windows } = setUp(["recent"], "command");
    page.open(datasetOf("h", ...many(2)));
    await quiet();
    expect([asked, windows()]).toEqual([[], 0]);
    warming.start();
    warming.stop();
    warming.acted();
    await quiet();
    expect([asked, windows()]).toEqual([[], 0]);
  });
});
