import type { IngestedDataset, IngestOptions } from "#domain/dataset";
import { describe, expect, test } from "vitest";
import { ingest } from "#engine/ingest";
import { sourceOf, testPorts } from "../testing.ts";

const read = (content: string, options: IngestOptions = {}): Promise<IngestedDataset> =>
  ingest(sourceOf(content, 97), options, testPorts());
const day = (i: number): string => new Date(Date.UTC(2024, 0, 1 + i)).toISOString().slice(0, 10);
const valuesOf = ({ series }: IngestedDataset): number[] => [...(series[0]?.values ?? [])];
const lines = (count: number, line: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => line(i)).join("");

const text = (words: string): string =>
  `<table:table-cell office:value-type="string"><text:p>${words}</text:p></table:table-cell>`;
const date = (iso: string): string =>
  `<table:table-cell office:value-type="date" office:date-value="${iso}"><text:p>what is shown</text:p></table:table-cell>`;
const number = (value: number): string =>
  `<table:table-cell office:value-type="float" office:value="${value}"><text:p>${value.toLocaleString("de")}</text:p></table:table-cell>`;
const row = (...cells: string[]): string => `<table:table-row>${cells.join("")}</table:table-row>`;
const sheet = (name: string, ...rows: string[]): string =>
  `<table:table table:name="${name}">${rows.join("")}</table:table>`;
const document = (...sheets: string[]): string =>
  `<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="urn:o" xmlns:table="urn:t" xmlns:text="urn:x"><office:body><office:spreadsheet>${sheets.join("")}</office:spreadsheet></office:body></office:document-content>`;

describe("OpenDocument", () => {
  test("values are those that are stored, not those that are shown", async () => {
    const dataset = await read(
      document(
        sheet(
          "A",
          row(text("day"), text("load")),
          lines(20, (i) => row(date(`${day(i)}T00:00:00`), number(i + 0.125))),
        ),
      ),
    );
    expect(dataset.file.encoding).toBe("ods");
    expect(dataset.tables).toBeNull();
    expect(dataset.series.map(({ id }) => id)).toEqual(["load"]);
    expect(valuesOf(dataset)).toEqual(Array.from({ length: 20 }, (_, i) => i + 0.125));
  });

  test("three decimals are no thousands", async () => {
    const values = Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? 925 + i : 1.171 + i));
    const dataset = await read(
      document(
        sheet("A", row(text("day"), text("load")), ...values.map((value, i) => row(date(day(i)), number(value)))),
      ),
    );
    expect(valuesOf(dataset)).toEqual(values);
    expect(dataset.warnings).toEqual([]);
  });

  test("days and times of day, notes, repeated and covered cells", async () => {
    const note = `<table:table-cell office:value-type="string"><office:annotation><text:p>99</text:p></office:annotation><text:p>site</text:p><text:p>name</text:p></table:table-cell>`;
    const body = lines(48, (i) =>
      row(
        date(day(Math.floor(i / 24))),
        `<table:table-cell office:value-type="time" office:time-value="PT${i % 24}H00M00S"/>`,
        `<table:covered-table-cell table:number-columns-repeated="2"/>`,
        number(i),
        `<table:table-cell table:number-columns-repeated="16000"/>`,
      ),
    );
    const rest = `<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>`;
    const dataset = await read(
      document(sheet("A", row(text("day"), text("time"), note, text(""), text("load")), body, rest)),
    );
    expect(dataset.series.map(({ id, frequency }) => [id, frequency.unit])).toEqual([["load", "hour"]]);
    expect(valuesOf(dataset)).toEqual(Array.from({ length: 48 }, (_, i) => i));
  });

  test("the first sheet with a table, or the one that is asked for", async () => {
    const rows = (from: number): string[] => [
      row(text("day"), text("load")),
      lines(12, (i) => row(date(day(i)), number(from + i))),
    ];
    const book = document(
      sheet("About", row(text("A report"))),
      sheet("North", ...rows(0)),
      sheet("South", ...rows(500)),
    );
    const north = await read(book);
    expect(north.tables).toEqual({
      kind: "sheet",
      chosen: "North",
      tables: [
        { name: "North", rows: 13 },
        { name: "South", rows: 13 },
      ],
    });
    expect(north.warnings.map(({ code }) => code)).toContain("several-tables");
    expect(valuesOf(await read(book, { sheet: "South" }))[0]).toBe(500);
    await expect(read(book, { sheet: "West" })).rejects.toMatchObject({ code: "wrong-arguments" });
  });

  test("a sheet that repeats its rows without end is refused", async () => {
    const bomb = `<table:table-row table:number-rows-repeated="1000000"><table:table-cell table:number-columns-repeated="16000" office:value-type="float" office:value="1"/></table:table-row>`;
    await expect(read(document(sheet("A", row(text("day")), bomb)))).rejects.toMatchObject({ code: "file-too-large" });
  });

  test("a document without a table, and one that is cut off", async () => {
    await expect(read(document())).rejects.toMatchObject({ code: "file-empty" });
    const whole = document(
      sheet(
        "A",
        row(text("day"), text("load")),
        lines(20, (i) => row(date(day(i)), number(i))),
      ),
    );
    await expect(read(whole.slice(0, -60))).rejects.toMatchObject({
      code: "file-not-a-table",
      message: expect.stringContaining("broken") as string,
    });
  });
});

describe("the XML of Excel 2003", () => {
  const cell = (type: string, value: string | number, at = ""): string =>
    `<Cell${at}><Data ss:Type="${type}">${value}</Data></Cell>`;
  const book = (rows: string): string =>
    `<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="Report"><Table>${rows}</Table></Worksheet></Workbook>`;

  test("is read by the places of its cells", async () => {
    const rows = lines(
      15,
      (i) =>
        `<Row${i === 0 ? ' ss:Index="5"' : ""}>${cell("DateTime", `${day(i)}T00:00:00.000`)}${cell("Number", i * 1.5, ' ss:Index="3"')}</Row>`,
    );
    const dataset = await read(
      book(
        `<Row>${cell("String", "A report")}</Row><Row ss:Index="4">${cell("String", "day", ' ss:MergeAcross="1"')}${cell("String", "load")}</Row>${rows}`,
      ),
    );
    expect(dataset.series.map(({ id }) => id)).toEqual(["load"]);
    expect(valuesOf(dataset)).toEqual(Array.from({ length: 15 }, (_, i) => i * 1.5));
    expect(dataset.repairs.find(({ code }) => code === "preamble-row")?.rows.map(({ row: at }) => at)).toEqual([1]);
  });

  test("cells with an error are missing", async () => {
    const rows = lines(
      15,
      (i) =>
        `<Row>${cell("DateTime", `${day(i)}T00:00:00.000`)}${i === 7 ? cell("Error", "#DIV/0!") : cell("Number", i)}</Row>`,
    );
    const dataset = await read(book(`<Row>${cell("String", "day")}${cell("String", "load")}</Row>${rows}`));
    expect(dataset.series.map(({ missing }) => missing)).toEqual([1]);
  });
});
