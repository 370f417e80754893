import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliCompressSync, crc32, deflateRawSync, gzipSync, zstdCompressSync } from "node:zlib";
import { parquetWriteBuffer } from "hyparquet-writer";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { FromIngest } from "#contract/worker";
import { IngestWork } from "./work.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "fantail-ingest-"));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function answerFor(path: string): Promise<FromIngest> {
  const sent: FromIngest[] = [];
  await new IngestWork((message) => sent.push(message)).import({ type: "import", id: 7, path, options: {} });
  return sent.at(-1) ?? { type: "ready" };
}

function written(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

describe("the ingest process", () => {
  test("answers with the dataset, as plain data", async () => {
    const path = written("a.csv", "date,value\n2024-01-01,1\n2024-01-02,2\n2024-01-03,4\n");
    const answer = await answerFor(path);
    expect(answer.type).toBe("done");
    const copy = structuredClone(answer);
    expect(copy).toEqual(answer);
    if (answer.type !== "done") return;
    expect(answer.dataset.series.map(({ id }) => id)).toEqual(["value"]);
    expect(answer.dataset.handle).toMatch(/^[0-9a-f]{64}$/);
  });

  test.each([
    ["a folder", () => folder, "file-is-folder"],
    ["a missing file", () => join(folder, "nowhere.csv"), "file-not-found"],
    ["an empty file", () => written("empty.csv", ""), "file-empty"],
    ["blank lines", () => written("blank.csv", "\n\n\n"), "file-empty"],
    ["a PDF", () => written("a.pdf.csv", "%PDF-1.7\n%âãÏÓ\n"), "file-not-a-table"],
    ["one row", () => written("one.csv", "date,value\n2024-01-01,1\n"), "too-few-rows"],
    ["a header alone", () => written("header.csv", "date,value\n"), "too-few-rows"],
  ])("%s gets its sentence", async (_, path, code) => {
    const answer = await answerFor(path());
    expect(answer).toMatchObject({ type: "failed", id: 7, error: { code, hint: expect.stringMatching(/\.$/) } });
  });

  test("the same content has one handle, however it is packed", async () => {
    const rows = Array.from(
      { length: 60 },
      (_, day) => [new Date(Date.UTC(2024, 0, 1 + day)), day * 1.5 + (day % 7)] as const,
    );
    const csv = `date,value\n${rows.map(([date, value]) => `${date.toISOString().slice(0, 10)},${value}`).join("\n")}\n`;
    const json = JSON.stringify(rows.map(([date, value]) => ({ date: date.toISOString().slice(0, 10), value })));
    const parquet = parquetWriteBuffer({
      columnData: [
        { name: "date", data: rows.map(([date]) => date), type: "TIMESTAMP" },
        { name: "value", data: rows.map(([, value]) => value), type: "DOUBLE" },
      ],
    });
    const paths = [
      written("same.csv", csv),
      written("same.csv.gz", gzipSync(csv)),
      written("same.zip", zipOf("folder/same.csv", csv)),
      written("same.json", json),
      written("same.parquet", new Uint8Array(parquet)),
      written(
        "same.tsf",
        `@relation x\n@attribute name string\n@attribute start date\n@frequency daily\n@data\nvalue:2024-01-01 00-00-00:${rows.map(([, value]) => value).join(",")}\n`,
      ),
    ];
    const handles = new Set<string>();
    for (const path of paths) {
      const answer = await answerFor(path);
      expect(answer).toMatchObject({ type: "done" });
      if (answer.type === "done") handles.add(answer.dataset.handle);
    }
    expect(handles.size).toBe(1);
  });

  test.each([
    ["UNCOMPRESSED", null],
    ["SNAPPY", null],
    ["GZIP", (input: Uint8Array) => gzipSync(input)],
    ["BROTLI", (input: Uint8Array) => brotliCompressSync(input)],
    ["ZSTD", (input: Uint8Array) => zstdCompressSync(input)],
    ["LZ4_RAW", literalLz4],
    ["LZ4", literalLz4],
  ] as const)("Parquet packed with %s", async (codec, pack) => {
    const bytes = parquetWriteBuffer({
      codec,
      ...(pack === null ? {} : { compressors: { [codec]: pack } }),
      columnData: [
        {
          name: "date",
          data: Array.from({ length: 40 }, (_, day) => new Date(Date.UTC(2024, 0, 1 + day))),
          type: "TIMESTAMP",
        },
        { name: "value", data: Array.from({ length: 40 }, (_, day) => day * 1.5), type: "DOUBLE" },
      ],
    });
    const answer = await answerFor(written(`${codec}.parquet`, new Uint8Array(bytes)));
    expect(answer).toMatchObject({
      type: "done",
      dataset: { file: { encoding: "parquet", dataRows: 40 }, series: [{ id: "value", missing: 0 }] },
    });
  });

  test("Parquet packed with what nobody reads is refused by name", async () => {
    const bytes = parquetWriteBuffer({
      codec: "LZO",
      compressors: { LZO: (input) => input },
      columnData: [{ name: "value", data: [1, 2, 3], type: "DOUBLE" }],
    });
    expect(await answerFor(written("lzo.parquet", new Uint8Array(bytes)))).toMatchObject({
      error: { code: "file-unreadable", message: expect.stringContaining("LZO") as unknown },
    });
  });

  test("a damaged archive is said to be damaged", async () => {
    const packed = gzipSync("date,value\n2024-01-01,1\n".repeat(500));
    expect(await answerFor(written("cut.gz", packed.subarray(0, 60)))).toMatchObject({
      error: { code: "file-unreadable" },
    });
    expect(await answerFor(written("cut.zip", zipOf("a.csv", "a,b\n").subarray(0, 40)))).toMatchObject({
      error: { code: "file-unreadable" },
    });
    expect(await answerFor(written("cut.parquet", "PAR1 and nothing more"))).toMatchObject({
      error: { code: "file-unreadable" },
    });
  });

  test("cancel stops a long import soon, and it is said to be cancelled", async () => {
    const row = "2024-01-01 00:00:00,1234.5,some text\n";
    const path = written("long.csv", `time,value,note\n${row.repeat(600_000)}`);
    const sent: FromIngest[] = [];
    let before: NodeJS.CpuUsage | undefined;
    // At the first news of rows, from within: whoever looked for it from outside could come when all of them are read.
    const work = new IngestWork((message) => {
      sent.push(message);
      if (before !== undefined || message.type !== "progress" || message.progress.rows === 0) return;
      // Time of this process, not of the clock on the wall: other tests run beside this one.
      before = process.cpuUsage();
      work.cancel(1);
    });
    await work.import({ type: "import", id: 1, path, options: {} });
    expect(before).toBeDefined();
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1000).toBeLessThan(100);
    expect(sent.at(-1)).toMatchObject({ type: "failed", error: { code: "cancelled" } });
  });
});

/** One block of LZ4 that holds nothing but literals. */
function literalLz4(input: Uint8Array): Uint8Array {
  if (input.length < 15) return Uint8Array.from([input.length << 4, ...input]);
  const rest = input.length - 15;
  return Uint8Array.from([0xf0, ...Array<number>(Math.floor(rest / 255)).fill(255), rest % 255, ...input]);
}

/** A ZIP archive of one deflated member. */
function zipOf(name: string, content: string): Buffer {
  const packed = deflateRawSync(content);
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(8, 8);
  local.writeUInt32LE(crc32(content), 14);
  local.writeUInt32LE(packed.length, 18);
  local.writeUInt32LE(content.length, 22);
  local.writeUInt16LE(name.length, 26);
  const entry = Buffer.alloc(46);
  entry.writeUInt32LE(0x02014b50, 0);
  entry.writeUInt16LE(8, 10);
  entry.writeUInt32LE(crc32(content), 16);
  entry.writeUInt32LE(packed.length, 20);
  entry.writeUInt32LE(content.length, 24);
  entry.writeUInt16LE(name.length, 28);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(entry.length + name.length, 12);
  end.writeUInt32LE(local.length + name.length + packed.length, 16);
  return Buffer.concat([local, Buffer.from(name), packed, entry, Buffer.from(name), end]);
}
