import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import type { FromEvaluate } from "#contract/worker";
import { dayMs, type IngestedSeries } from "#domain/series";
import { openUserDatabase, type UserDatabase } from "#main/database";
import { DatasetRegistry } from "#main/datasets";
import type { EvaluateClient } from "#main/evaluation";
import { answer } from "../../worker/evaluate/work.ts";
import { ForecastRecords, type ForecastRecordsPorts, type ShownForecast } from "./forecast-records.ts";

const folder = mkdtempSync(join(tmpdir(), "fantail-records-"));
const databases: UserDatabase[] = [];
afterAll(() => {
  for (const database of databases) database.close();
  rmSync(folder, { recursive: true, force: true });
});

function open(where = mkdtempSync(join(folder, "one-"))): UserDatabase {
  const silent = (): void => undefined;
  const logger = { info: silent, warn: silent, error: silent };
  const { database } = openUserDatabase({ folder: where, logger, wallNow: Date.now, repairs: true });
  databases.push(database);
  return database;
}

type Dataset = Parameters<DatasetRegistry["open"]>[0];

function seriesOf(values: readonly number[], id = "s", stepDays = 1): IngestedSeries {
  return {
    id,
    frequency: stepDays === 7 ? { unit: "week", count: 1 } : { unit: "day", count: 1 },
    times: Float64Array.from(values, (_, step) => step * stepDays * dayMs),
    values: Float64Array.from(values),
    missing: 0,
    seasonLengths: [],
    isNonNegative: true,
    flags: { steps: {}, total: 0, spans: [] },
  };
}

/** The evaluate process's own code, without the process. */
const evaluate: Pick<EvaluateClient, "outcomes"> = {
  outcomes: async (request) =>
    (answer({ type: "outcomes", id: 1, ...request }, () => 0) as Extract<FromEvaluate, { type: "outcomes" }>).outcomes,
};

function setUp(database = open(), part: Partial<ForecastRecordsPorts> = {}) {
  const datasets = new DatasetRegistry();
  const errors: string[] = [];
  const clock = { nowMs: 0 };
  const logger = { info: () => undefined, warn: () => undefined, error: (name: string) => void errors.push(name) };
  const records = new ForecastRecords({
    ...{ database, datasets, evaluate, logger, wallNow: () => ++clock.nowMs },
    // Of these tests' datasets those are corrected that say so.
    correctedAs: (dataset) => (dataset.startsWith("corrected") ? dataset : null),
    ...part,
  });
  const show = (
    handle: string,
    path: string | null,
    series: IngestedSeries,
    how: "open" | "openOnce" = "open",
  ): void => {
    const dataset = { handle, series: [series] } as unknown as Dataset;
    datasets[how](dataset, {}, path === null ? { name: "x" } : { name: "x", path });
  };
  return { records, show, errors, database };
}

/** The median of the first steps after `end` is `median`; the 80 % range one up and down. */
function forecastOf(dataset: string, end: number, median: number, part: Partial<ShownForecast> = {}): ShownForecast {
  const { horizon = 3 } = part;
  return {
    ...{ dataset, series: "s", horizon, origin: 0, model: { id: "ets", version: "1", sha256: "0" } },
    levels: [0.1, 0.5, 0.9],
    quantiles: Float32Array.from([-1, 0, 1].flatMap((by) => Array.from({ length: horizon }, () => median + by))),
    times: Float64Array.from({ length: horizon }, (_, step) => (end + step + 1) * dayMs),
    ...part,
  };
}

let records: ForecastRecords;
let show: ReturnType<typeof setUp>["show"];
let errors: string[];
let database: UserDatabase;
beforeEach(() => ({ records, show, errors, database } = setUp()));

const count = (): unknown => database.get("select count(*) as n from forecast_records")?.["n"];

describe("a forecast of a file", () => {
  test("is judged by the rows that came since, however the file's content is called by then", async () => {
    show("old", "/a.csv", seriesOf([1, 2, 3]));
    records.note(forecastOf("old", 2, 4), "calibrated");
    expect(await records.outcomes({ dataset: "old", series: "s" })).toEqual({
      ...{ dataset: "old", series: "s", isKept: true, records: [] },
    });
    show("new", "/a.csv", seriesOf([1, 2, 3, 4.5, 7]));
    expect(await records.outcomes({ dataset: "new", series: "s" })).toEqual({
      ...{ dataset: "new", series: "s", isKept: true },
      records: [
        {
          ...{ madeMs: 1, seen: 2 * dayMs, model: "ets", modelVersion: "1", bands: "calibrated", horizon: 3 },
          isCorrected: false,
          // 4 was forecast; 4.5 and 7 came, and the steps before differ by 1.
          outcome: { steps: 2, inside80: 0.5, bias: -1.75, meanAbsoluteError: 1.75, mase: 1.75 },
        },
      ],
    });
  });

  test("stays as it was first shown, until another row is the last one", async () => {
    show("old", "/a.csv", seriesOf([1, 2, 3]));
    for (const median of [4, 50]) {
      records.note(forecastOf("old", 2, median), "native");
      records.note(forecastOf("old", 2, median), "native");
      records.flush();
    }
    show("next", "/a.csv", seriesOf([1, 2, 3, 4]));
    records.note(forecastOf("next", 3, 5), "native");
    show("new", "/a.csv", seriesOf([1, 2, 3, 4, 5]));
    const { records: found } = await records.outcomes({ dataset: "new", series: "s" });
    expect(found.map(({ seen, outcome }) => [seen / dayMs, outcome.steps, outcome.bias])).toEqual([
      [3, 1, 0],
      [2, 2, -0.5],
    ]);
  });

  test("gives way to that of the corrected series, of which there is one, and comes back with an undone correction", async () => {
    const at = (dataset: string, median: number): ShownForecast => forecastOf(dataset, 2, median);
    const kept = async () => {
      const { records: found } = await records.outcomes({ dataset: "new", series: "s" });
      return found.map(({ isCorrected, model, outcome: { bias } }) => [isCorrected, model, bias]);
    };
    show("new", "/a.csv", seriesOf([1, 2, 3, 4]));
    for (const handle of ["old", "corrected", "corrected otherwise"]) show(handle, "/a.csv", seriesOf([1, 2, 3]));
    records.note(at("old", 5), "native", "auto");
    records.note({ ...at("corrected", 6), model: { id: "theta", version: "1", sha256: "0" } }, "native", "auto");
    expect(await kept()).toEqual([[true, "theta", 2]]);
    records.note(at("corrected otherwise", 8), "native", "auto");
    expect(await kept()).toEqual([[true, "ets", 4]]);
    records.note(at("corrected otherwise", 9), "native", "auto");
    records.flush();
    records.shownAgain("old");
    expect(await kept()).toEqual([[false, "ets", 1]]);
    // Another question is another record.
    records.note(at("old", 4), "native", "theta");
    records.note({ ...at("old", 4), horizon: 2 }, "native", "auto");
    expect(await kept()).toHaveLength(2);
  });

  test("outlives the process", async () => {
    const where = mkdtempSync(join(folder, "again-"));
    const first = setUp(open(where));
    first.show("old", "/a.csv", seriesOf([1, 2, 3]));
    first.records.note(forecastOf("old", 2, 4), "native");
    first.records.stop();
    first.records.note(forecastOf("old", 2, 4, { horizon: 2 }), "native");
    first.records.flush();
    const again = setUp(open(where));
    again.show("new", "/a.csv", seriesOf([1, 2, 3, 4]));
    expect((await again.records.outcomes({ dataset: "new", series: "s" })).records).toHaveLength(1);
  });

  test("is not kept where it is of the past, of a file that is only looked at, or of none", async () => {
    show("once", "/a.csv", seriesOf([1, 2, 3]), "openOnce");
    show("pasted", null, seriesOf([1, 2, 3, 4]));
    show("old", "/b.csv", seriesOf([1, 2, 3]));
    records.note(forecastOf("once", 2, 4), "native");
    records.note(forecastOf("pasted", 2, 4), "native");
    records.note(forecastOf("closed", 2, 4), "native");
    records.note(forecastOf("old", 1, 4, { origin: -1 }), "native");
    records.flush();
    expect(count()).toBe(0);
    for (const dataset of ["once", "pasted"])
      expect(await records.outcomes({ dataset, series: "s" })).toMatchObject({ isKept: false, records: [] });
  });

  test("is not laid over another file, another series or other steps, nor over rows without a value", async () => {
    show("old", "/a.csv", seriesOf([1, 2, 3, 4, 5, 6, 7, 8]));
    records.note(forecastOf("old", 7, 4, { horizon: 14 }), "native");
    const rows = [1, 2, 3, 4, 5, 6, 7, 8];
    show("elsewhere", "/b.csv", seriesOf([...rows, 9]));
    show("weeks", "/a.csv", seriesOf([1, 2, 3], "s", 7));
    show("empty", "/a.csv", seriesOf([...rows, Number.NaN]));
    for (const dataset of ["elsewhere", "weeks", "empty"])
      expect((await records.outcomes({ dataset, series: "s" })).records).toEqual([]);
    await expect(records.outcomes({ dataset: "old", series: "t" })).rejects.toMatchObject({ code: "series-not-found" });
    await expect(records.outcomes({ dataset: "no", series: "s" })).rejects.toMatchObject({ code: "dataset-not-found" });
  });

  test("that can't be written is said in the log, once, and disturbs nobody", () => {
    show("old", "/a.csv", seriesOf([1, 2, 3]));
    database.exec("drop table forecast_records");
    for (const horizon of [1, 2]) {
      records.note(forecastOf("old", 2, 4, { horizon }), "native");
      records.flush();
    }
    expect(errors).toEqual(["forecast-records-not-kept"]);
  });
});

test("what was shown earlier comes back as it was, what knew most first, and nothing from beyond the data", async () => {
  const end = (steps: number) => seriesOf(Array.from({ length: steps }, (_, step) => step));
  for (const steps of [3, 4, 5]) show(`d${steps}`, "/a.csv", end(steps));
  for (const steps of [3, 4, 5]) records.note(forecastOf(`d${steps}`, steps - 1, steps), "calibrated", "auto");
  records.note(forecastOf("d4", 3, 9), "native", "theta");
  const of = (dataset: string) => records.earlier({ dataset, series: "s", model: "auto", horizon: 3 });
  expect(of("d5").map(({ seen }) => seen / dayMs)).toEqual([4, 3]);
  expect(of("d4").map(({ seen }) => seen / dayMs)).toEqual([3, 2]);
  const { levels, quantiles, times } = forecastOf("d3", 2, 3);
  expect(of("d3")).toEqual([
    {
      ...{
        madeMs: 1,
        seen: 2 * dayMs,
        bands: "calibrated",
        horizon: 3,
        isCorrected: false,
        model: forecastOf("d3", 2, 3).model.id,
      },
      levels,
      quantiles,
      times,
    },
  ]);
  expect(records.earlier({ dataset: "d5", series: "s", model: "auto", horizon: 4 })).toEqual([]);
});

test("no more than 50 are listed, the newest first", async () => {
  show("old", "/a.csv", seriesOf([1, 2, 3]));
  for (let horizon = 1; horizon <= 60; horizon += 1) records.note(forecastOf("old", 2, 4, { horizon }), "native");
  show("new", "/a.csv", seriesOf([1, 2, 3, 4]));
  const { records: found } = await records.outcomes({ dataset: "new", series: "s" });
  expect(found.map(({ horizon }) => horizon)).toEqual(Array.from({ length: 50 }, (_, place) => 60 - place));
});

test("what is kept is bounded in number and in size, and the oldest go", () => {
  const horizons = fc.uniqueArray(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(horizons, fc.integer({ min: 1, max: 8 }), fc.integer({ min: 100, max: 2_000 }), (some, most, bytes) => {
      database.exec("delete from forecast_records");
      const bounded = setUp(database, { limits: { records: most, bytes } });
      bounded.show("old", "/a.csv", seriesOf([1, 2, 3]));
      for (const horizon of some) {
        bounded.records.note(forecastOf("old", 2, 4, { horizon }), "native");
        bounded.records.flush();
      }
      const kept = database.all("select horizon, bytes from forecast_records order by made_ms");
      // Twelve bytes of quantiles and eight of time for each step.
      expect(kept.map((row) => row["bytes"])).toEqual(kept.map((row) => Number(row["horizon"]) * 20));
      const size = kept.reduce((sum, row) => sum + Number(row["bytes"]), 0);
      expect(size).toBeLessThanOrEqual(bytes);
      expect(kept.length).toBeLessThanOrEqual(most);
      expect(kept.map((row) => row["horizon"])).toEqual(some.slice(some.length - kept.length));
    }),
    { numRuns: 40 },
  );
});
