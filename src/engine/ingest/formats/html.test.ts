import type { IngestedDataset, IngestOptions } from "#domain/dataset";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ingest } from "#engine/ingest";
import { sourceOf, testPorts } from "../testing.ts";

const read = (content: string | Uint8Array, options: IngestOptions = {}): Promise<IngestedDataset> =>
  ingest(sourceOf(content, 61), options, testPorts());
const bytesOf = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));
const day = (i: number): string => new Date(Date.UTC(2024, 0, 1 + i)).toISOString().slice(0, 10);
const rows = (count: number, value: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => `<tr><td>${day(i)}</td><td align=right>${value(i)}</td></tr>`).join("\n");
const valuesOf = ({ series }: IngestedDataset): number[] => [...(series[0]?.values ?? [])];

describe("a page with a table", () => {
  test("is read, with the encoding that it declares", async () => {
    const page = `<html><head><meta charset="windows-1252"></head><body><table><tr><th>Datum<th>Eing\xE4nge</tr>${rows(20, String)}</table></body></html>`;
    const dataset = await read(bytesOf(page));
    expect(dataset.file.encoding).toBe("windows-1252");
    expect(dataset.series.map(({ id }) => id)).toEqual(["Eingänge"]);
    expect(valuesOf(dataset)).toEqual(Array.from({ length: 20 }, (_, i) => i));
  });

  test("cells and rows need not be closed, and numbers are those of the language", async () => {
    const page = `<table><tr><th>Datum<th>Umsatz${Array.from({ length: 15 }, (_, i) => `<tr><td>${String(i + 13)}.01.2024<td>1.${String(100 + i)},50&nbsp;&euro;`).join("")}</table>`;
    expect(valuesOf(await read(page))).toEqual(Array.from({ length: 15 }, (_, i) => 1100 + i + 0.5));
  });

  test("cells that reach over others stand in each of their rows, and nothing moves sideways", async () => {
    const body = Array.from(
      { length: 12 },
      (_, i) =>
        `<tr><td rowspan="2">${day(i)}</td><td>North</td><td>${i}</td></tr><tr><td>South</td><td>${100 + i}</td></tr>`,
    );
    const dataset = await read(
      `<table><tr><th>date<th>region<th>sales</tr><tr><td colspan=3></td></tr>${body.join("")}</table>`,
    );
    expect(dataset.series.map(({ id, values }) => [id, ...values.subarray(0, 2)])).toEqual([
      ["North", 0, 1],
      ["South", 100, 101],
    ]);
  });

  test("whatever the cells hold, the table is the one that was written", async () => {
    const text = fc.string({ unit: fc.constantFrom("a", "<", "&", '"', "'", ",", ";", " ", "é", "\n"), maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(fc.array(text, { minLength: 12, maxLength: 20 }), async (notes) => {
        const escaped = (note: string): string => note.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
        const body = notes.map((note, i) => `<tr><td>${day(i)}</td><td>${escaped(note)}</td><td>${i * 3}</td></tr>`);
        const dataset = await read(`<table><tr><th>date<th>note<th>value</tr>${body.join("")}</table>`, {
          idColumns: [],
          targetColumns: ["value"],
        });
        expect(valuesOf(dataset)).toEqual(notes.map((_, i) => i * 3));
      }),
      { numRuns: 50 },
    );
  });
});

describe("a page with several tables", () => {
  const page = `<body><table><tr><td>Menu</td><td><table id=inner><tr><td>x</td></tr></table></td></tr></table>
    <h2>Visits &amp; views</h2><table><tr><th>date<th>visits</tr>${rows(30, String)}</table>
    <table><caption>Sales</caption><tr><th>date<th>sales</tr>${rows(12, (i) => String(i * 2))}</table></body>`;

  test("is read as its largest one, and says what the others are", async () => {
    const dataset = await read(page);
    expect(dataset.tables).toEqual({
      kind: "table",
      chosen: "Visits & views",
      tables: [
        { name: "Visits & views", rows: 31 },
        { name: "Sales", rows: 13 },
      ],
    });
    expect(dataset.warnings).toContainEqual({
      code: "several-tables",
      message: expect.stringContaining("--table Sales reads another") as string,
    });
    expect(dataset.series.map(({ id }) => id)).toEqual(["visits"]);
  });

  test("gives the one that is asked for, and knows no other", async () => {
    const dataset = await read(page, { recordTable: "Sales" });
    expect(dataset.tables?.chosen).toBe("Sales");
    expect(valuesOf(dataset)).toEqual(Array.from({ length: 12 }, (_, i) => i * 2));
    await expect(read(page, { recordTable: "Costs" })).rejects.toMatchObject({ code: "wrong-arguments" });
  });
});

describe("refused in words", () => {
  test.each([
    ["<!DOCTYPE html><html><body><form>Sign in</form></body></html>", "HTML page without a table"],
    ["MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\n<table></table>", "MHTML"],
  ])("%s", async (page, words) => {
    await expect(read(page)).rejects.toMatchObject({
      code: "file-not-a-table",
      message: expect.stringContaining(words) as string,
    });
  });

  test("a page that repeats its cells without end", async () => {
    const wide = `<td rowspan=60000>${"x".repeat(10_000)}</td>`.repeat(200);
    await expect(read(`<table><tr>${wide}</tr>${"<tr>".repeat(200)}</table>`)).rejects.toMatchObject({
      code: "file-too-large",
    });
  });
});
