import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { zstdCompressSync } from "node:zlib";
import {
  Bool,
  compressionRegistry,
  CompressionType,
  DateDay,
  Decimal,
  Dictionary,
  Int64,
  Int32,
  RecordBatchFileWriter,
  Table,
  tableToIPC,
  TimestampMicrosecond,
  TimestampMillisecond,
  Utf8,
  vectorFromArray,
  type Vector,
} from "apache-arrow";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { FromIngest } from "#contract/worker";
import { IngestWork } from "./work.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "fantail-arrow-"));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function answerFor(content: Uint8Array): Promise<FromIngest> {
  const path = join(folder, "table.arrow");
  writeFileSync(path, content);
  const sent: FromIngest[] = [];
  await new IngestWork((message) => sent.push(message)).import({ type: "import", id: 1, path, options: {} });
  return sent.at(-1) ?? { type: "ready" };
}

const startMs = Date.UTC(2024, 0, 1);
const hours = Array.from({ length: 60 }, (_, i) => new Date(startMs + i * 3_600_000));
const values = hours.map((_, i) => (i === 7 ? null : i % 2 === 0 ? 925 : 1.171 + (i % 5)));
const table = (times: Vector = vectorFromArray(hours, new TimestampMillisecond())): Table =>
  new Table({
    time: times,
    kw: vectorFromArray(values),
    site: vectorFromArray(
      hours.map(() => "0012"),
      new Dictionary(new Utf8(), new Int32()),
    ),
  });

describe("times, numbers and texts", () => {
  test.each(["file", "stream"] as const)("of a %s", async (kind) => {
    expect(await answerFor(tableToIPC(table(), kind))).toMatchObject({
      type: "done",
      dataset: {
        file: { encoding: "arrow", dataRows: 60 },
        zone: null,
        series: [{ frequency: { unit: "hour", count: 1 }, missing: 1 }],
        warnings: [{ code: "gaps" }],
      },
    });
  });

  test("numbers are what they were, also those that look like thousands", async () => {
    const path = join(folder, "exact.arrow");
    writeFileSync(path, tableToIPC(table(), "file"));
    const columns: Float64Array[] = [];
    await new IngestWork((message) => {
      if (message.type === "columns") columns.push(...message.columns);
    }).import({ type: "import", id: 1, path, options: {} });
    expect(columns.map((column) => [...column])).toContainEqual(values.map((value) => value ?? Number.NaN));
  });

  test("times with a zone are the instants that they are", async () => {
    const times = vectorFromArray(hours, new TimestampMicrosecond("Europe/Berlin"));
    expect(await answerFor(tableToIPC(table(times), "file"))).toMatchObject({ type: "done", dataset: { zone: "UTC" } });
  });

  test("days, whole numbers, decimals and truth values", async () => {
    const days = Array.from({ length: 30 }, (_, i) => new Date(startMs + i * 86_400_000));
    const content = new Table({
      day: vectorFromArray(days, new DateDay()),
      count: vectorFromArray(
        days.map((_, i) => BigInt(1000 + ((i * 37) % 23))),
        new Int64(),
      ),
      price: vectorFromArray(
        days.map((_, i) => Uint32Array.of(12_345 + ((i * 7) % 11), 0, 0, 0)),
        new Decimal(2, 10),
      ),
      open: vectorFromArray(
        days.map((_, i) => i % 7 !== 0),
        new Bool(),
      ),
    });
    const answer = await answerFor(tableToIPC(content, "file"));
    expect(answer).toMatchObject({
      type: "done",
      dataset: { series: [{ id: "count", frequency: { unit: "day", count: 1 } }, { id: "price" }] },
    });
  });
});

describe("packed buffers", () => {
  /** One block that is not packed, as writers do where packing saves nothing. */
  const framed = (bytes: Uint8Array): Uint8Array => {
    const head = Buffer.from([0x04, 0x22, 0x4d, 0x18, 0x60, 0x70, 0, 0, 0, 0, 0]);
    head.writeUInt32LE(0x80000000 + bytes.length, 7);
    return bytes.length === 0
      ? Buffer.concat([head.subarray(0, 7), Buffer.alloc(4)])
      : Buffer.concat([head, bytes, Buffer.alloc(4)]);
  };
  const encoders = [
    ["LZ4", CompressionType.LZ4_FRAME, framed],
    ["Zstandard", CompressionType.ZSTD, (bytes: Uint8Array): Uint8Array => zstdCompressSync(bytes)],
  ] as const;

  test.each(encoders)("of %s are unpacked", async (_, compressionType, encode) => {
    const plain = await answerFor(tableToIPC(table(), "file"));
    const decode = compressionRegistry.get(compressionType)?.decode;
    if (decode === undefined) throw new Error("nothing unpacks it");
    compressionRegistry.set(compressionType, { encode, decode });
    const packed = RecordBatchFileWriter.writeAll(table().batches, { compressionType }).toUint8Array(true);
    const answer = await answerFor(packed);
    const handleOf = (of: FromIngest): string => (of.type === "done" ? of.dataset.handle : "");
    expect(answer).toMatchObject({ type: "done" });
    expect(handleOf(answer)).toBe(handleOf(plain));
  });
});

describe("damage", () => {
  test("no changed byte is more than an error in words, or another number", async () => {
    const whole = tableToIPC(table(), "file");
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), async (at, by) => {
        const damaged = whole.slice();
        damaged[at] = (damaged[at] ?? 0) ^ by;
        const answer = await answerFor(damaged);
        expect(answer).not.toMatchObject({ error: { code: "internal" } });
        expect(["done", "failed"]).toContain(answer.type);
      }),
      { numRuns: 60 },
    );
  });

  test.each(["file", "stream"] as const)(
    "a %s that is cut off is refused, or read without what is lost, never with other numbers",
    async (kind) => {
      const whole = tableToIPC(table(), kind);
      for (let length = 9; length < whole.length - 8; length += 97) {
        const answer = await answerFor(whole.slice(0, length));
        expect(answer).toMatchObject({ type: "failed" });
      }
    },
  );

  test("a Feather file of version 1 is refused in words", async () => {
    expect(await answerFor(Buffer.from("FEA1 and its columns"))).toMatchObject({
      error: { code: "file-not-a-table", message: expect.stringContaining("version 1") as string },
    });
  });
});
