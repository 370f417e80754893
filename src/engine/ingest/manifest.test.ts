/**
 * Every torture file against what its manifest says a correct import finds. Needs the developers' data folder
 * (FANTAIL_DATA); without it the tests are skipped, and the made-up files of ingest.test.ts cover the same traps.
 */
import type { IngestedDataset } from "#domain/dataset";
import { createReadStream, existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { formatTimestamp } from "#engine/series";
import { ingest } from "./index.ts";
import { testPorts } from "./testing.ts";

const folder = process.env["FANTAIL_DATA"] ?? "";
const manifestPath = join(folder, "nasty", "nasty_made_manifest.csv");
const isPresent = folder !== "" && existsSync(manifestPath);

interface Row {
  readonly file: string;
  readonly encoding: string;
  readonly delimiter: string;
  readonly decimal: string;
  readonly time: string;
  readonly dataRows: number;
  readonly first: string;
  readonly last: string;
}

const encodings: Readonly<Record<string, string>> = {
  ascii: "utf-8",
  "utf-8": "utf-8",
  "utf-8-sig": "utf-8",
  "utf-16": "utf-16le",
  cp1252: "windows-1252",
  gbk: "gbk",
};
const delimiters: Readonly<Record<string, string>> = {
  comma: ",",
  semicolon: ";",
  tab: "\t",
  pipe: "|",
  space: " ",
};
/** Where the manifest names a time in another way than the series does. */
const timeNames: Readonly<Record<string, readonly string[]>> = {
  "(column 1)": ["column 1"],
  "date + H01..H24 (hour ending)": ["date"],
  "year month day hour": ["year", "month", "day", "hour"],
};
const instants: Readonly<Record<string, string>> = {
  "1969-W01": "1968-12-30T00:00:00",
  "1971-W46": "1971-11-15T00:00:00",
  "1880.0": "1880-01-01T00:00:00",
  "1899.9167": "1899-12-01T00:00:00",
};

function readManifest(): Row[] {
  if (!isPresent) return [];
  const lines = readFileSync(manifestPath, "utf8").trim().split(/\r?\n/).slice(1);
  return lines.map((line) => {
    const cells = [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].map(([, cell = ""]) =>
      cell.replace(/^"|"$/g, ""),
    );
    const [file = "", encoding = "", delimiter = "", decimal = "", time = "", dataRows = "", first = "", last = ""] =
      cells;
    return { file, encoding, delimiter, decimal, time, dataRows: Number(dataRows), first, last };
  });
}

async function read(file: string): Promise<IngestedDataset> {
  const path = join(folder, "nasty", "made", file);
  const chunks = {
    [Symbol.asyncIterator]: () => createReadStream(path, { highWaterMark: 4096 })[Symbol.asyncIterator](),
  };
  return ingest({ name: file, sizeBytes: statSync(path).size, chunks }, {}, testPorts());
}

describe.skipIf(!isPresent)("torture files of the manifest", () => {
  const isEmpty = ({ dataRows }: Row): boolean => dataRows === 0;

  test.each(readManifest().filter(isEmpty))("$file has too few rows", async ({ file }) => {
    await expect(read(file)).rejects.toMatchObject({ code: "too-few-rows" });
  });

  test.each(readManifest().filter((row) => !isEmpty(row)))("$file", async ({ file, ...row }) => {
    const dataset = await read(file);
    expect(dataset.file.encoding).toBe(encodings[row.encoding]);
    expect(dataset.file.delimiter).toBe(delimiters[row.delimiter]);
    expect(dataset.file.decimal).toBe(row.decimal.startsWith("comma") ? "," : ".");
    const times = dataset.columns.filter(({ role }) => role === "time").map(({ name }) => name);
    expect(times).toEqual(timeNames[row.time] ?? [row.time]);
    expect(dataset.file.dataRows).toBe(row.dataRows);
    const first = Math.min(...dataset.series.map((series) => series.times[0] ?? Number.NaN));
    const last = Math.max(...dataset.series.map((series) => series.times.at(-1) ?? Number.NaN));
    expect(formatTimestamp(first)).toBe(instantOf(row.first));
    // A date alone means that day, at whatever time.
    const isDay = /^\d{4}-\d\d-\d\d$/.test(row.last);
    expect(formatTimestamp(last).slice(0, isDay ? 10 : undefined)).toBe(isDay ? row.last : instantOf(row.last));
  });
});

function instantOf(text: string): string {
  const known = instants[text];
  if (known !== undefined) return known;
  const [date = "", clock = "00:00:00"] = text.split(" ");
  return `${date}T${clock.length === 5 ? `${clock}:00` : clock}`;
}
