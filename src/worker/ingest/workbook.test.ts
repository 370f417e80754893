import type { IngestOptions, ImportPreset } from "#domain/dataset";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { FromIngest } from "#contract/worker";
import { zip } from "../export/zip-fixtures.ts";
import { IngestWork } from "./work.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "fantail-workbook-"));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** A serial number is a date or a time of day by its style. */
type Cell = string | number | { readonly serial: number; readonly style: 1 | 2 };

/** A workbook as small as the format allows; texts stand in their cells. */
function workbook(sheets: Readonly<Record<string, readonly (readonly Cell[])[]>>): Uint8Array {
  const names = Object.keys(sheets);
  const main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
  const relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  const packaged = "http://schemas.openxmlformats.org/package/2006";
  const cell = (value: Cell, at: string): string => {
    if (typeof value === "string") return `<c r="${at}" t="inlineStr"><is><t>${value}</t></is></c>`;
    const { serial, style } = typeof value === "number" ? { serial: value, style: 0 } : value;
    return `<c r="${at}" s="${style}"><v>${serial}</v></c>`;
  };
  const sheet = (rows: readonly (readonly Cell[])[]): string =>
    `<worksheet xmlns="${main}"><sheetData>${rows.map((row, r) => `<row r="${r + 1}">${row.map((value, c) => cell(value, `${"ABCDE"[c] ?? ""}${r + 1}`)).join("")}</row>`).join("")}</sheetData></worksheet>`;
  const files = {
    "[Content_Types].xml": `<Types xmlns="${packaged}/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>`,
    "_rels/.rels": `<Relationships xmlns="${packaged}/relationships"><Relationship Id="rId1" Type="${relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    "xl/workbook.xml": `<workbook xmlns="${main}" xmlns:r="${relations}"><sheets>${names.map((name, i) => `<sheet name="${name}" sheetId="${i + 1}" r:id="rId${i + 1}"/>`).join("")}</sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": `<Relationships xmlns="${packaged}/relationships">${names.map((_, i) => `<Relationship Id="rId${i + 1}" Type="${relations}/worksheet" Target="worksheets/sheet${i + 1}.xml"/>`).join("")}<Relationship Id="rId99" Type="${relations}/styles" Target="styles.xml"/></Relationships>`,
    "xl/styles.xml": `<styleSheet xmlns="${main}"><cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="20"/></cellXfs></styleSheet>`,
    ...Object.fromEntries(names.map((name, i) => [`xl/worksheets/sheet${i + 1}.xml`, sheet(sheets[name] ?? [])])),
  };
  return zip(Object.entries(files).map(([path, text]) => ({ path, text })));
}

function read(options: IngestOptions): Promise<FromIngest> {
  const rows = (from: number): Cell[][] => [
    ["date", "sales"],
    ...Array.from({ length: 12 }, (_, i) => [`2024-01-${String(i + 1).padStart(2, "0")}`, from + i]),
  ];
  return answerFor({ Title: [["A report"]], North: rows(100), South: rows(500) }, options);
}

async function answerFor(
  sheets: Parameters<typeof workbook>[0],
  options: IngestOptions = {},
  presets: readonly ImportPreset<IngestOptions>[] = [],
): Promise<FromIngest> {
  const path = join(folder, "book.xlsx");
  writeFileSync(path, workbook(sheets));
  const sent: FromIngest[] = [];
  await new IngestWork((message) => sent.push(message)).import({ type: "import", id: 1, path, options, presets });
  return sent.at(-1) ?? { type: "ready" };
}

test("the first sheet that holds a table, and all of them are named", async () => {
  expect(await read({})).toMatchObject({
    type: "done",
    dataset: {
      file: { encoding: "xlsx", dataRows: 12 },
      tables: {
        kind: "sheet",
        chosen: "North",
        tables: [
          { name: "Title", rows: 1 },
          { name: "North", rows: 13 },
          { name: "South", rows: 13 },
        ],
      },
    },
  });
});

test("the sheet that is asked for; one that is not there is refused with the names of those that are", async () => {
  const [north, south] = [await read({}), await read({ sheet: "South" })];
  expect(south).toMatchObject({ type: "done", dataset: { tables: { chosen: "South" } } });
  if (north.type !== "done" || south.type !== "done") throw new Error("not read");
  expect(south.dataset.handle).not.toBe(north.dataset.handle);
  expect(await read({ sheet: "West" })).toMatchObject({
    error: { code: "wrong-arguments", hint: "Its sheets are: Title, North, South." },
  });
});

test("a column of days and one of times of day are one time", async () => {
  const rows = Array.from({ length: 72 }, (_, i): Cell[] => [
    { serial: 45_292 + Math.floor(i / 24), style: 1 },
    { serial: (i % 24) / 24, style: 2 },
    100 + i,
  ]);
  expect(await answerFor({ Data: [["Report"], [], ["Date", "Time", "Load"], ...rows] })).toMatchObject({
    type: "done",
    dataset: {
      columns: [{ role: "time" }, { role: "time" }, { name: "Load", role: "target" }],
      series: [{ frequency: { unit: "hour", count: 1 }, missing: 0 }],
      preview: {
        rows: expect.arrayContaining([
          expect.objectContaining({ cells: ["2024-01-01", "01:00:00", "101"] }),
        ]) as unknown,
      },
      repairs: [{ code: "preamble-row", count: 1 }],
    },
  });
});

test("a sheet of notes in front of the numbers is not taken for the table", async () => {
  const rows = Array.from({ length: 40 }, (_, i): Cell[] => [{ serial: 45_292 + i, style: 1 }, 100 + i]);
  const about: Cell[][] = [["Read me"], ["Author", "The sales department"], ["Version", "1.2"]];
  expect(await answerFor({ About: about, Data: [["Date", "Sales"], ...rows] })).toMatchObject({
    type: "done",
    dataset: { tables: { chosen: "Data" } },
  });
});

test("a preset chooses another sheet of a workbook by the first one's columns", async () => {
  const rows = (name: string): Cell[][] => [
    ["date", name],
    ...Array.from({ length: 12 }, (_, i) => [`2024-01-${String(i + 1).padStart(2, "0")}`, i]),
  ];
  const sheets = { North: rows("sales"), South: rows("returns") };
  const plain = await answerFor(sheets);
  const shape = plain.type === "done" ? plain.dataset.shape : "";
  expect(await answerFor(sheets, {}, [{ shape, options: { sheet: "South" } }])).toMatchObject({
    type: "done",
    preset: { what: "used" },
    dataset: { shape, series: [{ id: "returns" }], tables: { chosen: "South" } },
  });
});

test("a sheet can be chosen beside a first one that holds no table", async () => {
  const rows = Array.from({ length: 12 }, (_, i) => [`2024-01-${String(i + 1).padStart(2, "0")}`, i]);
  const answer = await answerFor({ Empty: [], Data: [["date", "value"], ...rows] }, { sheet: "Data" });
  expect(answer).toMatchObject({ type: "done", dataset: { tables: { chosen: "Data" } } });
  expect(await answerFor({ Empty: [], Title: [] }, { sheet: "Empty" })).toMatchObject({
    error: { code: "file-empty" },
  });
});

test("sheets with the same columns are named, in whatever order the columns stand", async () => {
  const rows = (year: number, names: string[]): Cell[][] => [
    names,
    ...Array.from({ length: 12 }, (_, i) => [`${year}-${String(i + 1).padStart(2, "0")}`, i * 3, i * 2]),
  ];
  const sheets = {
    "2023": rows(2023, ["Month", "Actual", "Plan"]),
    "2024": [["Figures of 2024"], ...rows(2024, ["Month", "Plan", "Actual"])],
    Costs: rows(2024, ["Month", "Rent", "Wages"]),
  };
  const answer = await answerFor(sheets);
  expect(answer).toMatchObject({ type: "done", dataset: { tables: { chosen: "2023" } } });
  const said = answer.type === "done" ? answer.dataset.warnings : [];
  expect(said.filter(({ code }) => code === "similar-sheets").map(({ message }) => message)).toEqual([
    "The workbook has 2 sheets with the same columns: 2023, 2024. This is 2023; the others were left out. --sheet 2024 reads another.",
  ]);
  const other = await answerFor(sheets, { sheet: "Costs" });
  expect(other).toMatchObject({ type: "done", dataset: { series: [{ id: "Rent" }, { id: "Wages" }] } });
  expect(JSON.stringify(other)).not.toContain("similar-sheets");
});

test("a table within a sheet is chosen by name, and one that is not there is refused with what is", async () => {
  const rows = (name: string): Cell[][] => [
    [name],
    ["Month", `${name} in total`],
    ...Array.from({ length: 12 }, (_, i) => [`2024-${String(i + 1).padStart(2, "0")}`, i]),
  ];
  const sheets = { About: [["Read me"]], Plan: [...rows("Sales"), [], ...rows("Costs")] };
  expect(await answerFor(sheets, { recordTable: "Costs" })).toMatchObject({
    type: "done",
    dataset: { series: [{ id: "Costs in total" }], tables: { kind: "sheet", chosen: "Plan" } },
  });
  expect(await answerFor(sheets, { recordTable: "Rent" })).toMatchObject({
    error: { code: "wrong-arguments", hint: expect.stringContaining("Sales, Costs") as unknown },
  });
});
