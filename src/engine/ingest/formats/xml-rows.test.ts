import type { IngestedDataset, IngestOptions } from "#domain/dataset";
import { describe, expect, test } from "vitest";
import { ingest } from "#engine/ingest";
import { sourceOf, testPorts } from "../testing.ts";

const read = (content: string, options: IngestOptions = {}): Promise<IngestedDataset> =>
  ingest(sourceOf(content, 97), options, testPorts());
const day = (i: number): string => new Date(Date.UTC(2024, 0, 1 + i)).toISOString().slice(0, 10);
const lines = (count: number, line: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => line(i)).join("\n");
const told = ({ series }: IngestedDataset): [string, number[]][] => series.map(({ id, values }) => [id, [...values]]);
const numbers = Array.from({ length: 20 }, (_, i) => i * 3 + 1);

describe("rows of one element", () => {
  test.each([
    ["with leaves", `<rows>${lines(20, (i) => `<row><date>${day(i)}</date><value>${i * 3 + 1}</value></row>`)}</rows>`],
    [
      "with attributes",
      `<?xml version="1.0"?><a><b>${lines(20, (i) => `<r date="${day(i)}" value='${i * 3 + 1}'/>`)}</b></a>`,
    ],
    [
      "with a prefix and a DTD",
      `<!DOCTYPE x [<!ENTITY a "b">]><x:d xmlns:x="u">${lines(20, (i) => `<x:r><x:date>${day(i)}</x:date><x:value>${i * 3 + 1}</x:value></x:r>`)}</x:d>`.replace(
        "<!DOCTYPE",
        '<?xml version="1.0"?><!DOCTYPE',
      ),
    ],
  ])("%s", async (_, content) => {
    expect(told(await read(content))).toEqual([["value", numbers]]);
  });

  test("leaves that lie deeper have dots in their names, and a part of the row is not the row (meter readings)", async () => {
    const reading = (i: number): string =>
      `<Reading><period><duration>900</duration><start>${1_704_067_200 + i * 900}</start></period><value>${200 + ((i * 37) % 23)}</value></Reading>`;
    const dataset = await read(`<feed><interval><duration>1</duration></interval>${lines(40, reading)}</feed>`);
    expect(dataset.columns.map(({ name }) => name).sort()).toEqual(["period.duration", "period.start", "value"]);
    expect(dataset.series.map(({ id, frequency }) => [id, frequency])).toEqual([
      ["value", { unit: "minute", count: 15 }],
    ]);
  });

  test("what stands around the rows tells them apart (statistics)", async () => {
    const series = (area: string, from: number): string =>
      `<Series FREQ="D" AREA="${area}">${lines(20, (i) => `<Obs TIME="${day(i)}" VALUE="${from + i}"/>`)}</Series>`;
    const dataset = await read(`<DataSet>${series("DE", 100)}${series("FR", 500)}</DataSet>`);
    expect(dataset.series.map(({ id, values }) => [id, values[0], values[19]])).toEqual([
      ["DE", 100, 119],
      ["FR", 500, 519],
    ]);
  });

  test("also where it is a key of its own, and values have their names as attributes (SDMX)", async () => {
    const series = (area: string, from: number): string =>
      `<Series><Key><Value id="FREQ" value="D"/><Value id="AREA" value="${area}"/></Key>${lines(20, (i) => `<Obs><Time value="${day(i)}"/><Figure value="${from + i}"/></Obs>`)}</Series>`;
    const dataset = await read(`<DataSet>${series("DE", 100)}${series("FR", 500)}</DataSet>`);
    expect(dataset.series.map(({ id, values }) => [id, values[0], values[19]])).toEqual([
      ["DE", 100, 119],
      ["FR", 500, 519],
    ]);
  });

  test("a time around the rows is not their time", async () => {
    const block = (from: number): string =>
      `<Period><span><start>${day(from)}</start></span>${lines(24, (i) => `<Point><position>${i + 1}</position><quantity>${from * 24 + i}</quantity></Point>`)}</Period>`;
    await expect(read(`<Document>${block(0)}${block(1)}${block(2)}</Document>`)).rejects.toMatchObject({
      code: "no-time-column",
    });
  });

  test("a value that one element lacks is missing there, and not the one before", async () => {
    const meter = (name: string): string =>
      `<meter>${name}${lines(12, (i) => `<r><d>${day(i)}</d>${i === 4 ? "" : `<v>${i}</v>`}</r>`)}</meter>`;
    const dataset = await read(`<all>${meter("<id>A</id>")}${meter("")}${meter("<id>C</id>")}</all>`, {
      idColumns: ["meter.id"],
    });
    expect(dataset.series.map(({ missing }) => missing)).toEqual([1, 1, 1]);
    expect(dataset.series).toHaveLength(3);
  });
});

test("two kinds of rows are two tables", async () => {
  const rows = (name: string, count: number): string =>
    lines(count, (i) => `<${name}><date>${day(i)}</date><amount>${i}</amount></${name}>`);
  const content = `<report>${rows("sale", 40)}${rows("cost", 30)}</report>`;
  const dataset = await read(content);
  expect(dataset.tables).toEqual({
    kind: "table",
    chosen: "sale",
    tables: [
      { name: "sale", rows: 40 },
      { name: "cost", rows: 30 },
    ],
  });
  expect((await read(content, { recordTable: "cost" })).series[0]?.values).toHaveLength(30);
});

test("names in brackets with delimiters between them are a text file like any other", async () => {
  const dataset = await read(`<DATE>,<CLOSE>\n${lines(20, (i) => `${day(i)},${i * 3 + 1}`)}\n`);
  expect(told(dataset)).toEqual([["<CLOSE>", numbers]]);
});

describe("refused in words, with the line", () => {
  const laughs = `<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">${lines(12, (i) => `<!ENTITY a${i} "${`&a${i === 0 ? "" : i - 1};`.repeat(10)}">`)}]><l>&a11;</l>`;
  test.each<[string, string, object]>([
    ["not closed", `<rows>\n<row><date>2024-01-01</date><value>1</value>\n`, { code: "file-not-a-table", row: 3 }],
    [
      "closed in the wrong order",
      `<rows>\n<row><date>2024-01-01</row></date></rows>`,
      { code: "file-not-a-table", row: 2 },
    ],
    [
      "no element that repeats",
      `<?xml version="1.0"?><note><to>2024</to></note>`,
      { message: expect.stringContaining("XML file without a table") as string },
    ],
    ["entities that would grow without end", laughs, { code: "file-not-a-table" }],
    ["deep beyond measure", "<a>".repeat(10_000), { message: expect.stringContaining("deep") as string }],
    [
      "names without end",
      `<r>${lines(6000, (i) => `<n${i} a="1"/>`)}</r>`,
      { message: expect.stringContaining("too many kinds") as string },
    ],
  ])("%s", async (_, content, error) => {
    await expect(read(content)).rejects.toMatchObject(error);
  });
});
