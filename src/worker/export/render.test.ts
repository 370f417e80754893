import type { ExportedForecast } from "#domain/export";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32, inflateRawSync } from "node:zlib";
import { parquetMetadata, parquetReadObjects } from "hyparquet";
import readWorkbook from "read-excel-file/node";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { EngineError } from "#domain/errors";
import { type ExportRequest, render } from "./render.ts";
import { writeAtomically } from "./write.ts";
import { wholeOf } from "./zip-fixtures.ts";

const levels = [0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975];
const forecast: ExportedForecast = {
  dataset: "d",
  zone: null,
  series: "Passengers",
  model: { id: "base", name: "Fantail base", version: "1.0.0", sha256: "a".repeat(64) },
  origin: 0,
  horizon: 2,
  frequency: { unit: "month", count: 1 },
  levels,
  quantiles: Float32Array.from(levels.flatMap((level) => [400 + level * 100, 410 + level * 200])),
  times: Float64Array.of(Date.UTC(1961, 0, 1), Date.UTC(1961, 1, 1)),
  actuals: null,
  anchor: { time: Date.UTC(1960, 11, 1), value: 432 },
  historyTimes: Float64Array.of(Date.UTC(1960, 10, 1), Date.UTC(1960, 11, 1)),
  historyValues: Float64Array.of(390, 432),
};

function request(path: string): ExportRequest {
  return {
    type: "export",
    id: 1,
    path,
    title: "air.csv",
    forecasts: [forecast],
    manifest: {
      app: "0.1.0",
      dataHash: "d",
      model: { id: "base", version: "1.0.0", sha256: "a" },
      settings: { horizon: 2 },
      executionProvider: "cpu",
      preprocessing: "1",
    },
  };
}

/** By the archive's directory, as a reader would; checks sizes and sums on the way. */
function unzip(bytes: Buffer): Record<string, string> {
  const end = bytes.length - 22;
  expect(bytes.readUInt32LE(end)).toBe(0x06054b50);
  const entries: Record<string, string> = {};
  let at = bytes.readUInt32LE(end + 16);
  for (let entry = 0; entry < bytes.readUInt16LE(end + 10); entry++) {
    expect(bytes.readUInt32LE(at)).toBe(0x02014b50);
    const [sum, packed, size, nameLength] = [
      bytes.readUInt32LE(at + 16),
      bytes.readUInt32LE(at + 20),
      bytes.readUInt32LE(at + 24),
      bytes.readUInt16LE(at + 28),
    ];
    const header = bytes.readUInt32LE(at + 42);
    const name = bytes.subarray(at + 46, at + 46 + nameLength).toString("utf8");
    expect(bytes.readUInt32LE(header)).toBe(0x04034b50);
    const content = inflateRawSync(bytes.subarray(header + 30 + nameLength, header + 30 + nameLength + packed));
    expect(content).toHaveLength(size);
    expect(crc32(content)).toBe(sum);
    entries[name] = content.toString("utf8");
    at += 46 + nameLength;
  }
  expect(at).toBe(end);
  return entries;
}

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "fantail-export-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe("rendering", () => {
  test("a PNG has two pixels per unit, and text drawn with the bundled font", async () => {
    const bytes = await wholeOf(await render(request("chart.png")));
    expect(bytes.subarray(1, 4).toString("latin1")).toBe("PNG");
    expect(bytes.readUInt32BE(16)).toBe(2400);
    expect(bytes.readUInt32BE(20)).toBe(1280);
    const bare = await wholeOf(
      await render({ ...request("chart.png"), forecasts: [{ ...forecast, series: "\u00a0" }] }),
    );
    expect(bare.equals(bytes)).toBe(false);
  });

  test.each([".csv", ".parquet", ".json", ".xlsx", ".png", ".svg", ".html"])(
    "the same forecast gives the same bytes (%s)",
    async (ending) => {
      const first = await wholeOf(await render(request(`a${ending}`)));
      expect(first.equals(await wholeOf(await render(request(`b${ending.toUpperCase()}`))))).toBe(true);
    },
  );

  test("a Parquet file gives every number back, and the manifest", async () => {
    const bytes = Uint8Array.from(await wholeOf(await render(request("a.parquet"))));
    const rows = await parquetReadObjects({ file: bytes.buffer });
    expect(rows).toHaveLength(2);
    expect(rows[1]).toMatchObject({
      series: "Passengers",
      origin: 0,
      timestamp: new Date(Date.UTC(1961, 1, 1)),
      median: 510,
      "q0.025": 415,
      actual: null,
    });
    const { key_value_metadata: entries, schema } = parquetMetadata(bytes.buffer);
    expect(JSON.parse(entries?.find((entry) => entry.key === "fantail")?.value ?? "")).toEqual(request("a").manifest);
    expect(schema.find((element) => element.name === "timestamp")?.logical_type).toMatchObject({
      isAdjustedToUTC: false,
    });
  });

  test("a Parquet file holds instants where every time has an offset, and wall clocks otherwise", async () => {
    const berlin = { ...forecast, zone: "Europe/Berlin" };
    const read = async (forecasts: (typeof forecast)[]): Promise<unknown[]> => {
      const bytes = Uint8Array.from(await wholeOf(await render({ ...request("a.parquet"), forecasts })));
      const rows = await parquetReadObjects({ file: bytes.buffer });
      const type = parquetMetadata(bytes.buffer).schema.find(({ name }) => name === "timestamp")?.logical_type as {
        isAdjustedToUTC?: boolean;
      };
      return [type.isAdjustedToUTC, ...rows.map(({ timestamp }) => (timestamp as Date).toISOString())];
    };
    expect(await read([berlin])).toEqual([true, "1960-12-31T23:00:00.000Z", "1961-01-31T23:00:00.000Z"]);
    expect(await read([berlin, forecast])).toEqual([
      false,
      ...Array.from({ length: 2 }, () => ["1961-01-01T00:00:00.000Z", "1961-02-01T00:00:00.000Z"]).flat(),
    ]);
  });

  test("a workbook is an archive whose parts unpack to the XML that went in", async () => {
    const bytes = await wholeOf(await render(request("a.xlsx")));
    const entries = unzip(bytes);
    expect(Object.keys(entries)).toContain("[Content_Types].xml");
    expect(entries["xl/worksheets/sheet2.xml"]).toContain("<v>510</v>");
    expect(entries["xl/worksheets/sheet6.xml"]).toContain("Model SHA-256");
    expect(entries["xl/charts/chart1.xml"]).toContain("<c:areaChart>");
  });

  test("a workbook is read again: dates as dates, numbers as numbers, names as they are", async () => {
    const forecasts = [forecast, { ...forecast, series: "=1+1" }];
    const book = await readWorkbook(await wholeOf(await render({ ...request("a.xlsx"), forecasts })));
    expect(book.map(({ sheet }) => sheet)).toEqual([
      ...["Charts", "Forecast", "History", "Overview", "Scores", "Manifest", "Chart data"],
    ]);
    const rowsOf = (name: string): unknown[][] => book.find(({ sheet }) => sheet === name)?.data ?? [];
    expect(rowsOf("Forecast")[4]?.slice(0, 6)).toEqual(["=1+1", "base", 0, new Date(Date.UTC(1961, 1, 1)), 510, 415]);
    expect(rowsOf("History").slice(0, 2)).toEqual([
      ["series", "timestamp", "value"],
      ["Passengers", new Date(Date.UTC(1960, 10, 1)), 390],
    ]);
    expect(rowsOf("Overview")[1]?.slice(3, 8)).toEqual([432, new Date(Date.UTC(1961, 1, 1)), 510, 430, 590]);
  });

  test("a workbook of a thousand series is written piece by piece", async () => {
    const many = Array.from({ length: 1_000 }, (_, index) => ({ ...forecast, series: `series ${index}` }));
    const content = await render({ ...request("a.xlsx"), forecasts: many });
    let largest = 0;
    for await (const piece of content as AsyncIterable<Uint8Array>) largest = Math.max(largest, piece.byteLength);
    expect(largest).toBeLessThan(1024 * 1024);
  });

  test.each(["a.xls", "a.docx", "a"])("%s is refused with the endings that work", async (path) => {
    const failure = await render(request(path)).catch((error: unknown) => error as EngineError);
    expect(failure).toMatchObject({
      code: "wrong-arguments",
      hint: "Use one of .csv, .parquet, .json, .xlsx, .png, .svg, .html.",
    });
  });
});

describe("writing", () => {
  test("replaces a file as a whole and leaves nothing else behind", async () => {
    const path = join(folder, "a.csv");
    await writeFile(path, "old");
    expect(await writeAtomically(path, "n\u00e9w")).toBe(4);
    expect(await readFile(path, "utf8")).toBe("n\u00e9w");
    expect(await readdir(folder)).toEqual(["a.csv"]);
  });

  test("says which folder is missing", async () => {
    const failure = await writeAtomically(join(folder, "no", "a.csv"), "x").catch(
      (error: unknown) => error as EngineError,
    );
    expect(failure).toMatchObject({ code: "cannot-write" });
    expect((failure as EngineError).message).toContain("does not exist");
  });

  test("says when a folder is in the way, and cleans up", async () => {
    await mkdir(join(folder, "a.csv", "inside"), { recursive: true });
    const failure = await writeAtomically(join(folder, "a.csv"), "x").catch((error: unknown) => error as EngineError);
    expect(failure).toMatchObject({ code: "cannot-write" });
    expect((failure as EngineError).message).toContain("a folder has that name");
    expect(await readdir(folder)).toEqual(["a.csv"]);
  });
});

test("pictures and reports are written as their manifest says, tables for programs as everywhere", async () => {
  const of = (ending: string): ExportRequest => {
    const plain = request(`/out/a.${ending}`);
    const large = { ...forecast, quantiles: forecast.quantiles.map((value) => value * 10 + 0.5) };
    const conventions = JSON.stringify({ decimal: ",", group: ".", date: "yyyy-mm-dd" });
    return { ...plain, forecasts: [large], manifest: { ...plain.manifest, settings: { horizon: 2, conventions } } };
  };
  const texts = ["svg", "html", "csv"].map(async (ending) => (await wholeOf(await render(of(ending)))).toString());
  const [svg, html, csv] = await Promise.all(texts);
  expect(svg).toMatch(/\d\.\d{3}\b/);
  expect(svg).not.toMatch(/>\d,\d{3}</);
  expect(html).toContain("1961-02");
  expect(csv).toContain("1961-02-01");
  expect(csv).not.toMatch(/\d\.\d{3}\.\d/);
});
