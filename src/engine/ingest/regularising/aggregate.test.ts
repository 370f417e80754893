import type { IngestedDataset, IngestOptions } from "#domain/dataset";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatTimestamp } from "#engine/series";
import { formatFrequency, parseFrequency } from "#domain/series";
import { ingest } from "#engine/ingest";
import { sourceOf, testPorts } from "../testing.ts";
import { meaningOf, requireCoarser } from "./aggregate.ts";
import { periodStart } from "./period.ts";

async function read(content: string, options: IngestOptions = {}): Promise<IngestedDataset> {
  return ingest(sourceOf(content, 4096), options, testPorts());
}

const hour = (i: number): string =>
  new Date(Date.UTC(2024, 0, 1) + i * 3_600_000).toISOString().slice(0, 16).replace("T", " ");
const to = (frequency: string, by: "evidence" | "sum" | "mean" = "evidence"): IngestOptions => ({
  aggregate: { frequency: parseFrequency(frequency), by },
});
const rows = (count: number, time: (i: number) => string, value: (i: number) => string | number): string =>
  Array.from({ length: count }, (_, i) => `${time(i)},${value(i)}\n`).join("");
const lines = ({ series }: IngestedDataset): string[] =>
  series.map(
    ({ id, frequency, times, values }) =>
      `${id} ${formatFrequency(frequency)} ${formatTimestamp(times[0] ?? 0).slice(0, 10)} ${values.join(" ")}`,
  );

describe("longer steps", () => {
  test("hours into days, days into months, months into quarters, weeks into months", async () => {
    expect(lines(await read(`t,sales\n${rows(72, hour, () => 2)}`, to("day")))).toEqual([
      "sales day 2024-01-01 48 48 48",
    ]);
    const day = (i: number): string => new Date(Date.UTC(2024, 0, 1 + i)).toISOString().slice(0, 10);
    expect(lines(await read(`t,sales\n${rows(31 + 29 + 31, day, () => 1)}`, to("month")))).toEqual([
      "sales month 2024-01-01 31 29 31",
    ]);
    expect(lines(await read(`t,price\n${rows(14, day, (i) => i)}`, to("week")))).toEqual([
      "price week 2024-01-01 3 10",
    ]);
    const month = (i: number): string => `${2023 + Math.floor(i / 12)}-${String((i % 12) + 1).padStart(2, "0")}`;
    expect(lines(await read(`t,sales\n${rows(12, month, (i) => i)}`, to("quarter")))).toEqual([
      "sales quarter 2023-01-01 3 12 21 30",
    ]);
    expect(lines(await read(`t,sales\n${rows(24, month, () => 1)}`, to("year")))).toEqual([
      "sales year 2023-01-01 12 12",
    ]);
    const week = (i: number): string => new Date(Date.UTC(2024, 0, 1 + i * 7)).toISOString().slice(0, 10);
    // A week belongs to the month in which it begins.
    expect(lines(await read(`t,sales\n${rows(18, week, () => 1)}`, to("month")))).toEqual([
      "sales month 2024-01-01 5 4 4 5",
    ]);
  });

  test("first and last periods that the data does not cover are left out, and that is on record", async () => {
    const dataset = await read(
      `t,sales\n${rows(
        60,
        (i) => hour(i + 20),
        () => 1,
      )}`,
      to("day"),
    );
    expect(lines(dataset)).toEqual(["sales day 2024-01-02 24 24"]);
    expect(dataset.repairs).toMatchObject([{ code: "partial-period", count: 2, rows: [{ row: 2 }, { row: 54 }] }]);
  });

  test("a sum without one of its parts is missing; a mean needs half of them, and is flagged", async () => {
    const gap = (i: number): string | number => (i >= 24 && i < 24 + 5 ? "" : i >= 48 && i < 48 + 13 ? "" : 6);
    const content = (name: string): string => `t,${name}\n${rows(96, hour, gap)}`;
    const sums = await read(content("sales"), to("day"));
    expect(lines(sums)).toEqual(["sales day 2024-01-01 144 NaN NaN 144"]);
    expect(sums.repairs.map(({ code, count }) => [code, count])).toEqual([["incomplete-period", 2]]);
    const means = await read(content("price"), to("day"));
    expect(lines(means)).toEqual(["price day 2024-01-01 6 6 NaN 6"]);
    expect(means.series[0]?.flags.steps).toEqual({ missing: 1, partial: 1 });
    expect(means.series[0]?.missing).toBe(1);
  });

  test("the 23 and 25 hours of the days on which the clock changes are whole days", async () => {
    const utc = (i: number): number => Date.UTC(2017, 2, 20) + i * 3_600_000;
    const berlin = (ms: number): number =>
      ms + (ms >= Date.UTC(2017, 2, 26, 1) && ms < Date.UTC(2017, 9, 29, 1) ? 2 : 1) * 3_600_000;
    // From the first midnight in Berlin to the last.
    const content = rows(
      24 * 240,
      (i) => new Date(berlin(utc(i + 23))).toISOString().slice(0, 16),
      () => 1,
    );
    const [series] = (await read(`local,sales\n${content}`, to("day"))).series;
    const at = (date: string): number | undefined => series?.values[series.times.indexOf(Date.parse(`${date}T00:00Z`))];
    expect([at("2017-03-25"), at("2017-03-26"), at("2017-10-29"), at("2017-10-30")]).toEqual([24, 23, 25, 24]);
  });

  test("the user's sum or mean wins over what the column means, and the reason is said", async () => {
    const content = `t,sales\n${rows(48, hour, () => 2)}`;
    expect(lines(await read(content, to("day", "mean")))).toEqual(["sales day 2024-01-01 2 2"]);
    expect((await read(content, to("day"))).warnings.find(({ code }) => code === "aggregated")?.message).toContain(
      "sum of each day, because its name",
    );
  });

  test("steps that do not fit are refused", async () => {
    const content = `t,sales\n${rows(48, hour, () => 2)}`;
    for (const frequency of ["30 minute", "businessDay"])
      await expect(read(content, to(frequency))).rejects.toMatchObject({ code: "wrong-arguments" });
    expect(() => requireCoarser({ unit: "minute", count: 45 }, { unit: "hour", count: 1 })).toThrow(
      "can't be combined",
    );
    expect(() => requireCoarser({ unit: "week", count: 1 }, { unit: "month", count: 1 })).not.toThrow();
    expect(() => requireCoarser({ unit: "year", count: 1 }, { unit: "week", count: 1 })).toThrow("can't be combined");
  });

  test("steps of the data's own length stay as they are", async () => {
    const content = `t,sales\n${rows(48, hour, () => 2)}`;
    expect((await read(content, to("hour"))).handle).toBe((await read(content)).handle);
  });

  test("nothing is lost and nothing is counted twice", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 60, maxLength: 300 }),
        fc.integer({ min: 0, max: 40 }),
        async (values, start) => {
          const content = `t,count\n${rows(
            values.length,
            (i) => hour(i + start),
            (i) => values[i] ?? 0,
          )}`;
          const dataset = await read(content, { ...to("day"), undo: ["partial-period"] });
          const total = (dataset.series[0]?.values ?? new Float64Array(0)).reduce((sum, value) => sum + value, 0);
          expect(total).toBe(values.reduce((sum, value) => sum + value, 0));
        },
      ),
      { numRuns: 40 },
    );
  });
});

test.each([
  ["energy (kWh)", "sum"],
  ["load [MW]", "mean"],
  ["TOTALDEMAND", "mean"],
  ["RRP", "mean"],
  ["units sold", "sum"],
  ["average sales", "mean"],
  ["Temperatur °C", "mean"],
  ["Umsatz", "sum"],
  ["rain_mm", "sum"],
  ["glucose (mg/dL)", "mean"],
  ["unit price", "mean"],
  ["passengers", "sum"],
  ["humidity %", "mean"],
])("%s is a %s", (name, by) => {
  expect(meaningOf(name, Float64Array.of(0.5)).by).toBe(by);
});

test("a name that says nothing leaves it to the values", () => {
  expect(meaningOf("x", Float64Array.of(3, 0, 7)).by).toBe("sum");
  expect(meaningOf("x", Float64Array.of(3, 0.5)).by).toBe("mean");
  expect(meaningOf("x", Float64Array.of(3, -1)).by).toBe("mean");
});

test("periods begin at midnight, on Mondays and on the first", () => {
  const start = (time: string, frequency: string): string =>
    formatTimestamp(periodStart(Date.parse(`${time}Z`), parseFrequency(frequency)));
  expect(start("2024-02-29T13:47", "4 hour")).toBe("2024-02-29T12:00:00");
  expect(start("2024-02-29T13:47", "week")).toBe("2024-02-26T00:00:00");
  expect(start("1969-12-31T23:00", "week")).toBe("1969-12-29T00:00:00");
  expect(start("2024-02-29T13:47", "quarter")).toBe("2024-01-01T00:00:00");
  expect(start("2024-08-29T13:47", "6 month")).toBe("2024-07-01T00:00:00");
});

describe("which series, and how long gaps go on", () => {
  const two = `t,id,y\n${Array.from({ length: 40 }, (_, i) => `${hour(Math.floor(i / 2))},${i % 2 === 0 ? "a" : "b"},${i}\n`).join("")}`;

  test("the chosen series are kept and the others named", async () => {
    const dataset = await read(two, { series: ["b"] });
    expect([dataset.series.map(({ id }) => id), dataset.otherSeries]).toEqual([["b"], ["a"]]);
    await expect(read(two, { series: ["c"] })).rejects.toMatchObject({
      code: "wrong-arguments",
      hint: "Its series are: a, b.",
    });
  });

  const gap = (steps: number): string =>
    `t,y\n${rows(50, hour, (i) => i)}${rows(
      50,
      (i) => hour(50 + steps + i),
      (i) => i,
    )}`;

  test("long gaps are missing steps unless the user splits there; two seasons is the default", async () => {
    expect((await read(gap(60))).series.map(({ id, missing }) => [id, missing])).toEqual([["y", 60]]);
    const split = await read(gap(60), { longGaps: "split" });
    expect(split.series.map(({ id, values, missing }) => [id, values.length, missing])).toEqual([
      ["y · 1", 50, 0],
      ["y · 2", 50, 0],
    ]);
    expect(formatTimestamp(split.series[1]?.times[0] ?? 0)).toBe("2024-01-05T14:00:00");
    expect((await read(gap(48), { longGaps: "split" })).series).toHaveLength(1);
    expect((await read(gap(5), { longGaps: "split", splitGapsOverSteps: 4 })).series).toHaveLength(2);
    expect((await read(gap(60), { longGaps: "split", series: ["y · 2"] })).series.map(({ id }) => id)).toEqual([
      "y · 2",
    ]);
  });

  test("longer steps are split where the shorter ones end, and the row of the file is named", async () => {
    const dataset = await read(gap(24 * 6 - 2), {
      ...to("day", "sum"),
      longGaps: "split",
      splitGapsOverSteps: 3,
      undo: ["partial-period", "incomplete-period"],
    });
    expect(dataset.series.map(({ id }) => id)).toEqual(["y · 1", "y · 2"]);
    expect(dataset.repairs).toMatchObject([{ code: "split-gap", rows: [{ row: 51 }] }]);
  });

  test("a step that the user names", async () => {
    const dataset = await read(
      `t,y\n${rows(
        20,
        (i) => hour(i * 2),
        (i) => i,
      )}`,
      { frequency: { unit: "hour", count: 1 } },
    );
    expect([
      formatFrequency(dataset.series[0]?.frequency ?? { unit: "year", count: 1 }),
      dataset.series[0]?.missing,
    ]).toEqual(["hour", 19]);
  });
});
