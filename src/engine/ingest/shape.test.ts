import type { IngestOptions } from "#domain/dataset";
import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { ingest } from "./ingest.ts";
import { sourceOf, testPorts } from "./testing.ts";
import type { ByteSource, Sha256 } from "#engine/ingest/request";

function sha256(): Sha256 {
  const hash = createHash("sha256");
  return { update: (bytes) => void hash.update(bytes), hexDigest: () => hash.digest("hex") };
}
const ports = testPorts({ sha256 });

function shapeOfNames(...names: string[]): string {
  return createHash("sha256").update(JSON.stringify(names)).digest("hex");
}

const days = (count: number, row: (date: string, day: number) => string): string =>
  Array.from({ length: count }, (_, day) =>
    row(new Date(Date.UTC(2024, 0, 1 + day)).toISOString().slice(0, 10), day),
  ).join("\n");
const table = `date,a,b\n${days(40, (date, day) => `${date},${day},${40 - day}`)}\n`;

const nightscout = days(30, (date, day) =>
  Array.from({ length: 10 }, (_, i) => `${date}T0${i}:00:00.000Z,1,${100 + day + i},Flat,sensor`).join("\n"),
);
const records = [
  "C,SETP.WORLD,REPORT",
  "I,DISPATCH,PRICE,4,SETTLEMENTDATE,REGIONID,RRP",
  ...Array.from(
    { length: 30 },
    (_, i) =>
      `D,DISPATCH,PRICE,4,2024/01/01 0${Math.floor(i / 12)}:${String((i % 12) * 5).padStart(2, "0")}:00,NSW1,${50 + i}`,
  ),
  "I,OTHER,TABLE,1,WHEN,WHAT",
  ...Array.from({ length: 5 }, (_, i) => `D,OTHER,TABLE,1,2024/01/0${i + 1} 00:00:00,${i}`),
].join("\n");

test.each([
  ["plain columns", table, ["date", "a", "b"]],
  [
    "units and a preamble above the columns",
    `Report 7\n\n${table.replace("date,a,b", "date,a,b\n[d],[MW],[MW]")}`,
    ["date", "a", "b"],
  ],
  ["equal names", table.replace("a,b", "a,a"), ["date", "a", "a (2)"]],
  ["a vendor's file without a header", nightscout, ["dateString", "date", "sgv", "direction", "device"]],
  ["the table of a record file that evidence prefers", records, ["SETTLEMENTDATE", "REGIONID", "RRP"]],
])("a shape is a hash of the names of the columns: %s", async (_, content, names) => {
  const dataset = await ingest(sourceOf(content, 512), {}, ports);
  expect(dataset.columns.map(({ name }) => name)).toEqual(names);
  expect(dataset.shape).toBe(shapeOfNames(...names));
});

test("another table of a record file has the shape of its file", async () => {
  const dataset = await ingest(sourceOf(records, 512), { recordTable: "OTHER TABLE 1" }, ports);
  expect(dataset.columns.map(({ name }) => name)).toEqual(["WHEN", "WHAT"]);
  expect(dataset.shape).toBe(shapeOfNames("SETTLEMENTDATE", "REGIONID", "RRP"));
});

test("whatever the user says of a file, its shape is that of evidence", async () => {
  const option = fc.record(
    {
      targetColumns: fc.subarray(["a", "b"], { minLength: 1 }),
      decimalMark: fc.constantFrom(".", ","),
      missingTokens: fc.subarray(["1", "x", "40"]),
      dateOrder: fc.constantFrom("year-first", "day-first"),
      undo: fc.subarray(["comment-row", "chosen-missing"]),
      timezone: fc.constant("Europe/Berlin"),
    },
    { requiredKeys: [] },
  );
  await fc.assert(
    fc.asyncProperty(option, async (options) => {
      const dataset = await ingest(sourceOf(table, 512), options as IngestOptions, ports);
      expect(dataset.shape).toBe(shapeOfNames("date", "a", "b"));
    }),
    { numRuns: 30 },
  );
});

/** Counts how often the file is read from its start, and its bytes. */
function counted(source: ByteSource): {
  readonly source: ByteSource;
  readonly count: { starts: number; bytes: number };
} {
  const count = { starts: 0, bytes: 0 };
  return {
    count,
    source: {
      ...source,
      chunks: {
        async *[Symbol.asyncIterator]() {
          count.starts += 1;
          for await (const chunk of source.chunks) {
            count.bytes += chunk.length;
            yield chunk;
          }
        },
      },
    },
  };
}

test("options that depend on the shape are found on the way, and each byte is read once", async () => {
  const plain = sourceOf(table, 64);
  const { source, count } = counted(plain);
  const asked: string[] = [];
  const find = (shape: string): IngestOptions => {
    asked.push(shape);
    return { targetColumns: ["b"], missingTokens: ["39"] };
  };
  const found = await ingest({ ...source, format: "parquet" }, find, ports);
  expect(asked).toEqual([shapeOfNames("date", "a", "b")]);
  expect(count).toEqual({ starts: 1, bytes: plain.sizeBytes });
  const told = await ingest({ ...plain, format: "parquet" }, { targetColumns: ["b"], missingTokens: ["39"] }, ports);
  expect(found).toEqual(told);
});

test("a file that turns out to be in another encoding is asked about again, under the names that it has then", async () => {
  const start = `date,größe\n${days(30_000, (date, day) => `${date},${day}.00000000`)}\n`;
  const bytes = new Uint8Array([...new TextEncoder().encode(start), ...new Uint8Array([0x66, 0xfc, 0x6e, 0x66, 0x0a])]);
  const asked: string[] = [];
  const dataset = await ingest(sourceOf(bytes, 65_536), (shape) => (asked.push(shape), {}), ports).catch(
    (error: unknown) => error,
  );
  expect(asked).toEqual([shapeOfNames("date", "größe"), shapeOfNames("date", "grÃ¶ÃŸe")]);
  expect(dataset).toMatchObject({ shape: asked[1] });
});

test("a header that can't be read asks nothing", async () => {
  const asked: string[] = [];
  await expect(ingest(sourceOf("%PDF-1.7\n"), (shape) => (asked.push(shape), {}), ports)).rejects.toMatchObject({
    code: "file-not-a-table",
  });
  expect(asked).toEqual([]);
});

/** Only rows far below tell that 1.234 are thousands. */
const lateThousands = `time;calls;other\n${Array.from({ length: 6000 }, (_, i) => {
  const time = new Date(Date.UTC(2024, 0, 1, i)).toISOString().slice(0, 16);
  const comment = i === 9 ? "# a comment\n" : "";
  return `${comment}${time};${i < 5000 ? 100 + (i % 800) : `1.${200 + (i % 700)}`};${(i * 7) % 23}`;
}).join("\n")}\n`;

test("a file whose decimal mark only later rows tell is read again as it was chosen, and nothing is said twice", async () => {
  const asked: string[] = [];
  const find = (shape: string): IngestOptions => (asked.push(shape), { targetColumns: ["calls"] });
  const found = await ingest(sourceOf(lateThousands, 65_536), find, ports);
  const shape = shapeOfNames("time", "calls", "other");
  expect(asked).toEqual([shape, shape]);
  expect(found).toEqual(await ingest(sourceOf(lateThousands, 65_536), { targetColumns: ["calls"] }, ports));
  expect(found.shape).toBe(shape);
  expect(found.series.map(({ id, values }) => [id, values[5500]])).toEqual([["calls", 1000 + 200 + (5500 % 700)]]);
  expect(found.repairs.find(({ code }) => code === "comment-row")?.count).toBe(1);
  expect(found.warnings.filter(({ code }) => code === "decimal-mark")).toHaveLength(1);
});

test("a sheet whose decimal mark only later rows tell is read again, and not the first one", async () => {
  const tables = { kind: "sheet" as const, chosen: "second", tables: [] };
  const workbook: ByteSource = { ...sourceOf(table), table: () => ({ ...sourceOf(lateThousands, 65_536), tables }) };
  const dataset = await ingest(workbook, { sheet: "second" }, ports);
  expect(dataset.shape).toBe(shapeOfNames("date", "a", "b"));
  expect(dataset.tables).toEqual(tables);
  expect(dataset.series.find(({ id }) => id === "calls")?.values[5500]).toBe(1000 + 200 + (5500 % 700));
});
