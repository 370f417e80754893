/** What was asked and decided beside forecasts, in every kind of file. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inflateRawSync } from "node:zlib";
import fc from "fast-check";
import { parquetMetadata } from "hyparquet";
import readWorkbook from "read-excel-file/node";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ExportedDecisions, ExportedForecast } from "#domain/export";
import type { Threshold } from "#domain/threshold";
import { chanceToReach, totalAt, totalLevels, type TotalsReport } from "#domain/totals";
import { decisionsDocument, totalsOfReport } from "#engine/export";
import { csvMetadata } from "./manifest.ts";
import { type ExportRequest, render } from "./render.ts";
import { wholeOf } from "./zip-fixtures.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "fantail-decisions-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const month = { unit: "month", count: 1 } as const;
const times = Float64Array.of(Date.UTC(2026, 0, 1), Date.UTC(2026, 1, 1));
const levels = [0.1, 0.5, 0.9];

function forecastOf(series: string, part: Partial<ExportedForecast> = {}): ExportedForecast {
  return {
    ...{ dataset: "d", series, zone: null, origin: 0, horizon: 2, frequency: month, levels, times, actuals: null },
    model: { id: "base", name: "Fantail base", version: "1.0.0", sha256: "a" },
    quantiles: Float32Array.of(8, 9, 10, 11, 14, 15),
    anchor: { time: Date.UTC(2025, 11, 1), value: 10 },
    historyTimes: Float64Array.of(Date.UTC(2025, 11, 1)),
    historyValues: Float64Array.of(10),
    ...part,
  };
}

function requestOf(ending: string, decisions: ExportedDecisions, ...forecasts: ExportedForecast[]): ExportRequest {
  return {
    ...{ type: "export", id: 1, path: `a${ending}`, title: "shops.csv", forecasts, decisions },
    manifest: {
      ...{ app: "1", dataHash: "d", model: { id: "base", version: "1", sha256: "a" }, settings: {} },
      ...{ executionProvider: "cpu", preprocessing: "1" },
    },
  };
}

async function sheetsOf(request: ExportRequest): Promise<ReadonlyMap<string, readonly (readonly unknown[])[]>> {
  const path = join(folder, "a.xlsx");
  await writeFile(path, await wholeOf(await render(request)));
  const sheets = await readWorkbook(path);
  return new Map(sheets.map(({ sheet, data }) => [sheet, data]));
}

/** "+", which a formula begins with, and markup stand where people write names. */
const names = ["=1+1", '<b>"&', "North", "\t@x", "-2"];

/** A report of all series, of two groups and of a series in each; each row's quantiles ascend. */
const report = fc
  .record({
    quantiles: fc.array(fc.array(fc.double({ min: -1e6, max: 1e9, noNaN: true }), { minLength: 199, maxLength: 199 }), {
      minLength: 5,
      maxLength: 5,
    }),
    means: fc.array(fc.double({ min: -1e6, max: 1e9, noNaN: true }), { minLength: 5, maxLength: 5 }),
    known: fc.array(fc.option(fc.double({ min: -1e6, max: 1e9, noNaN: true }), { nil: Number.NaN }), {
      minLength: 5,
      maxLength: 5,
    }),
    labels: fc.shuffledSubarray(names, { minLength: 2, maxLength: 2 }),
  })
  .map(({ quantiles, means, known, labels: [one = "", other = ""] }): TotalsReport => {
    const stretch = { name: "2026", from: times[0] as number, to: times[1] as number, isWhole: false };
    const row = (label: string, parent: number | null, series: string | null) => ({
      ...{ key: series ?? label, label, parent, series, members: series === null ? 2 : 1 },
      ...{ stretch: { ...stretch, observed: 0, missing: 0, forecast: 2 }, isApart: false, origins: 9, problem: null },
    });
    return {
      ...{ dataset: "d", statistic: "sum", levels: totalLevels, notes: [], reconciliation: null },
      rows: [
        row("", null, null),
        ...[row(one, 0, null), row(`${one} / tea`, 1, `${one} / tea`)],
        ...[row(other, 0, null), row(`${other} / tea`, 3, `${other} / tea`)],
      ],
      quantiles: Float64Array.from(quantiles.flatMap((own) => own.toSorted((left, right) => left - right))),
      mean: Float64Array.from(means),
      soFar: Float64Array.from(known),
      before: new Float64Array(5).fill(Number.NaN),
    };
  });
const source = {
  columns: [
    { name: "region", role: "id" as const, type: "text" as const },
    { name: "item", role: "id" as const, type: "text" as const },
  ],
  zone: null,
  seriesOf: () => ({ frequency: month, times }),
};

test("totals are in every file the numbers that the panel shows", async () => {
  await fc.assert(
    fc.asyncProperty(report, fc.double({ min: -1e6, max: 1e9, noNaN: true }), async (found, plan) => {
      const key = found.rows[1]?.key as string;
      const totals = totalsOfReport(found, source, { columns: ["id region"], plans: { [key]: plan } });
      const decisions = { totals };
      const shown = found.rows.map((row, place) => {
        const own = found.quantiles.subarray(199 * place, 199 * (place + 1));
        const [low, middle, high] = [0.1, 0.5, 0.9].map((level) => totalAt(own, totalLevels, level));
        const mean = found.mean[place] as number;
        return { name: row.series ?? (row.label === "" ? "All series" : row.label), low, middle, high, mean, own };
      });
      const digits = (value: number | undefined): number => Number((value as number).toPrecision(7));
      const chance = Number(chanceToReach((shown[1] as (typeof shown)[number]).own, totalLevels, plan).toFixed(4));

      const sheet = (await sheetsOf(requestOf(".xlsx", decisions, forecastOf("s")))).get("Totals") ?? [];
      const [header = [], ...rows] = sheet;
      const cell = (row: readonly unknown[], name: string): unknown => row[header.indexOf(name)];
      expect(rows.map((row) => ["total of", "q0.1", "q0.5", "q0.9", "mean"].map((name) => cell(row, name)))).toEqual(
        shown.map(({ name, low, middle, high, mean }) => [name.trim(), ...[low, middle, high, mean].map(digits)]),
      );
      expect(cell(rows[1] as unknown[], "chance to reach it")).toBe(chance);

      const text = (await wholeOf(await render(requestOf(".json", decisions, forecastOf("s"))))).toString();
      const csv = csvMetadata("a.csv", requestOf(".csv", {}).manifest, [], decisionsDocument(decisions, []));
      const parquet = Uint8Array.from(await wholeOf(await render(requestOf(".parquet", decisions, forecastOf("s")))));
      const kept = parquetMetadata(parquet.buffer).key_value_metadata?.find((one) => one.key === "fantail.decisions");
      interface Documented {
        readonly totals: readonly { readonly quantiles: number[]; readonly mean: number; readonly chance?: number }[];
      }
      const documents = [
        JSON.parse(text) as Documented,
        (JSON.parse(csv) as { readonly decisions: Documented }).decisions,
        JSON.parse(kept?.value ?? "null") as Documented,
      ];
      for (const document of documents) {
        expect(document.totals.map(({ quantiles, mean }) => [quantiles[1], quantiles[3], quantiles[5], mean])).toEqual(
          shown.map(({ low, middle, high, mean }) => [low, middle, high, mean].map(digits)),
        );
        expect(document.totals[1]?.chance).toBe(chance);
      }
    }),
    { numRuns: 15 },
  );
});

const threshold: Threshold = {
  ...{ id: 1, name: "=2+3", rule: { kind: "above", value: 12 }, scope: { kind: "all" } },
  ...{ from: null, to: null, unit: "", severity: "warning" },
};
const limit = {
  ...{ at: [0, 0.4], by: [0, 0.4], ever: 0.4, expectedSteps: 0.4, steps: 2 },
  first: { early: 1, middle: 1, late: 1, likeliest: 1 },
};
const stock = { level: 0.95, leadSteps: 2, order: 30, mean: 21, short: 0.2, left: 9, fillRate: 0.99, cost: null };
const shop = forecastOf("=shop", {
  plain: Float32Array.of(9, 11),
  median: Float32Array.of(10, 11),
  thresholds: [
    { threshold, answer: { id: 1, limit, stock: null, problem: null } },
    { threshold, answer: { id: 2, limit: null, stock, problem: null } },
  ],
});
const decided: ExportedDecisions = {
  totals: {
    ...{ statistic: "sum", notes: ["=3+4"] },
    reconciliation: { isUsed: true, reason: "better", change: -0.06, origins: 24, setSteps: 1 },
    totals: [
      {
        ...{
          series: null,
          group: null,
          within: [],
          members: 2,
          leftOut: ["=left"],
          levels,
          quantiles: [1000, 2000, 3000],
        },
        ...{ mean: 2, actual: null, origins: 3, error: null },
        stretch: {
          ...{ name: "2026", from: times[0] as number, to: times[1] as number, frequency: month, steps: 2 },
          ...{ timestamps: ["2026-01-01T00:00:00", "2026-02-01T00:00:00"], observed: 0, isWhole: true },
        },
      },
    ],
  },
  adjustments: [
    {
      ...{ series: "=shop", from: times[0] as number, to: times[0] as number, shape: "pulse", range: "keep" },
      ...{ change: { kind: "set", value: 10 }, note: "=cmd|' /C calc'!A0" },
    },
  ],
  scenarios: [
    {
      ...{
        series: "=shop",
        name: "Base",
        isBase: true,
        levels,
        quantiles: [
          [8, 9],
          [10, 11],
          [14, 15],
        ],
      },
      ...{ sum: { levels, quantiles: [18, 21, 28], mean: 22 }, error: null },
    },
    {
      ...{
        series: "=shop",
        name: "=Fair",
        isBase: false,
        levels,
        quantiles: [
          [9, 9],
          [12, 11],
          [16, 15],
        ],
      },
      ...{ sum: { levels, quantiles: [19, 23, 30], mean: 24 }, error: null },
    },
    {
      ...{ series: "=shop", name: "Gone", isBase: false, levels: [], quantiles: [] },
      ...{
        sum: { levels: [], quantiles: [], mean: Number.NaN },
        error: { code: "wrong-arguments", message: "It is gone." },
      },
    },
  ],
  influences: [
    {
      ...{ series: "=shop", isUsed: true, isRelative: true, notes: ["Too few."] },
      verdict: {
        ...{ helps: true, change: -0.1, changeSince: Number.NaN, origins: 24, horizon: 2, notes: [] },
        reason: "holidays help: error \u221210 % over 24 past months",
      },
      effects: [
        {
          name: "=Easter",
          kind: "holiday",
          effect: 0.2,
          error: 0.05,
          isRelative: true,
          seen: 7,
          ahead: [times[1] as number],
        },
      ],
      parts: [{ name: "=Easter", kind: "holiday", ahead: [1, 1.2] }],
    },
  ],
};

test("a workbook has a sheet for each that was set, and none for what was not", async () => {
  const sheets = await sheetsOf(requestOf(".xlsx", decided, shop));
  expect([...sheets.keys()]).toEqual([
    ...["Chart", "Forecast", "Totals", "Thresholds", "Adjusted", "Adjustments", "Scenario totals", "Scenarios"],
    ...["Influences", "Influence steps", "History", "Overview", "Scores", "Manifest", "Chart data"],
  ]);
  const january = new Date(Date.UTC(2026, 0, 1));
  const february = new Date(Date.UTC(2026, 1, 1));
  expect(sheets.get("Adjusted")?.slice(1)).toEqual([
    ["=shop", january, 9, 10, 1, expect.closeTo(1 / 9)],
    ["=shop", february, 11, 11, 0, 0],
  ]);
  expect(sheets.get("Adjustments")?.[1]).toEqual([
    ...["=shop", january, january, "set", 10, "pulse", "keep", "=cmd|' /C calc'!A0"],
  ]);
  expect(
    sheets
      .get("Thresholds")
      ?.slice(1)
      .map((row) => [row[1], row[3], row[6], row[12]]),
  ).toEqual([
    ["=2+3", 0.4, february, null],
    ["=2+3", null, null, 30],
  ]);
  expect(sheets.get("Scenario totals")).toEqual([
    ["series", "scenario", "mean", "q0.1", "q0.5", "q0.9", "median less the base\u2019s", "note"],
    ["=shop", "Base", 22, 18, 21, 28, null, null],
    ["=shop", "=Fair", 24, 19, 23, 30, 2, null],
    ["=shop", "Gone", null, null, null, null, null, "It is gone."],
  ]);
  expect(sheets.get("Scenarios")?.[1]).toEqual([...["=shop", january, 10, 8, 14, 12, 9, 16], null, null, null]);
  expect(
    sheets
      .get("Influence steps")
      ?.slice(1)
      .map((row) => [row[1], row[4]]),
  ).toEqual([
    [january, 1],
    [february, 1.2],
  ]);
  expect([...(await sheetsOf(requestOf(".xlsx", {}, forecastOf("s")))).keys()]).toEqual([
    ...["Chart", "Forecast", "History", "Overview", "Scores", "Manifest", "Chart data"],
  ]);
});

test("no cell of a workbook is a formula, whatever its text begins with", async () => {
  const bytes = await wholeOf(await render(requestOf(".xlsx", decided, shop)));
  const whole = bytes;
  const texts: string[] = [];
  for (let at = whole.indexOf("PK\u0003\u0004"); at >= 0; at = whole.indexOf("PK\u0003\u0004", at + 4)) {
    const from = at + 30 + whole.readUInt16LE(at + 26) + whole.readUInt16LE(at + 28);
    const name = whole.subarray(at + 30, at + 30 + whole.readUInt16LE(at + 26)).toString();
    if (name.startsWith("xl/worksheets/sheet")) texts.push(inflateRawSync(whole.subarray(from)).toString());
  }
  expect(texts.some((text) => text.includes("=cmd|"))).toBe(true);
  for (const text of texts) {
    expect(text).not.toMatch(/<f[ >]/);
    expect(text.match(/<c [^>]*t="(?!inlineStr)/)).toBeNull();
  }
});

test("a report has a section with sentences and a table for each, and every text is a text", async () => {
  for (const isPrinted of [false, true]) {
    const page = (
      await wholeOf(await render({ ...requestOf(".html", decided, shop), ...(isPrinted ? { isPrinted } : {}) }))
    ).toString();
    // Without the chart's bundle.
    const html = page.slice(page.indexOf("<h1"), page.indexOf("</main>") < 0 ? undefined : page.indexOf("</main>"));
    const sections = [...html.matchAll(/<section class="decisions"><h[23] id="decision-\d">([^<]*)<.*?<\/section>/gs)];
    expect(sections.map(([, name]) => name)).toEqual([
      ...["Totals", "Thresholds", "Adjusted", "Adjustments", "Scenario totals", "Scenarios"],
      ...["Influences", "Influence steps"],
    ]);
    expect(html).toContain(
      "Sum of all series, Jan 2026 \u2013 Feb 2026: 2,000; in 8 of 10 futures it is between 1,000 and 3,000.",
    );
    expect(html).toContain(
      "Reconciled: error \u22126.0\u00a0% over 24 past forecasts. The step that you set keeps its value.",
    );
    expect(html).toContain("holidays help: error \u221210 % over 24 past months.");
    expect(sections.every(([section]) => section.includes("<td"))).toBe(true);
  }
});

test("what comes from a file is no markup of a report", async () => {
  const name = '<img src=x onerror="alert(1)">';
  const [total] = decided.totals?.totals ?? [];
  if (decided.totals === undefined || total === undefined) throw new Error("There is a total.");
  const totals = { ...decided.totals, totals: [{ ...total, group: { column: name, value: name } }], notes: [name] };
  const html = (await wholeOf(await render(requestOf(".html", { totals }, shop)))).toString();
  expect(html).not.toContain("<img");
});
