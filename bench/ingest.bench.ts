/**
 * The import's throughput against bare PapaParse in the same run, its memory, and how soon a preview could be shown. The
 * import types columns, reads dates, regularises and hashes; PapaParse only cuts rows. Each measurement has a process of
 * its own, so that one's memory is not the other's. Memory is that of the application's import process, with the copies
 * of what it sends.
 */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { type BenchContext, median } from "./lib.ts";

export const describe = "import throughput against bare PapaParse, memory, time to first rows, cancel";

interface Measured {
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly peakBytes: number;
  readonly firstRowsMs: number;
  readonly cancelMs: number;
  readonly rows: number;
}

/** Long: 20 series take turns, as exports of databases have them. Wide: one series of minutes. */
type Layout = "long" | "wide";

function writeFile(file: string, megabytes: number, layout: Layout): void {
  const out = fs.openSync(file, "w");
  const start = Date.UTC(1900, 0, 1);
  let text = layout === "long" ? "time,series,value\n" : "time,load\n";
  let written = 0;
  for (let i = 0; written < megabytes * 1e6; i += 1) {
    const step = layout === "long" ? Math.floor(i / 20) : i;
    const time = new Date(start + step * 60_000).toISOString();
    const value = (50_000 + 20_000 * Math.sin(i / 200) + ((i * 7919) % 1000) / 10).toFixed(2);
    const id = layout === "long" ? `store_${String(i % 20).padStart(3, "0")},` : "";
    text += `${time.slice(0, 10)} ${time.slice(11, 19)},${id}${value}\n`;
    if (text.length < 1 << 20) continue;
    written += text.length;
    fs.writeSync(out, text);
    text = "";
  }
  fs.writeSync(out, text);
  fs.closeSync(out);
}

type What = "papa" | "import" | "process" | "remembered" | "cancel";

function measureIn(what: What, file: string, ...more: string[]): Measured {
  const answer = execFileSync(
    process.execPath,
    [path.join(import.meta.dirname, "ingest-run.ts"), what, file, ...more],
    {
      env: { ...process.env, ELECTRON_RUN_AS_NODE: "1" },
      encoding: "utf8",
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  return JSON.parse(answer.trim().split("\n").at(-1) ?? "{}") as Measured;
}

function throughput({ quick, figure }: BenchContext, layout: Layout, file: string, megabytes: number): void {
  const runs = quick ? 1 : 5;
  const times = { papa: [] as number[], import: [] as number[] };
  // One after the other within each round, so that a busy machine slows all of them alike.
  for (let run = 0; run < runs; run += 1) {
    times.papa.push(measureIn("papa", file).cpuMs);
    times.import.push(measureIn("import", file).cpuMs);
  }
  const rate = (all: readonly number[]): number => megabytes / (median(all) / 1000);
  const papa = rate(times.papa);
  figure({
    id: `${layout}-rate`,
    value: rate(times.import),
    unit: "MB/s of CPU time",
    baseline: papa,
    target: `>= ${(papa / 2).toFixed(1)}`,
    runs,
  });
}

/** Remembered settings are found by the header: the file is read once, as it is without them. */
function remembered({ quick, figure }: BenchContext, file: string, columns: readonly string[]): void {
  const shape = createHash("sha256").update(JSON.stringify(columns)).digest("hex");
  const runs = quick ? 1 : 5;
  const times = { plain: [] as number[], remembered: [] as number[] };
  for (let run = 0; run < runs; run += 1) {
    times.plain.push(measureIn("process", file).cpuMs);
    times.remembered.push(measureIn("remembered", file, shape).cpuMs);
  }
  figure({
    id: "remembered-settings-ratio",
    value: median(times.remembered) / median(times.plain),
    unit: "x the CPU time of the same file without",
    target: "<= 1.1",
    runs,
  });
}

export async function run(context: BenchContext): Promise<void> {
  const { quick, figure, note } = context;
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "fantail-bench-"));
  try {
    const megabytes = quick ? 20 : 100;
    for (const layout of ["long", "wide"] as const) {
      const file = path.join(folder, `${layout}.csv`);
      writeFile(file, megabytes, layout);
      throughput(context, layout, file, megabytes);
    }
    remembered(context, path.join(folder, "long.csv"), ["time", "series", "value"]);
    const cancelled = measureIn("cancel", path.join(folder, "long.csv"));
    figure({ id: "cancel", value: cancelled.cancelMs, unit: "ms", target: "<= 100" });
    const large = path.join(folder, "large.csv");
    const largeMegabytes = quick ? 100 : 1000;
    writeFile(large, largeMegabytes, "long");
    const whole = measureIn("process", large);
    note(`${largeMegabytes} MB, ${whole.rows} rows in ${(whole.wallMs / 1000).toFixed(1)} s`);
    figure({
      id: `peak-memory-of-${largeMegabytes}-mb`,
      value: whole.peakBytes / 2 ** 20,
      unit: "MiB",
      target: "<= 500",
    });
    figure({
      id: `first-rows-of-${largeMegabytes}-mb`,
      value: measureIn("cancel", large).firstRowsMs,
      unit: "ms",
      target: "<= 500",
    });
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}
