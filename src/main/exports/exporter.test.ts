import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import {
  type ExportedDecisions,
  type ExportedForecast,
  type ExportManifest,
  noReportTexts,
  type ReportNote,
  type ReportParticulars,
  type ReportTexts,
  type ShownScenarios,
} from "#domain/export";
import type { Forecast } from "#domain/forecast";
import { adjustForecast, type Adjustment, type Scenario } from "#domain/scenario";
import type { MeasuredCoverage } from "#domain/score";
import { EngineError } from "#domain/errors";
import type { TotalsReport } from "#domain/totals";
import type { Threshold, ThresholdAnswer } from "#domain/threshold";
import { type Conventions, fixedConventions } from "#engine/format";
import { verdictsIn } from "#engine/export";
import { parseScenario } from "#engine/scenarios";
import { influencesOfManifest, type NamedInfluences } from "#engine/influences";
import { mergePolicy, noPolicy } from "#domain/policy";
import { PlaceRules } from "#main/policy";
import { Exporter, type PagePrinter, type ShownForecast, type TotalsAsked } from "./exporter.ts";

const { signal } = new AbortController();
const dayMs = 86_400_000;
const shown: ShownForecast = { dataset: "d", series: "s", model: "n", horizon: 2, origin: -1, bands: "native" };
const measured: MeasuredCoverage = {
  coverage: { "0.5": 0.5, "0.8": 0.8, "0.95": 0.95 },
  steps: 8,
  origins: 4,
  skill: 0.2,
  range: { level: 0.8, coverage: 0.8, steps: 8, origins: 4, effectiveSteps: 6, margin: 0.3, verdict: "too-few" },
  rangeAsModelled: null,
};
const series = {
  id: "s",
  frequency: { unit: "day", count: 1 } as const,
  times: Float64Array.from({ length: 30 }, (_, index) => index * dayMs),
  values: Float64Array.from({ length: 30 }, (_, index) => index),
  missing: 0,
  seasonLengths: [7],
  isNonNegative: true,
  flags: { steps: {}, total: 0, spans: [] },
};

const verdict = {
  ...{
    helps: true,
    change: -0.1,
    changeSince: Number.NaN,
    origins: 24,
    horizon: 2,
    reason: "holidays help",
    notes: [],
  },
};

function forecastOf(part: Partial<Forecast> = {}): Forecast {
  return {
    dataset: "d",
    series: "s",
    model: { id: "n", version: "1", sha256: "f" },
    executionProvider: "cpu",
    horizon: 2,
    origin: -1,
    levels: [0.1, 0.5, 0.9],
    quantiles: Float32Array.of(1, 2, 3, 4, 5, 6),
    times: Float64Array.of(29 * dayMs, 30 * dayMs),
    actuals: Float64Array.of(29, Number.NaN),
    anchor: { time: 28 * dayMs, value: 28 },
    density: null,
    source: "cache",
    ...part,
  };
}

function setUp(
  forecast = forecastOf(),
  corrected: { count: number; csv: string } | null = null,
  {
    notes = [],
    texts = noReportTexts,
    printer = null,
    conventions = fixedConventions,
    kept = [],
    adjustments = [],
    influences = null,
    places = new PlaceRules(noPolicy),
    report = null,
    scenarios = [],
  }: {
    places?: PlaceRules;
    scenarios?: readonly Scenario[];
    report?: TotalsReport | null;
    influences?: NamedInfluences | null;
    kept?: readonly Threshold[];
    adjustments?: readonly Adjustment[];
    notes?: readonly ReportNote[];
    texts?: ReportTexts;
    printer?: PagePrinter | null;
    conventions?: Conventions;
  } = {},
) {
  const written: {
    path: string;
    title: string;
    manifest: ExportManifest;
    forecasts: readonly ExportedForecast[];
    decisions?: ExportedDecisions;
    report?: ReportParticulars;
    isPrinted?: true;
  }[] = [];
  const drawn: unknown[] = [];
  const asked: unknown[] = [];
  const exporter = new Exporter({
    places,
    conventions: () => conventions,
    version: "1.2.3",
    bandwidth: "isj",
    client: {
      write: async (request) => {
        written.push(request);
        return { path: request.path, bytes: 1 };
      },
      draw: async (path, svg, format) => {
        drawn.push([path, svg, format]);
        return { path, bytes: 1 };
      },
      readManifest: () => Promise.reject(new Error("not asked")),
      merge: () => Promise.reject(new Error("not asked")),
    },
    datasets: {
      get: () => ({ dataset: { zone: "Europe/Berlin", series: [series], columns: [] } }),
      series: () => series,
    },
    models: { nameOf: (id) => id.toUpperCase(), preprocessingOf: (id) => `how ${id}` },
    forecasts: {
      get: async (request) => {
        asked.push(request);
        return forecast;
      },
    },
    thresholds: {
      of: () => kept.filter(({ scope }) => scope.kind !== "sum"),
      sums: () => kept.filter(({ scope }) => scope.kind === "sum"),
    },
    chances: {
      answered: async (_forecast, thresholds, { isJudged }) => {
        asked.push(["thresholds", isJudged]);
        return thresholds.map((threshold) => ({ threshold, answer: certain(threshold.id) }));
      },
      shown: ({ dataset }) => ({ dataset, among: null, get: async () => forecast }),
      sums: async (members, thresholds, { isJudged }) => {
        asked.push(["sums", members.dataset, isJudged]);
        return thresholds.map((threshold) => ({ threshold, answer: certain(threshold.id), series: [forecast.series] }));
      },
    },
    coverage: {
      measure: async (key, pace) => {
        asked.push([key, pace]);
        return measured;
      },
    },
    corrections: { listed: () => corrected, notes: () => notes },
    futures: {
      of: async ({ scenario }) => {
        if (scenario === 9) throw new EngineError("wrong-arguments", "It does not fit.");
        const sum = { levels: [0.5], quantiles: [scenario], mean: scenario };
        return { forecast: { levels: [0.5], quantiles: Float32Array.of(scenario, scenario), horizon: 2 }, sum };
      },
    },
    scenarios: {
      list: () => ({ scenarios }),
      adjust: (made, { isRounded }) => adjustForecast(made, adjustments, { isNonNegative: true, isWhole: isRounded }),
      applied: () => adjustments,
      adjustments: (_dataset, id) => adjustments.filter(({ series: own }) => own === id),
    },
    totals: {
      of: async (wanted) => {
        asked.push(["totals", wanted]);
        if (report === null) throw new EngineError("wrong-arguments", "The stretch has no step.");
        return report;
      },
    },
    influenced: {
      fitted: async () => ({
        ...{ isRelative: true, remainder: new Float64Array(), ahead: Float64Array.of(0, Math.log(1.2)), effects: [] },
        parts: [
          { name: "Easter", kind: "holiday", ahead: Float64Array.of(0, Math.log(1.2)), past: new Float64Array() },
        ],
        notes: ["Too few."],
      }),
    },
    influences: {
      namedFor: () => influences,
      inUse: () => (influences === null ? null : { content: { id: "abc" }, verdicts: new Map([["s", verdict]]) }),
      modelOf: ({ model }) => model,
    },
    reports: { of: () => texts },
    printer,
    now: () => 0,
  });
  return { exporter, written, asked, drawn };
}

test("a shown forecast is written with all that it takes to make it again, and with how its bands did", async () => {
  const { exporter, written, asked } = setUp();
  await exporter.exportOne("/a.csv", { ...shown, isRounded: true }, { decimalMark: "," }, signal);
  const { origin: _, ...history } = shown;
  expect(asked).toEqual([{ ...shown, isRounded: true, view: null, density: false }, [history, "now"]]);
  expect(written[0]).toMatchObject({
    path: "/a.csv",
    title: "s",
    manifest: {
      app: "1.2.3",
      dataHash: "d",
      model: { id: "n", version: "1", sha256: "f" },
      executionProvider: "cpu",
      preprocessing: "how n",
      timezone: "Europe/Berlin",
      settings: {
        horizon: 2,
        origin: -1,
        levels: [0.1, 0.5, 0.9],
        model: "n",
        bands: "native",
        round: true,
        coverage: true,
        series: ["s"],
        import: '{"decimalMark":","}',
        title: "s",
      },
    },
  });
  expect(written[0]?.forecasts[0]?.measured).toEqual(measured);
  expect(exporter.health().latencyMs["export"]?.count).toBe(1);
});

test("an adjusted forecast is written with what the model said, and with what was put on top", async () => {
  const sale: Adjustment = {
    ...{ id: 1, series: "s", from: 30 * dayMs, to: 30 * dayMs, change: { kind: "set", value: 10 }, shape: "pulse" },
    ...{ range: "keep", note: "sale", madeMs: 0, seen: 0, frequency: series.frequency },
  };
  const { exporter, written } = setUp(forecastOf({ origin: 0 }), null, { adjustments: [sale] });
  await exporter.exportOne("/a.csv", { ...shown, origin: 0 }, {}, signal);
  expect(written[0]).toMatchObject({
    manifest: {
      settings: {
        adjustments: expect.stringContaining("s,1970-01-31T00:00:00,1970-01-31T00:00:00,set,10,pulse,keep,sale"),
      },
      warnings: [{ code: "adjusted", message: "1 adjustment was put on top of what the model forecast." }],
    },
    forecasts: [
      { quantiles: Float32Array.of(1, 8, 3, 10, 5, 12), median: Float32Array.of(3, 10), plain: Float32Array.of(3, 4) },
    ],
  });
});

test("it is drawn as it was on the screen, with the levels that its ranges need", async () => {
  const { exporter, written, asked } = setUp();
  const figure = { label: { title: "Load", unit: "MW" }, shares: [0.6, 0.8], scale: "log" } as const;
  await exporter.exportOne("/a.png", { ...shown, figure }, {}, signal);
  expect(asked[0]).toEqual({ ...shown, isRounded: false, view: null, density: false, levels: [0.2, 0.8] });
  expect(written[0]?.forecasts[0]?.figure).toEqual(figure);
});

test("the history that is written ends at the origin, and the median is there whichever levels are wanted", async () => {
  const { exporter, written } = setUp();
  const wanted = { forecast: forecastOf(), levels: [0.2], quantiles: Float32Array.of(1, 2) };
  await exporter.exportTo("/a.json", { title: "t", forecasts: [wanted], settings: {} });
  const [one] = written[0]?.forecasts ?? [];
  expect(one).toMatchObject({ levels: [0.2], median: Float32Array.of(3, 4), model: { name: "N" } });
  expect(one?.historyValues.at(-1)).toBe(28);
  expect(one?.historyTimes.at(-1)).toBe(28 * dayMs);
  expect(one).not.toHaveProperty("measured");
});

test("a combination is called by its members", async () => {
  const choice = { members: [], reason: "Combination of A and B: they did best.", origins: 3, ratio: 0.9 };
  const forecast = forecastOf({ model: { id: "auto", version: "3", sha256: "c" }, choice });
  const { exporter, written } = setUp(forecast);
  await exporter.exportOne("/a.csv", { ...shown, model: "auto" }, {}, signal);
  expect(written[0]?.forecasts[0]?.model.name).toBe("Combination of A and B");
});

test("what was adopted is named as what it is, in the settings, too", async () => {
  const forecast = forecastOf({ model: { id: "ses:alpha=0.3+log", version: "1", sha256: "" } });
  const { exporter, written } = setUp(forecast);
  await exporter.exportOne("/a.csv", { ...shown, model: "adopted" }, {}, signal);
  expect(written[0]?.manifest.model).toEqual(forecast.model);
  expect(written[0]?.manifest.settings).toMatchObject({ model: "ses:alpha=0.3+log" });
});

test("an export of nothing is refused", async () => {
  const { exporter } = setUp();
  const nothing = exporter.exportTo("/a.csv", { title: "", forecasts: [], settings: {} });
  await expect(nothing).rejects.toMatchObject({ code: "internal" });
});

test.each([
  [{ count: 1, csv: "series\r\n" }, "series\r\n", "1 correction was made to the data before this forecast."],
  [{ count: 1234, csv: "x".repeat(20_001) }, 1234, "1,234 corrections were made to the data before this forecast."],
])("what was corrected is said, and listed as far as that is of use", async (corrected, setting, message) => {
  const { exporter, written } = setUp(forecastOf(), corrected);
  await exporter.exportOne("/a.csv", shown, {}, signal);
  expect(written[0]?.manifest.settings["corrections"]).toBe(setting);
  expect(written[0]?.manifest.warnings).toEqual([{ code: "corrected", message }]);
});

test("what people read says how its numbers and dates are written, what programs read is the same everywhere", async () => {
  const german: Conventions = { decimal: ",", group: ".", date: "dd.mm.yyyy", firstDayOfWeek: 1 };
  const { exporter, written } = setUp(forecastOf(), null, { conventions: german });
  for (const ending of ["html", "svg", "png", "csv", "json", "parquet", "xlsx"])
    await exporter.exportOne(`/out/a.${ending}`, shown, {}, signal);
  const texts = written.map(({ manifest }) => manifest.settings["conventions"]);
  const inGerman = JSON.stringify({ decimal: ",", group: ".", date: "dd.mm.yyyy" });
  expect(texts).toEqual([inGerman, inGerman, inGerman, undefined, undefined, undefined, undefined]);
});

test("how a picture is drawn is part of its manifest, and of no table's", async () => {
  const figure = { label: { title: "Demand", unit: "MW" }, shares: [0.5, 0.8] };
  const { exporter, written } = setUp(forecastOf());
  for (const path of ["/a.svg", "/a.csv"]) await exporter.exportOne(path, { ...shown, figure }, {}, signal);
  const [picture, table] = written.map(({ manifest }) => manifest.settings["figures"]);
  expect(JSON.parse(String(picture))).toEqual([figure]);
  expect(table).toBeUndefined();
});

test("a report has its own title, its author and what was put down about the data; a table has none of it", async () => {
  const texts: ReportTexts = { title: "Plan", author: "A. Smith", comments: "Why." };
  const notes: readonly ReportNote[] = [{ series: "s", from: 0, to: 0, kind: "Note", text: "strike" }];
  const { exporter, written } = setUp(forecastOf(), null, { notes, texts });
  await exporter.exportOne("/a.html", shown, {}, signal);
  await exporter.exportOne("/a.csv", shown, {}, signal);
  const report = { author: "A. Smith", comments: "Why.", notes };
  expect(written[0]).toMatchObject({ title: "Plan", report });
  expect(JSON.parse(String(written[0]?.manifest.settings["report"]))).toEqual(report);
  expect(written[1]?.title).toBe("s");
  expect(written[1]).not.toHaveProperty("report");
});

test("a workbook has the whole history, a picture what is drawn of it", async () => {
  const { exporter, written } = setUp();
  await exporter.exportOne("/a.XLSX", shown, {}, signal);
  await exporter.exportOne("/a.png", shown, {}, signal);
  expect(written.map(({ forecasts }) => forecasts[0]?.historyTimes.length)).toEqual([29, 24]);
});

test("a PDF is printed of a page without scripts, and without a window there is none", async () => {
  const folder = await mkdtemp(join(tmpdir(), "fantail-pdf-"));
  try {
    const asked: [string, string][] = [];
    const printer: PagePrinter = {
      print: async (path, title) => {
        asked.push([path, title]);
        return Uint8Array.of(37, 80, 68, 70);
      },
    };
    const { exporter, written } = setUp(forecastOf(), null, { printer });
    await exporter.exportOne(join(folder, "a.pdf"), shown, {}, signal);
    expect(written).toEqual([expect.objectContaining({ path: asked[0]?.[0], isPrinted: true })]);
    expect(asked[0]?.[1]).toBe("s");
    expect(await readFile(join(folder, "a.pdf"), "utf8")).toBe("%PDF");
    const refused = setUp().exporter.exportOne(join(folder, "b.pdf"), shown, {}, signal);
    await expect(refused).rejects.toMatchObject({ code: "cannot-write" });
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("a drawing of the window is written as it is wanted, and only a drawing", async () => {
  const { exporter, drawn } = setUp();
  await exporter.draw("/a.png", "<svg><g/></svg>", "png", signal);
  await expect(exporter.draw("/b.svg", '<svg><image href="/etc/passwd"/></svg>', "svg", signal)).rejects.toMatchObject({
    code: "wrong-arguments",
  });
  expect(drawn).toEqual([["/a.png", "<svg><g/></svg>", "png"]]);
});

const certain = (id: number): ThresholdAnswer => ({
  id,
  limit: {
    ...{ at: [1], by: [1], ever: 1, expectedSteps: 1, steps: 1 },
    first: { early: 0, middle: 0, late: 0, likeliest: 0 },
  },
  stock: null,
  problem: null,
});

test("thresholds of a series are written with what the forecast says of them, and named in the manifest", async () => {
  const limit: Threshold = {
    ...{ id: 3, name: "", rule: { kind: "above", value: 120 }, scope: { kind: "series", series: "s" } },
    ...{ from: null, to: null, unit: "", severity: "warning" },
  };
  const { exporter, written, asked } = setUp(forecastOf(), null, { kept: [limit] });
  await exporter.exportOne("/a.csv", shown, {}, signal);
  expect(written[0]?.forecasts[0]?.thresholds).toEqual([{ threshold: limit, answer: certain(3) }]);
  expect(JSON.parse(String(written[0]?.manifest.settings["thresholds"]))).toEqual([limit]);
  expect(asked).toContainEqual(["thresholds", true]);
});

test("thresholds of sums that the series is in are written with their steps, and named in the manifest apart", async () => {
  const sum: Threshold = {
    ...{ id: 4, name: "", rule: { kind: "above", value: 120 }, scope: { kind: "sum", of: null } },
    ...{ from: null, to: null, unit: "", severity: "warning" },
  };
  const { exporter, written, asked } = setUp(forecastOf(), null, { kept: [sum] });
  await exporter.exportOne("/a.csv", shown, {}, signal);
  expect(written[0]?.forecasts[0]).not.toHaveProperty("thresholds");
  expect(written[0]?.decisions?.sumThresholds).toMatchObject([
    { threshold: sum, answer: certain(4), members: 1, isCount: true, times: [29 * dayMs, 30 * dayMs] },
  ]);
  const settings = written[0]?.manifest.settings ?? {};
  expect(JSON.parse(String(settings["sumThresholds"]))).toEqual({ model: "n", horizon: 2, thresholds: [sum] });
  expect(settings).not.toHaveProperty("thresholds");
  expect(asked).toContainEqual(["sums", "d", true]);
});

test("what forecasts know beside the past of their series is named in the manifest, with the plain model", async () => {
  const influences: NamedInfluences = {
    ...{ holidays: "DE", columns: ["price"], use: "always", only: ["s"] },
    events: [{ name: "Fair", from: "2024-05-01", to: "2024-05-02" }],
  };
  const forecast = forecastOf({ model: { id: "n&c0ffee", version: "1", sha256: "0" } });
  const { exporter, written } = setUp(forecast, null, { influences });
  const shown = { dataset: "d", series: "s", model: "adopted", horizon: 2, origin: 0, bands: "native" as const };
  await exporter.exportOne("/x/a.csv", shown, {}, new AbortController().signal);
  expect(written[0]?.manifest.settings).toMatchObject({
    ...{ model: "n", influences: "always", holidays: "DE", covariates: ["price"], influenced: ["s"] },
    events: "name,from,to\r\nFair,2024-05-01,2024-05-02\r\n",
  });
  expect(influencesOfManifest(written[0]?.manifest.settings ?? {})).toEqual(influences);
});

test("no file is written where a policy forbids it, by whatever request", async () => {
  const values = { exportFormats: ["csv", "svg"], exportFolders: ["/srv/out"] };
  const places = new PlaceRules(mergePolicy([{ source: "/etc/10.json", level: "managed", values }]));
  const { exporter, written, drawn } = setUp(forecastOf(), null, { places });
  const { signal } = new AbortController();
  const refused = { code: "policy-forbids" };
  const content = { title: "", forecasts: [], settings: {} };
  await expect(exporter.exportTo("/srv/out/a.json", content)).rejects.toMatchObject(refused);
  await expect(exporter.exportTo("/tmp/a.csv", content)).rejects.toMatchObject(refused);
  await expect(exporter.draw("/tmp/a.svg", "<svg/>", "svg", signal)).rejects.toMatchObject(refused);
  await exporter.exportOne("/srv/out/a.csv", shown, {}, signal);
  await expect(exporter.exportOne("/srv/out/a.xlsx", shown, {}, signal)).rejects.toMatchObject(refused);
  expect([written.map(({ path }) => path), drawn]).toEqual([["/srv/out/a.csv"], []]);
});

const asked: TotalsAsked = {
  ...{ stretch: { kind: "horizon" }, statistic: "sum", columns: [], series: null, isReconciled: false },
  plans: { s: 5 },
};

test("totals that the window has set are in the file and, with what they are made of, in its manifest", async () => {
  const row = {
    key: "s",
    label: "s",
    parent: null,
    series: "s",
    members: 1,
    isApart: false,
    origins: 9,
    problem: null,
  };
  const stretch = { name: "", from: 30 * dayMs, to: 31 * dayMs, observed: 0, missing: 0, forecast: 2, isWhole: true };
  const report: TotalsReport = {
    ...{ dataset: "d", statistic: "sum", rows: [{ ...row, stretch }], levels: [0.1, 0.5, 0.9], notes: [] },
    ...{ quantiles: Float64Array.of(4, 7, 9), mean: Float64Array.of(7), soFar: Float64Array.of(Number.NaN) },
    ...{ before: Float64Array.of(Number.NaN), reconciliation: null },
  };
  const { exporter, written, asked: requests } = setUp(forecastOf({ origin: 0 }), null, { report });
  await exporter.exportOne("/a.xlsx", { ...shown, origin: 0, totals: asked }, {}, signal);
  const { plans, ...wanted } = asked;
  expect(requests).toContainEqual(["totals", { ...wanted, model: "n", horizon: 2, dataset: "d", bands: "native" }]);
  const [file] = written;
  expect(JSON.parse(String(file?.manifest.settings["shownTotals"]))).toEqual({ ...asked, model: "n", horizon: 2 });
  expect(file?.decisions?.totals?.totals).toMatchObject([{ series: "s", plan: plans["s"], mean: 7, origins: 9 }]);
  expect(file?.decisions?.totals?.totals[0]?.quantiles.slice(1, 4)).toEqual([4, 5.125, 7]);
});

test("where there are no totals the file says why, and beside a forecast of the past there are none", async () => {
  const { exporter, written } = setUp(forecastOf({ origin: 0 }));
  await exporter.exportOne("/a.xlsx", { ...shown, origin: 0, totals: asked }, {}, signal);
  expect(written[0]?.decisions?.totals).toMatchObject({
    totals: [],
    notes: ["There are no totals: The stretch has no step."],
  });
  await exporter.exportOne("/a.xlsx", { ...shown, totals: asked }, {}, signal);
  expect(written[1]).not.toHaveProperty("decisions");
  expect(written[1]?.manifest.settings).not.toHaveProperty("shownTotals");
});

test("scenarios that say something of a series stand beside its forecast, and in the manifest", async () => {
  const adjustment: Adjustment = {
    ...{ id: 1, series: "s", from: 30 * dayMs, to: 30 * dayMs, shape: "pulse", range: "keep", note: "" },
    ...{ change: { kind: "set", value: 4 }, madeMs: 1, seen: 29 * dayMs, frequency: series.frequency },
  };
  const base: Scenario = { id: 0, name: "Base", edits: [], adjustments: [] };
  const other = { ...adjustment, series: "t" };
  const scenarios = [
    base,
    { ...base, id: 5, name: "Fair", adjustments: [adjustment, other] },
    { ...base, id: 7, name: "Of another series", adjustments: [other] },
    { ...base, id: 9, name: "Unfit", adjustments: [adjustment] },
  ];
  const { exporter, written } = setUp(forecastOf({ origin: 0 }), null, { scenarios });
  await exporter.exportOne("/a.json", { ...shown, origin: 0 }, {}, signal);
  expect(written[0]?.decisions?.scenarios).toMatchObject([
    { series: "s", name: "Base", isBase: true, quantiles: [[0, 0]], error: null },
    { series: "s", name: "Fair", isBase: false, quantiles: [[5, 5]], sum: { mean: 5 }, error: null },
    { series: "s", name: "Unfit", quantiles: [], error: { message: "It does not fit." } },
  ]);
  const listed = JSON.parse(String(written[0]?.manifest.settings["scenarios"])) as ShownScenarios;
  expect(listed).toMatchObject({ model: "n", horizon: 2 });
  expect(listed.futures.map(({ text }) => parseScenario(text).adjustments.length)).toEqual([0, 1, 1]);

  const none = setUp(forecastOf({ origin: 0 }), null, { scenarios: [base, { ...base, id: 7, adjustments: [other] }] });
  await none.exporter.exportOne("/a.json", { ...shown, origin: 0 }, {}, signal);
  expect(none.written[0]).not.toHaveProperty("decisions");
});

test("what influences do is in the file, and why they are used in its manifest", async () => {
  const named: NamedInfluences = { holidays: "DE", events: [], columns: [], use: "always", only: null };
  const { exporter, written } = setUp(forecastOf({ model: { id: "n&abc", version: "1", sha256: "f" } }), null, {
    influences: named,
  });
  await exporter.exportOne("/a.xlsx", shown, {}, signal);
  expect(written[0]?.decisions?.influences).toEqual([
    {
      ...{ series: "s", isUsed: true, isRelative: true, effects: [], notes: ["Too few."] },
      verdict: expect.objectContaining({ helps: true, reason: "holidays help" }),
      parts: [{ name: "Easter", kind: "holiday", ahead: [1, expect.closeTo(1.2)] }],
    },
  ]);
  const listed = verdictsIn(written[0]?.manifest.settings["influenceVerdicts"]);
  expect(listed.get("s")).toEqual({
    ...{
      helps: true,
      change: -0.1,
      changeSince: Number.NaN,
      origins: 24,
      horizon: 2,
      reason: "holidays help",
      notes: [],
    },
  });
});
