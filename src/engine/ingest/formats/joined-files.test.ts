import type { IngestedDataset, IngestOptions } from "#domain/dataset";
import { describe, expect, test } from "vitest";
import { ingest, type ByteSource } from "#engine/ingest";
import { sourceOf, testPorts } from "../testing.ts";

const archive = (files: Readonly<Record<string, string>>): ByteSource => ({
  ...sourceOf(""),
  name: "archive.zip",
  files: Object.entries(files).map(([name, content]) => ({ ...sourceOf(content, 61), name })),
});
const read = (files: Readonly<Record<string, string>>, options: IngestOptions = {}): Promise<IngestedDataset> =>
  ingest(archive(files), options, testPorts());
const day = (i: number): string => new Date(Date.UTC(2024, 0, 1 + i)).toISOString().slice(0, 10);
const wave = (i: number): number => 100 + ((i * 37) % 23);
const rows = (from: number, count: number, value: (i: number) => string | number = wave): string =>
  Array.from({ length: count }, (_, i) => `${day(from + i)},${value(from + i)}\n`).join("");
const told = ({ series }: IngestedDataset): [string, number[]][] => series.map(({ id, values }) => [id, [...values]]);

describe("files of the same columns", () => {
  test("that follow each other are one series", async () => {
    const dataset = await read({ "jan.csv": `date,sales\n${rows(0, 31)}`, "feb.csv": `date,sales\n${rows(31, 29)}` });
    expect(told(dataset)).toEqual([["sales", Array.from({ length: 60 }, (_, i) => wave(i))]]);
    expect(dataset.tables).toBeNull();
    expect(dataset.warnings).toContainEqual({
      code: "joined-files",
      message: expect.stringContaining("jan.csv (rows 2 to 32), feb.csv (rows 33 to 61)") as string,
    });
  });

  test("with the same times are a series each, called like their files", async () => {
    const dataset = await read({
      "data/north.csv": `date,sales\n${rows(0, 20)}`,
      "data/south.csv": `date,sales\n${rows(0, 20, (i) => 500 + wave(i))}`,
    });
    expect(dataset.series.map(({ id, values }) => [id, values[0], values[19]])).toEqual([
      ["north", wave(0), wave(19)],
      ["south", 500 + wave(0), 500 + wave(19)],
    ]);
  });

  test("in another order, with other delimiters, encodings and titles above them are still the same", async () => {
    const dataset = await read({
      "a.csv": `date,sales,visits\n${rows(0, 20, (i) => `${wave(i)},${wave(i) * 2}`)}`,
      "b.csv": `Report of the second part\n\nvisits;date;sales\n${Array.from({ length: 20 }, (_, i) => `${wave(20 + i) * 2};${day(20 + i)};${wave(20 + i)}\n`).join("")}`,
    });
    expect(told(dataset)).toEqual([
      ["sales", Array.from({ length: 40 }, (_, i) => wave(i))],
      ["visits", Array.from({ length: 40 }, (_, i) => wave(i) * 2)],
    ]);
  });
});

describe("files of other columns", () => {
  const files = {
    "sales.csv": `date,sales\n${rows(0, 40)}`,
    "costs.csv": `date,costs\n${rows(0, 30)}`,
    "readme.txt": "Exported by the till.\n",
  };

  test("are tables of which one is read", async () => {
    const dataset = await read(files);
    expect(dataset.tables).toEqual({
      kind: "file",
      chosen: "sales.csv",
      tables: [
        { name: "sales.csv", rows: 40 },
        { name: "costs.csv", rows: 30 },
      ],
    });
    expect(dataset.warnings.map(({ code }) => code)).toContain("several-tables");
    expect((await read(files, { recordTable: "costs.csv" })).series.map(({ id }) => id)).toEqual(["costs"]);
    await expect(read(files, { recordTable: "none.csv" })).rejects.toMatchObject({ code: "wrong-arguments" });
  });

  test("that hold no table are named", async () => {
    const dataset = await read({
      "sales.csv": files["sales.csv"],
      "page.html": "<html><body>no</body></html>",
      "empty.csv": "",
    });
    expect(dataset.series).toHaveLength(1);
    expect(dataset.warnings).toContainEqual({
      code: "files-left-out",
      message: expect.stringContaining("page.html, empty.csv") as string,
    });
  });
});

test("files of other kinds are joined as the tables that they are", async () => {
  const json = (from: number): string =>
    JSON.stringify(Array.from({ length: 20 }, (_, i) => ({ date: day(from + i), value: wave(from + i) })));
  expect(told(await read({ "1.json": json(0), "2.json": json(20) }))).toEqual([
    ["value", Array.from({ length: 40 }, (_, i) => wave(i))],
  ]);
});

test("an archive of files without a table is refused", async () => {
  await expect(read({ "a.csv": "", "b.html": "<html></html>" })).rejects.toMatchObject({ code: "file-not-a-table" });
});
