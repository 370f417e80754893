import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { FromIngest, IngestOptions } from "#contract/worker";
import { IngestWork } from "./ingest-work.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "fantail-workbook-"));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

type Cell = string | number;

/** A workbook as small as the format allows; texts stand in their cells. */
function workbook(sheets: Readonly<Record<string, readonly (readonly Cell[])[]>>): Buffer {
  const names = Object.keys(sheets);
  const main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
  const relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  const packaged = "http://schemas.openxmlformats.org/package/2006";
  const cell = (value: Cell, at: string): string =>
    typeof value === "number" ? `<c r="${at}"><v>${value}</v></c>` : `<c r="${at}" t="inlineStr"><is><t>${value}</t></is></c>`;
  const sheet = (rows: readonly (readonly Cell[])[]): string =>
    `<worksheet xmlns="${main}"><sheetData>${rows.map((row, r) => `<row r="${r + 1}">${row.map((value, c) => cell(value, `${"ABCDE"[c] ?? ""}${r + 1}`)).join("")}</row>`).join("")}</sheetData></worksheet>`;
  return stored({
    "[Content_Types].xml": `<Types xmlns="${packaged}/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>`,
    "_rels/.rels": `<Relationships xmlns="${packaged}/relationships"><Relationship Id="rId1" Type="${relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    "xl/workbook.xml": `<workbook xmlns="${main}" xmlns:r="${relations}"><sheets>${names.map((name, i) => `<sheet name="${name}" sheetId="${i + 1}" r:id="rId${i + 1}"/>`).join("")}</sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": `<Relationships xmlns="${packaged}/relationships">${names.map((_, i) => `<Relationship Id="rId${i + 1}" Type="${relations}/worksheet" Target="worksheets/sheet${i + 1}.xml"/>`).join("")}<Relationship Id="rId99" Type="${relations}/styles" Target="styles.xml"/></Relationships>`,
    "xl/styles.xml": `<styleSheet xmlns="${main}"><cellXfs count="1"><xf numFmtId="0"/></cellXfs></styleSheet>`,
    ...Object.fromEntries(names.map((name, i) => [`xl/worksheets/sheet${i + 1}.xml`, sheet(sheets[name] ?? [])])),
  });
}

/** A ZIP archive without compression. */
function stored(files: Readonly<Record<string, string>>): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, text] of Object.entries(files)) {
    const content = Buffer.from(text);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt32LE(crc32(content), 10);
    common.writeUInt32LE(content.length, 14);
    common.writeUInt32LE(content.length, 18);
    common.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from([0x50, 0x4b, 3, 4]), common, Buffer.from(name), content]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from([0x50, 0x4b, 1, 2, 20, 0]), common, rest, Buffer.from(name)]));
    parts.push(local);
    offset += local.length;
  }
  const entries = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(directory.length, 8);
  end.writeUInt16LE(directory.length, 10);
  end.writeUInt32LE(entries.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, entries, end]);
}

async function read(options: IngestOptions): Promise<FromIngest> {
  const rows = (from: number): Cell[][] => [["date", "sales"], ...Array.from({ length: 12 }, (_, i) => [`2024-01-${String(i + 1).padStart(2, "0")}`, from + i])];
  const path = join(folder, "book.xlsx");
  writeFileSync(path, workbook({ Title: [["A report"]], North: rows(100), South: rows(500) }));
  const sent: FromIngest[] = [];
  await new IngestWork((message) => sent.push(message)).import({ type: "import", id: 1, path, options });
  return sent.at(-1) ?? { type: "ready" };
}

test("the first sheet that holds a table, and all of them are named", async () => {
  expect(await read({})).toMatchObject({
    type: "done",
    dataset: {
      file: { encoding: "xlsx", dataRows: 12 },
      tables: { kind: "sheet", chosen: "North", tables: [{ name: "Title", rows: 1 }, { name: "North", rows: 13 }, { name: "South", rows: 13 }] },
    },
  });
});

test("the sheet that is asked for; one that is not there is refused with the names of those that are", async () => {
  const [north, south] = [await read({}), await read({ sheet: "South" })];
  expect(south).toMatchObject({ type: "done", dataset: { tables: { chosen: "South" } } });
  if (north.type !== "done" || south.type !== "done") throw new Error("not read");
  expect(south.dataset.handle).not.toBe(north.dataset.handle);
  expect(await read({ sheet: "West" })).toMatchObject({ error: { code: "wrong-arguments", hint: "Its sheets are: Title, North, South." } });
});
