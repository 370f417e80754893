/**
 * Mutated files against the import: at least 10,000 cases, each under two seconds and bounded in memory. The seeds are
 * built in; with FANTAIL_DATA also the beginnings of the shared data's text files. `-- fuzz SEED` repeats one case.
 */
import fs from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { checkCase } from "./fuzz-check.ts";
import { builtInSeeds, makeCase } from "./fuzz-mutations.ts";
import type { BenchContext } from "./lib.ts";

export const describe = "mutated files against the import: no crash, no hang, bounded memory";

const seedCharacters = 60_000;

function sharedSeeds(folder: string | undefined): string[] {
  if (folder === undefined || !fs.existsSync(folder)) return [];
  const seeds: string[] = [];
  for (const entry of fs.readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !/\.(?:csv|tsv|txt|dat|tsf)(?:\.gz)?$/i.test(entry.name)) continue;
    const bytes = fs.readFileSync(path.join(entry.parentPath, entry.name));
    const text = entry.name.endsWith(".gz") ? gunzipSync(bytes) : bytes;
    seeds.push(text.toString("latin1").slice(0, seedCharacters));
  }
  return seeds;
}

export async function run({ quick, args, figure, note }: BenchContext): Promise<void> {
  const seeds = [...builtInSeeds(), ...sharedSeeds(process.env["FANTAIL_DATA"])];
  note(`${seeds.length} seeds`);
  const repeated = Number(args[0]);
  if (Number.isInteger(repeated) && repeated > 0) {
    const outcome = await checkCase(makeCase(seeds, repeated));
    note(`${outcome.code}, ${outcome.cpuMs.toFixed(0)} ms${outcome.problem === null ? "" : `, ${outcome.problem}`}`);
    return;
  }
  const cases = quick ? 1_000 : 10_000;
  const codes = new Map<string, number>();
  let problems = 0;
  let slowest = 0;
  let slowestSeed = 0;
  let peakBytes = 0;
  for (let seed = 1; seed <= cases; seed += 1) {
    const { problem, cpuMs, code } = await checkCase(makeCase(seeds, seed));
    codes.set(code, (codes.get(code) ?? 0) + 1);
    if (problem !== null) {
      problems += 1;
      if (problems <= 10) note(`case ${seed}: ${problem.slice(0, 400)}`);
    }
    if (cpuMs > slowest) {
      slowest = cpuMs;
      slowestSeed = seed;
    }
    if (seed % 20 === 0) peakBytes = Math.max(peakBytes, process.memoryUsage.rss());
  }
  note(
    [...codes]
      .sort((a, b) => b[1] - a[1])
      .map(([code, count]) => `${code} ${count}`)
      .join(", "),
  );
  note(`the slowest case is ${slowestSeed}`);
  figure({ id: "cases", value: cases, unit: "files", ...(quick ? {} : { target: ">= 10000" }) });
  figure({ id: "problems", value: problems, unit: "files", target: "<= 0" });
  figure({ id: "slowest-case", value: slowest, unit: "ms", target: "<= 2000" });
  figure({ id: "peak-memory", value: peakBytes / 2 ** 20, unit: "MiB", target: "<= 1024" });
}
