import { appendFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { FromIngest, IngestOptions } from "#contract/worker";
import { IngestWork } from "./ingest-work.ts";

let root = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "fantail-kept-"));
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

const folder = (): string => join(root, "datasets");
const kept = (): string[] => (readdirSync(root).includes("datasets") ? readdirSync(folder()).filter((name) => name.endsWith(".dataset")) : []);

function rows(count: number, changed = 0): string {
  const lines = Array.from({ length: count }, (_, day) => `${new Date(Date.UTC(2024, 0, 1 + day)).toISOString().slice(0, 10)},${day + 10},${day === 3 ? changed : 5 + (day % 7)}`);
  return `date,a,b\n${lines.join("\n")}\n`;
}

/** A file that was last written long ago. */
function written(content: string, name = "a.csv", ageMs = 60_000): string {
  const path = join(root, name);
  writeFileSync(path, content);
  const at = new Date(Date.now() - ageMs);
  utimesSync(path, at, at);
  return path;
}

interface Imported {
  readonly dataset: unknown;
  readonly isKept: boolean;
}

async function imported(path: string, { options = {}, reader = "1", maxBytes = 1e6 }: { options?: IngestOptions; reader?: string; maxBytes?: number } = {}): Promise<Imported> {
  const sent: FromIngest[] = [];
  const work = new IngestWork((message) => sent.push(message), reader);
  await work.import({ type: "import", id: 1, path, options, keep: { folder: folder(), maxBytes } });
  await work.settled();
  const last = sent.at(-1);
  if (last?.type !== "done") throw new Error(JSON.stringify(last));
  return { dataset: last.dataset, isKept: last.isKept };
}

describe("a file that was read before", () => {
  test("is not parsed again, and gives the same dataset, whatever it is called", async () => {
    // Line 5 leaves its value out, so that there is a NaN and a report to keep.
    const content = rows(50).replace(",13,", ",,");
    const first = await imported(written(content));
    const second = await imported(written(content, "copy of a.csv"));
    expect([first.isKept, second.isKept]).toEqual([false, true]);
    expect(second.dataset).toEqual(first.dataset);
  });

  test.each<[string, (content: string) => [string, Parameters<typeof imported>[1]]]>([
    ["one digit is another and the size and times are not", (content) => [written(content.replace(",6\n", ",7\n")), {}]],
    ["it has a row more", (content) => [written(`${content}2025-01-01,1,2\n`), {}]],
    ["it is to be read otherwise", (content) => [written(content), { options: { targetColumns: ["b"] } }]],
    ["the reader is another version", (content) => [written(content), { reader: "2" }]],
  ])("is parsed again when %s", async (_, change) => {
    const content = rows(50);
    const first = await imported(written(content));
    const [path, options] = change(content);
    const again = await imported(path, options);
    expect([first.isKept, again.isKept]).toEqual([false, false]);
  });

  test("is not kept when it changed a moment before it was read: it might change again under the same time stamp", async () => {
    await imported(written(rows(20), "fresh.csv", 0));
    expect(kept()).toEqual([]);
  });

  test("is not kept when it grew while it was read", async () => {
    const path = written(rows(2000));
    const sent: FromIngest[] = [];
    const work = new IngestWork((message) => {
      if (sent.push(message) === 1) appendFileSync(path, "2030-01-01,1,2\n");
    });
    await work.import({ type: "import", id: 1, path, options: {}, keep: { folder: folder(), maxBytes: 1e6 } });
    await work.settled();
    expect(sent.at(-1)?.type).toBe("done");
    expect(kept()).toEqual([]);
  });
});

describe("a kept dataset", () => {
  test.each<[string, (bytes: Buffer) => Buffer]>([
    ["its header", (bytes) => flipped(bytes, 40)],
    ["its numbers", (bytes) => flipped(bytes, bytes.length - 60)],
    ["its checksum", (bytes) => flipped(bytes, bytes.length - 3)],
    ["its length", (bytes) => bytes.subarray(0, bytes.length - 9)],
    ["everything", () => Buffer.alloc(0)],
  ])("that is damaged in %s is moved aside, and the file parsed", async (_, damage) => {
    const path = written(rows(50));
    const first = await imported(path);
    const file = join(folder(), kept()[0] ?? "");
    writeFileSync(file, damage(readFileSync(file)));
    const again = await imported(path);
    expect(again.isKept).toBe(false);
    expect(again.dataset).toEqual(first.dataset);
    expect(readdirSync(join(folder(), "quarantine")).length).toBe(1);
    expect((await imported(path)).isKept).toBe(true);
  });

  test("under another dataset's name is refused", async () => {
    const path = written(rows(50));
    await imported(path);
    await imported(written(rows(50, 9), "b.csv"));
    const [first = "", second = ""] = kept();
    writeFileSync(join(folder(), first), readFileSync(join(folder(), second)));
    const answers = [await imported(path), await imported(join(root, "b.csv"))];
    expect(answers.filter(({ isKept }) => isKept).length).toBe(1);
  });

  test("goes when others need its room, the one used longest ago first", async () => {
    const paths = [0, 1, 2].map((index) => written(rows(100, index), `${index}.csv`));
    await imported(paths[0] ?? "");
    const bytes = statSync(join(folder(), kept()[0] ?? "")).size;
    const maxBytes = Math.ceil(bytes * 2.5);
    await imported(paths[1] ?? "", { maxBytes });
    const [of0 = "", of1 = ""] = kept().sort((a, b) => statSync(join(folder(), a)).mtimeMs - statSync(join(folder(), b)).mtimeMs);
    utimesSync(join(folder(), of0), 1000, 1000);
    utimesSync(join(folder(), of1), 2000, 2000);
    // Using the older one makes the other one the next to go.
    expect((await imported(paths[0] ?? "", { maxBytes })).isKept).toBe(true);
    await imported(paths[2] ?? "", { maxBytes });
    expect(kept()).toHaveLength(2);
    expect(kept()).not.toContain(of1);
  });

  test("is not made where the folder can't be written: the file is read all the same", async () => {
    writeFileSync(join(root, "datasets"), "a file where the folder should be");
    expect((await imported(written(rows(20)))).isKept).toBe(false);
    rmSync(join(root, "datasets"));
    mkdirSync(join(root, "datasets"));
  });
});

function flipped(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ 1;
  return copy;
}
