/** One measurement of ingest.bench.ts, in a process of its own: prints one line of JSON. */
import { createHash } from "node:crypto";
import fs from "node:fs";
import { serialize } from "node:v8";
import Papa from "papaparse";
import { ingest } from "#engine/ingest";
import { openSource } from "../src/worker/ingest/source.ts";
import { IngestWork } from "../src/worker/ingest/work.ts";

/** `shape` is the file's, for `remembered`. */
const [what = "", file = "", shape] = process.argv.slice(2);
const chunkBytes = 512 * 1024;
const start = performance.now();
const cpuBefore = process.cpuUsage();
let firstRowsMs = 0;
let cancelMs = 0;
let rows = 0;

function papa(): Promise<void> {
  return new Promise((resolve, reject) => {
    Papa.parse<string[]>(fs.createReadStream(file, { highWaterMark: chunkBytes }), {
      chunk: ({ data }) => {
        rows += data.length;
      },
      complete: () => {
        resolve();
      },
      error: reject,
    });
  });
}

async function importFile(cancelAfterRows: number): Promise<void> {
  const controller = new AbortController();
  let cancelledAt = 0;
  await ingest(
    await openSource(file),
    {},
    {
      sha256: () => {
        const hash = createHash("sha256");
        return { update: (bytes) => void hash.update(bytes), hexDigest: () => hash.digest("hex") };
      },
      thisYear: new Date().getFullYear(),
      onProgress: (progress) => {
        rows = progress.rows;
        if (rows > 0 && firstRowsMs === 0) firstRowsMs = performance.now() - start;
        if (rows > cancelAfterRows && cancelledAt === 0) {
          cancelledAt = performance.now();
          controller.abort();
        }
      },
      signal: controller.signal,
    },
  ).catch((error: unknown) => {
    if (cancelledAt === 0) throw error;
    cancelMs = performance.now() - cancelledAt;
  });
}

/**
 * As the application's process does it: every message is copied on its way out, and the copy let go of once it is gone. With
 * as many presets as there can be, of which the last has the file's shape and changes nothing.
 */
async function importAsProcess(shape?: string): Promise<void> {
  const work = new IngestWork((message) => {
    (serialize(message).buffer as ArrayBuffer).transfer(0);
    if (message.type === "failed") throw new Error(message.error.message);
    if (message.type === "done" && message.preset.what !== (shape === undefined ? "none" : "used"))
      throw new Error(`the preset was ${message.preset.what}`);
    if (message.type !== "progress") return;
    ({ rows } = message.progress);
  });
  const shapes = shape === undefined ? [] : [...Array.from({ length: 99 }, (_, index) => `${index}`), shape];
  const presets = shapes.map((one) => ({ shape: one, options: { duplicates: "mean" as const } }));
  await work.import({ type: "import", id: 1, path: file, options: {}, presets });
}

if (what === "papa") await papa();
else if (what === "process") await importAsProcess();
else if (what === "remembered") await importAsProcess(shape);
else await importFile(what === "cancel" ? 100_000 : Number.POSITIVE_INFINITY);

const cpu = process.cpuUsage(cpuBefore);
console.log(
  JSON.stringify({
    wallMs: performance.now() - start,
    cpuMs: (cpu.user + cpu.system) / 1000,
    peakBytes: process.resourceUsage().maxRSS * 1024,
    firstRowsMs,
    cancelMs,
    rows,
  }),
);
