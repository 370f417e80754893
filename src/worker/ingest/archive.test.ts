import type { IngestOptions } from "#domain/dataset";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { FromIngest } from "#contract/worker";
import { zip } from "../export/zip-fixtures.ts";
import { IngestWork } from "./work.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "fantail-archive-"));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function answerFor(
  content: Uint8Array | string,
  name = "file.zip",
  options: IngestOptions = {},
): Promise<FromIngest> {
  const path = join(folder, name);
  writeFileSync(path, content);
  const sent: FromIngest[] = [];
  await new IngestWork((message) => sent.push(message)).import({ type: "import", id: 1, path, options });
  return sent.at(-1) ?? { type: "ready" };
}

const zipOf = (files: Readonly<Record<string, string>>): Uint8Array =>
  zip(Object.entries(files).map(([path, text]) => ({ path, text })));
const day = (i: number): string => new Date(Date.UTC(2024, 0, 1 + i)).toISOString().slice(0, 10);
const wave = (i: number): number => 100 + ((i * 37) % 23);
const csv = (from: number, count: number): string =>
  `date,sales\n${Array.from({ length: count }, (_, i) => `${day(from + i)},${wave(from + i)}\n`).join("")}`;

describe("a ZIP archive", () => {
  test("with files of the same columns is one table; what the system packed beside them is not looked at", async () => {
    const archive = zipOf({
      "jan.csv": csv(0, 31),
      "__MACOSX/._jan.csv": "\0\0",
      "feb.csv": csv(31, 29),
      "logo.png": "no",
    });
    expect(await answerFor(archive)).toMatchObject({
      type: "done",
      dataset: { file: { dataRows: 60 }, series: [{ id: "sales", missing: 0 }], tables: null },
    });
  });

  test("with files of other columns gives the one that is asked for", async () => {
    const archive = zipOf({ "a.csv": csv(0, 31), "b.csv": csv(0, 20).replace("sales", "costs") });
    expect(await answerFor(archive)).toMatchObject({
      dataset: { series: [{ id: "sales" }], tables: { kind: "file", chosen: "a.csv" } },
    });
    expect(await answerFor(archive, "file.zip", { recordTable: "b.csv" })).toMatchObject({
      dataset: { series: [{ id: "costs" }] },
    });
  });

  test.each<[string, Readonly<Record<string, string>>, string]>([
    ["a binary workbook", { "xl/workbook.bin": "" }, ".xlsb"],
    ["a Word document", { "word/document.xml": "<a/>" }, "Word document"],
    ["a presentation", { "ppt/presentation.xml": "<a/>" }, "presentation"],
    ["a document of Numbers", { "Index/Document.iwa": "", "Data/a.png": "" }, "Numbers"],
    ["pictures", { "a.png": "", "b.png": "" }, "holds 2 files: a.png, b.png"],
    ["nothing", { "a/": "" }, "is empty"],
  ])("of %s is refused in words", async (_, files, words) => {
    expect(await answerFor(zipOf(files))).toMatchObject({
      type: "failed",
      error: { code: "file-not-a-table", message: expect.stringContaining(words) as string },
    });
  });

  test("that is cut off is damaged, wherever the cut is", async () => {
    const whole = zipOf({ "jan.csv": csv(0, 31), "feb.csv": csv(31, 29) });
    for (let length = 5; length < whole.length; length += 61)
      expect(await answerFor(whole.subarray(0, length))).toMatchObject({
        type: "failed",
        error: { code: "file-unreadable" },
      });
  });

  test("whose packed bytes are damaged is said to be so", async () => {
    const whole = zipOf({ "jan.csv": csv(0, 31), "feb.csv": csv(31, 29) });
    whole.fill(0xff, 60, 90);
    expect(await answerFor(whole)).toMatchObject({ type: "failed", error: { code: "file-unreadable" } });
  });
});

describe("an OpenDocument spreadsheet", () => {
  const cell = (value: string): string =>
    `<table:table-cell office:value-type="string"><text:p>${value}</text:p></table:table-cell>`;
  const rows = Array.from(
    { length: 20 },
    (_, i) =>
      `<table:table-row><table:table-cell office:value-type="date" office:date-value="${day(i)}"/><table:table-cell office:value-type="float" office:value="${wave(i)}"/></table:table-row>`,
  );
  const content = `<?xml version="1.0"?><office:document-content xmlns:office="o"><office:body><office:spreadsheet><table:table table:name="A"><table:table-row>${cell("date")}${cell("sales")}</table:table-row>${rows.join("")}</table:table></office:spreadsheet></office:body></office:document-content>`;
  const members = {
    mimetype: "application/vnd.oasis.opendocument.spreadsheet",
    "META-INF/manifest.xml": "<manifest/>",
  };

  test("is read from the archive that it is", async () => {
    expect(await answerFor(zipOf({ ...members, "content.xml": content }), "table.ods")).toMatchObject({
      type: "done",
      dataset: { file: { encoding: "ods", dataRows: 20 }, series: [{ id: "sales", missing: 0 }] },
    });
  });

  test("with a password is refused", async () => {
    expect(await answerFor(zipOf({ ...members, "content.xml": "\u0001\u0002" }), "table.ods")).toMatchObject({
      error: { code: "file-unreadable", message: expect.stringContaining("password") as string },
    });
    expect(
      await answerFor(zipOf({ mimetype: "", "encrypted-package": "", "META-INF/manifest.xml": "" }), "table.ods"),
    ).toMatchObject({
      error: { message: expect.stringContaining("password") as string },
    });
  });
});

describe("a container of old office programs", () => {
  const container = (name: string): Buffer => {
    const file = Buffer.alloc(4096);
    file.set([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
    file.writeUInt16LE(9, 30);
    file.writeUInt32LE(1, 48);
    file.write("Root Entry", 1024, "utf16le");
    file.write(name, 1024 + 128, "utf16le");
    return file;
  };

  test.each([
    ["Workbook", "old .xls format"],
    ["EncryptedPackage", "password"],
    ["WordDocument", "Word document"],
  ])("with %s is refused in words", async (name, words) => {
    expect(await answerFor(container(name), "file.xls")).toMatchObject({
      type: "failed",
      error: { message: expect.stringContaining(words) as string },
    });
  });
});
