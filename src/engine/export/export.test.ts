import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { EngineError } from "#domain/errors";
import type { ExportedForecast, ExportManifest } from "#domain/export";
import { fanOf } from "./fan-of.ts";
import { forecastCsv } from "./forecast-csv.ts";
import { forecastJson } from "./forecast-document.ts";
import { shortest } from "./numbers.ts";
import { printedReportHtml } from "./printed-report.ts";
import { reportHtml } from "./report-html.ts";
import { stepsPerSeries, workbookParts } from "./workbook.ts";
import { terminalTable } from "./terminal-table.ts";

const levels = [0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975];

function forecast(over: Partial<ExportedForecast> = {}): ExportedForecast {
  const start = Date.UTC(1960, 11, 1);
  return {
    dataset: "d".repeat(64),
    series: "Passengers",
    zone: null,
    model: { id: "base", name: "Fantail base", version: "1.0.0", sha256: "a".repeat(64) },
    origin: 0,
    horizon: 2,
    frequency: { unit: "month", count: 1 },
    levels,
    quantiles: Float32Array.from(levels.flatMap((level) => [400.1 + level * 100, 410.1 + level * 200])),
    times: Float64Array.of(Date.UTC(1961, 0, 1), Date.UTC(1961, 1, 1)),
    actuals: null,
    anchor: { time: start, value: 432 },
    historyTimes: Float64Array.of(Date.UTC(1960, 10, 1), start),
    historyValues: Float64Array.of(390, 432),
    ...over,
  };
}

const manifest: ExportManifest = {
  app: "0.1.0",
  dataHash: "d".repeat(64),
  model: { id: "base", version: "1.0.0", sha256: "a".repeat(64) },
  settings: { horizon: 2, levels },
  executionProvider: "cpu",
  preprocessing: "1",
};

/** The text of a part of the workbook. */
function partOf(forecasts: readonly ExportedForecast[], name: string): string {
  const part = workbookParts(forecasts, manifest).find(({ path }) => path === `xl/${name}.xml`);
  return [...(part?.pieces ?? [])].join("");
}

/** Enough of RFC 4180 to read back what was written. */
function parseCsv(text: string): string[][] {
  return [...text.matchAll(/((?:"(?:[^"]|"")*"|[^,\r\n]*)(?:,(?:"(?:[^"]|"")*"|[^,\r\n]*))*)\r\n/g)].map((line) =>
    [...(line[1] ?? "").matchAll(/(?:^|,)("(?:[^"]|"")*"|[^,]*)/g)].map((cell) =>
      (cell[1] ?? "").replace(/^"|"$/g, "").replaceAll('""', '"'),
    ),
  );
}

describe("CSV", () => {
  test("has one row per series and step, a column per level, and short numbers", () => {
    const rows = parseCsv(
      forecastCsv([forecast(), forecast({ series: "Other", origin: -2, actuals: Float64Array.of(417, Number.NaN) })]),
    );
    expect(rows[0]).toEqual([
      "series",
      "model",
      "origin",
      "timestamp",
      "median",
      "q0.025",
      "q0.1",
      "q0.25",
      "q0.5",
      "q0.75",
      "q0.9",
      "q0.975",
      "actual",
    ]);
    expect(rows).toHaveLength(5);
    expect(rows[1]?.slice(0, 6)).toEqual(["Passengers", "base", "0", "1961-01-01T00:00:00", "450.1", "402.6"]);
    expect(rows[1]?.at(-1)).toBe("");
    expect(rows[3]?.at(-1)).toBe("417");
    expect(rows[4]?.at(-1)).toBe("");
  });

  test("takes the median that comes along where the levels leave it out", () => {
    const outer = { levels: [0.1, 0.9], quantiles: Float32Array.of(1, 2, 3, 4) };
    expect(parseCsv(forecastCsv([forecast({ ...outer, median: Float32Array.of(2, 3) })]))[1]?.[4]).toBe("2");
    expect(parseCsv(forecastCsv([forecast(outer)]))[1]?.[4]).toBe("");
    expect(fanOf(forecast({ ...outer, median: Float32Array.of(2, 3) })).median).toEqual(Float32Array.of(2, 3));
  });

  test("leaves a cell empty where a forecast lacks a level of another", () => {
    const few = forecast({ levels: [0.5], quantiles: Float32Array.of(1, 2) });
    const rows = parseCsv(forecastCsv([forecast(), few]));
    expect(rows[3]?.slice(4)).toEqual(["1", "", "", "", "1", "", "", "", ""]);
  });

  test.each(["=1+1", "+cmd", "-2", "@sum", "\t=1", "\r=1", " =1", "\uFF1D1+1", "\uFF0B1", "\uFF0D1", "\uFF20sum"])(
    "never starts a cell with a formula (%j)",
    (series) => {
      const line = forecastCsv([forecast({ series })]).split("\r\n")[1] ?? "";
      expect(line.replace(/^"/, "").startsWith("'")).toBe(true);
    },
  );

  test("quotes commas, quotes and line ends", () => {
    const series = 'a,"b"\r\nc';
    expect(forecastCsv([forecast({ series })])).toContain('\r\n"a,""b""\r\nc",base,');
  });
});

describe("JSON", () => {
  test("is the document of the command line, with null for what is missing", () => {
    const past = forecast({ origin: -2, actuals: Float64Array.of(417, Number.NaN) });
    const document = JSON.parse(forecastJson([forecast(), past], manifest)) as {
      manifest: unknown;
      forecasts: Record<string, unknown>[];
    };
    expect(document.manifest).toEqual(manifest);
    expect(document.forecasts[0]).toMatchObject({
      series: "Passengers",
      model: "base",
      origin: 0,
      timestamps: ["1961-01-01T00:00:00", "1961-02-01T00:00:00"],
      levels,
      median: [450.1, 510.1],
      actuals: null,
    });
    expect(document.forecasts[0]?.["quantiles"]).toContainEqual([402.6, 415.1]);
    expect(document.forecasts[1]?.["actuals"]).toEqual([417, null]);
  });

  test("prints every number so that it reads back as the same single-precision number", () => {
    for (const value of [0.1, 1 / 3, 16_777_217, 1e-30, 3.4e38, -432.1234]) {
      expect(Math.fround(shortest(Math.fround(value)))).toBe(Math.fround(value));
    }
    expect(shortest(Math.fround(0.1))).toBe(0.1);
    expect(shortest(0.123456789012)).toBe(0.123456789012);
  });
});

test("actuals are those of the file, to the last digit, and also where a float32 could hold them", () => {
  const actuals = Float64Array.of(123_456_792, 100_000_000.5);
  const past = forecast({ origin: -2, actuals });
  expect(
    (JSON.parse(forecastJson([past], manifest)) as { forecasts: { actuals: number[] }[] }).forecasts[0]?.actuals,
  ).toEqual([...actuals]);
  expect(
    parseCsv(forecastCsv([past]))
      .slice(1)
      .map((row) => row.at(-1)),
  ).toEqual(["123456792", "100000000.5"]);
});

describe("the workbook", () => {
  const sheetOf = (forecasts: readonly ExportedForecast[]): string => partOf(forecasts, "worksheets/sheet2");

  test("holds real dates and numbers, and leaves out what is missing", () => {
    const sheet = sheetOf([forecast({ actuals: Float64Array.of(417, Number.NaN), origin: -2 })]);
    // 1 January 1961 is day 22,282.
    expect(sheet).toContain('<c r="D2" s="2"><v>22282</v></c>');
    expect(sheet).toContain('<c r="E2" s="0"><v>450.1</v></c>');
    expect(sheet).toContain('<c r="M2" s="0"><v>417</v></c>');
    expect(sheet).not.toContain('r="M3"');
    expect(sheet).toContain('<dimension ref="A1:M3"/>');
  });

  test("keeps ids as text that no spreadsheet runs or parses", () => {
    const sheet = sheetOf([forecast({ series: "=1+1<&>\u0001" })]);
    expect(sheet).toContain('t="inlineStr"><is><t xml:space="preserve">=1+1&lt;&amp;&gt;</t>');
    expect(sheet).not.toContain("<f>");
  });

  test("writes dates that spreadsheets disagree about as text", () => {
    const early = forecast({ times: Float64Array.of(Date.UTC(1850, 0, 1), Date.UTC(1850, 1, 1)) });
    expect(sheetOf([early])).toContain(">1850-01-01T00:00:00</t>");
  });

  test("has a chart of each series, up to as many as can be looked through", () => {
    const charts = (count: number): number =>
      workbookParts(
        Array.from({ length: count }, () => forecast()),
        manifest,
      ).filter(({ path }) => path.startsWith("xl/charts/")).length;
    expect([charts(1), charts(24), charts(60)]).toEqual([1, 24, 24]);
    expect(partOf([forecast({ series: "a<b" })], "charts/chart1")).toContain("<a:t>a&lt;b</a:t>");
  });

  test("stacks the layers of the ranges on the lowest end, so that they end at the highest", () => {
    const rows = partOf([forecast()], "worksheets/sheet7")
      .split("<row")
      .slice(-2)
      .map((row) => [...row.matchAll(/<v>([^<]*)<\/v>/g)].map((found) => Number(found[1])));
    for (const [index, row] of rows.entries()) {
      const [, median = 0, ...layers] = row;
      const highest = forecast().quantiles[6 * 2 + index] ?? 0;
      expect(layers.reduce((sum, layer) => sum + layer, 0)).toBeCloseTo(highest, 3);
      expect(median).toBeCloseTo(forecast().quantiles[3 * 2 + index] ?? 0, 3);
    }
  });

  test("has what was observed on a sheet of its own, up to as many rows as that has", () => {
    const sheet = partOf([forecast(), forecast({ series: "Other" })], "worksheets/sheet3");
    expect(sheet.match(/<row /g)).toHaveLength(5);
    expect(sheet).toContain("<v>390</v>");
    expect(stepsPerSeries([7, 3])).toBe(7);
    expect(stepsPerSeries([600_000, 600_000])).toBe(524_287);
  });

  test("divides a manifest that no cell could hold", () => {
    const wide = { ...manifest, settings: { series: Array.from({ length: 9_000 }, (_, index) => `series ${index}`) } };
    const sheet = workbookParts([forecast()], wide).find(({ path }) => path.endsWith("sheet6.xml"));
    const cells = [...[...(sheet?.pieces ?? [])].join("").matchAll(/<t [^>]*>([^<]*)</g)].map(
      (found) => found[1] ?? "",
    );
    expect(Math.max(...cells.map(({ length }) => length))).toBeLessThan(200_000);
    expect(cells.filter((cell) => cell === "Manifest").length).toBeGreaterThan(3);
  });

  test("refuses more rows than a sheet has, and says what to do", () => {
    const horizon = 1024;
    const long = forecast({
      horizon,
      times: new Float64Array(horizon),
      levels: [0.5],
      quantiles: new Float32Array(horizon),
    });
    expect(() =>
      workbookParts(
        Array.from({ length: 1025 }, () => long),
        manifest,
      ),
    ).toThrow(/at most 1048575 rows/);
  });
});

describe("the report", () => {
  const sha256 = (text: string): string => createHash("sha256").update(text).digest("base64");
  const evil = '</script><img src=x onerror=alert(1)>"&\u2028';
  const html = reportHtml({
    title: `<b>${evil}`,
    forecasts: [forecast({ series: evil }), forecast()],
    manifest,
    plotlyBundle: "window.Plotly={};\r\n",
    sha256,
  });
  const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? "";

  test("allows exactly the scripts and style sheets that are in it", () => {
    const scripts = [...html.matchAll(/<script>([\s\S]*?)<\/script>/g)].map((found) => found[1] ?? "");
    const styles = [...html.matchAll(/<style[^>]*>([\s\S]*?)<\/style>/g)].map((found) => found[1] ?? "");
    expect(scripts).toHaveLength(2);
    expect(styles).toHaveLength(2);
    for (const text of [...scripts, ...styles]) expect(policy).toContain(`'sha256-${sha256(text)}'`);
    expect(policy.match(/sha256-/g)).toHaveLength(4);
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe-eval|https?:|\*/);
    expect(policy).not.toMatch(/script-src[^;]*unsafe/);
  });

  test("lets no id or title become markup", () => {
    expect(html).not.toContain("<img");
    expect(html).not.toContain("<b>");
    const data = /<script type="application\/json" id="report-data">([\s\S]*?)<\/script>/.exec(html)?.[1] ?? "";
    expect(data).not.toContain("<");
    expect((JSON.parse(data) as { name: string }[])[0]?.name).toBe(evil);
  });

  test("asks nothing from outside", () => {
    expect(html).not.toMatch(/(?:src|href)\s*=\s*["'](?:https?:)?\/\//);
    expect(html).not.toContain("@import");
  });

  test("shows the numbers and the manifest", () => {
    expect(html).toContain("<dt>Model SHA-256</dt>");
    expect(html).toContain("a".repeat(64));
    expect(html).toContain("Feb 1961");
  });

  test("refuses a script that would end early, and an empty list", () => {
    const parts = { title: "t", manifest, sha256 };
    expect(() => reportHtml({ ...parts, forecasts: [forecast()], plotlyBundle: "'</script>'" })).toThrow(EngineError);
    expect(() => reportHtml({ ...parts, forecasts: [], plotlyBundle: "" })).toThrow(EngineError);
  });
});

describe("what people say in a report", () => {
  const evil = "</section><script>alert(1)</script>";
  const report = {
    author: `A. ${evil}`,
    comments: `First.\r\n\r\nSecond ${evil}`,
    notes: [
      { series: "Passengers", from: Date.UTC(1960, 10, 1), to: Date.UTC(1960, 11, 1), kind: "Event", text: evil },
      { series: "Not here", from: 0, to: 0, kind: "Note", text: "not shown" },
    ],
  };

  test("stands in both kinds of it as text", () => {
    const parts = { title: "t", forecasts: [forecast()], manifest, report };
    const looked = reportHtml({ ...parts, plotlyBundle: "", sha256: () => "" });
    const printed = printedReportHtml({ ...parts, fonts: [] });
    for (const html of [looked, printed]) {
      expect(html).not.toContain(evil);
      expect(html).toContain("<p>First.</p><p>Second &lt;/section&gt;");
      expect(html).toContain("<td>Nov 1960 – Dec 1960</td><td>Event</td>");
      expect(html).not.toContain("not shown");
    }
    expect(printed).not.toMatch(/<script|onerror|https?:\/\/(?!www\.w3\.org)/);
  });

  test("a page for paper has every series with its picture, whose ids are its own", () => {
    const printed = printedReportHtml({
      title: "t",
      forecasts: [forecast(), forecast({ series: "B" })],
      manifest,
      fonts: [],
    });
    const ids = [...printed.matchAll(/ id="([^"]+)"/g)].map((found) => found[1]);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, used] of printed.matchAll(/url\(#([^)]+)\)/g)) expect(ids).toContain(used);
    expect(printed.match(/<svg /g)).toHaveLength(2);
  });
});

describe("times with a zone", () => {
  const hour = Date.UTC(2024, 9, 27, 1);
  const second = { time: hour + 3_600_000, value: 1 };
  /** Hours of Berlin's clock, whose history ends in the first 02:00 of autumn. */
  const berlin = forecast({
    zone: "Europe/Berlin",
    frequency: { unit: "hour", count: 1 },
    historyTimes: Float64Array.of(hour, second.time),
    historyValues: Float64Array.of(1, 1),
    anchor: second,
    times: Float64Array.of(second.time, second.time + 3_600_000),
  });
  const texts = ["2024-10-27T02:00:00+01:00", "2024-10-27T03:00:00+01:00"];

  test("have its offset in CSV and JSON, on the right pass of a repeated hour", () => {
    expect(
      parseCsv(forecastCsv([berlin]))
        .slice(1)
        .map((row) => row[3]),
    ).toEqual(texts);
    const document = JSON.parse(forecastJson([berlin, forecast()], manifest)) as {
      forecasts: { timestamps: string[] }[];
    };
    expect(document.forecasts.map(({ timestamps }) => timestamps)).toEqual([
      texts,
      ["1961-01-01T00:00:00", "1961-02-01T00:00:00"],
    ]);
  });

  test("have it beside them in a workbook, whose dates have none", () => {
    const sheet = (forecasts: readonly ExportedForecast[]): string => partOf(forecasts, "worksheets/sheet2");
    const cells = (column: string, forecasts: readonly ExportedForecast[]): string[] =>
      [...sheet(forecasts).matchAll(new RegExp(`<c r="${column}\\d+"[^>]*><is><t[^>]*>([^<]*)<`, "g"))].map(
        (found) => found[1] ?? "",
      );
    expect(cells("E", [berlin, forecast()])).toEqual(["utc_offset", "+01:00", "+01:00", "", ""]);
    expect(sheet([berlin])).toContain(`<c r="D2" s="3"><v>${(second.time - Date.UTC(1899, 11, 30)) / 86_400_000}</v>`);
    expect(sheet([forecast()])).not.toContain("utc_offset");
  });

  test("say it once where people read them", () => {
    expect(fanOf(berlin).subtitle).toContain("ahead from 27 Oct 2024 02:00 (Europe/Berlin)");
    expect(fanOf({ ...berlin, zone: "+05:30" }).subtitle).toContain("(UTC+05:30)");
    expect(fanOf(forecast({ zone: "UTC" })).subtitle).not.toContain("UTC");
    const html = reportHtml({
      title: "t",
      forecasts: [berlin],
      manifest: { ...manifest, timezone: "Europe/Berlin" },
      plotlyBundle: "",
      sha256: () => "",
    });
    expect(html).toContain("<dt>Time zone</dt><dd>Europe/Berlin</dd>");
  });
});

describe("the table for a terminal", () => {
  test("lines up its columns and ends with a sentence", () => {
    const lines = terminalTable([forecast()]).split("\n");
    expect(lines[0]).toBe("Passengers: 2 months ahead from Dec 1960 \u00b7 Fantail base 1.0.0");
    expect(lines[2]).toMatch(/^Step\s+Median\s+50\u00a0% low/);
    expect(new Set(lines.slice(2, 6).map((line) => line.length)).size).toBe(1);
    expect(lines.join("\n")).toContain("At Feb 1961 the median is 510");
  });

  test("shortens long forecasts and many series, and says so", () => {
    const horizon = 100;
    const long = forecast({
      horizon,
      times: Float64Array.from({ length: horizon }, (_, step) => Date.UTC(1961, step, 1)),
      levels: [0.5],
      quantiles: new Float32Array(horizon).fill(1),
    });
    expect(terminalTable([long], { maxRows: 10 })).toContain("\u2026 90 more");
    expect(
      terminalTable(
        Array.from({ length: 15 }, () => forecast()),
        { maxSeries: 2 },
      ),
    ).toContain("and 13 more series");
  });

  test("keeps control characters of an id away from the terminal", () => {
    expect(terminalTable([forecast({ series: "a\u001b[31mb" })])).not.toContain("\u001b");
  });
});

test("a chart is headed by its series and how far it looks ahead", () => {
  const { title, subtitle } = fanOf(forecast());
  expect([title, subtitle]).toEqual(["Passengers", expect.stringMatching(/^2 months ahead from /u)]);
});
