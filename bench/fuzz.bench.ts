/**
 * What nobody would send on purpose, part by part; `-- fuzz files`, `ipc` or `window` is one of them.
 *
 * - Mutated files against the import: at least 10,000 cases, each under two seconds and bounded in memory. The seeds are built in; with
 *   FANTAIL_DATA also the beginnings of the shared data's text files. `-- fuzz SEED` repeats one case.
 * - Malformed messages against the gate of the IPC: at least 10,000 about each capability.
 * - A share of them through the bridge of a real window, to the handlers that really answer, with a file open.
 */
import fs from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { checkCase } from "./fuzz-check.ts";
import { builtInSeeds, makeCase } from "./fuzz-mutations.ts";
import { close, launch, root } from "../e2e/support/application.ts";
import { closeDialogsAtOnce, fuzzWindow } from "../e2e/support/ipc-fuzz-window.ts";
import { isPolluted, messageClasses } from "../e2e/support/ipc-messages.ts";
import { fuzzGate } from "./ipc-fuzz.ts";
import type { BenchContext } from "./lib.ts";
import { withDisplay } from "./with-display.ts";

export const describe =
  "mutated files against the import and malformed messages against the IPC: no crash, no hang, no leak, bounded memory";

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

const parts: Record<string, (context: BenchContext) => Promise<void>> = { files, ipc, window: throughWindow };

export async function run(context: BenchContext): Promise<void> {
  const { args } = context;
  if (Number(args[0]) > 0) return files(context);
  for (const [name, part] of Object.entries(parts)) if (args.length === 0 || args.includes(name)) await part(context);
}

async function ipc({ quick, figure, note }: BenchContext): Promise<void> {
  const count = quick ? 1_000 : 10_000;
  let [malformed, problems, slowest, peakBytes] = [0, 0, 0, 0];
  for (const messageClass of messageClasses) {
    const report = await fuzzGate(messageClass, count, 1);
    malformed += report.malformed;
    problems += report.problems.length;
    slowest = Math.max(slowest, report.slowestMs);
    peakBytes = Math.max(peakBytes, process.memoryUsage.rss());
    for (const problem of report.problems) note(problem.slice(0, 400));
  }
  const runs = messageClasses.length;
  figure({ id: "ipc/classes", value: runs, unit: "classes" });
  figure({
    id: "ipc/messages-per-class",
    value: malformed / runs,
    unit: "messages",
    ...(quick ? {} : { target: ">= 10000" }),
    runs,
  });
  figure({ id: "ipc/problems", value: problems, unit: "messages", target: "<= 0", runs: malformed });
  figure({ id: "ipc/slowest-message", value: slowest, unit: "ms", target: "<= 250", runs: malformed });
  figure({ id: "ipc/peak-memory", value: peakBytes / 2 ** 20, unit: "MiB", target: "<= 1024" });
}

/** With a file open, so that messages come as far as what computes. */
async function throughWindow({ quick, figure, note }: BenchContext): Promise<void> {
  await withDisplay(async () => {
    const running = await launch({ words: [path.join(root, "samples", "airline-passengers.csv")] });
    try {
      const { app, page } = running;
      await page.getByRole("slider", { name: /^Time of the forecast/ }).waitFor();
      await closeDialogsAtOnce(app);
      const known = await page.evaluate(openInPage);
      const mainBytes = (): Promise<number> => app.evaluate(() => process.memoryUsage.rss());
      const before = await mainBytes();
      let [sent, taken] = [0, 0];
      const problems: string[] = [];
      for (const messageClass of messageClasses) {
        const report = await fuzzWindow(running, messageClass, { count: quick ? 50 : 500, seed: 1, known });
        sent += report.malformed + report.taken;
        taken += report.taken;
        problems.push(...report.problems);
      }
      if (await app.evaluate(isPolluted)) problems.push("all objects of main are others");
      for (const problem of problems) note(problem.slice(0, 400));
      note(`${taken} of ${sent} messages were such as a page may send`);
      figure({ id: "window/problems", value: problems.length, unit: "messages", target: "<= 0", runs: sent });
      figure({
        id: "window/main-grew-by",
        value: ((await mainBytes()) - before) / 2 ** 20,
        unit: "MiB",
        target: "<= 512",
        runs: sent,
      });
    } finally {
      await close(running);
    }
  });
}

/** Runs in the page: nothing of this file is there. */
async function openInPage(): Promise<Record<string, string>> {
  const { fantail } = window as unknown as {
    fantail: { request(id: string, name: string, args: unknown): Promise<{ readonly value: unknown }> };
  };
  const { grant } = (await fantail.request(crypto.randomUUID(), "sample:open", { id: "airline" })).value as {
    readonly grant: string;
  };
  const { handle, series } = (await fantail.request(crypto.randomUUID(), "dataset:import", { grant })).value as {
    readonly handle: string;
    readonly series: readonly { readonly id: string }[];
  };
  return { dataset: handle, series: series[0]?.id ?? "", grant, model: "ets", view: "fuzz" };
}

async function files({ quick, args, figure, note }: BenchContext): Promise<void> {
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
