/** What must not break whatever happens: cancelled draws, killed workers, a killed application. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { startCoreHost } from "./core-process.ts";
import { median, quantile, type BenchContext } from "./lib.ts";
import { endWhileStarting, isCleanEnd, type EndedStart } from "./torture-starts.ts";
import { killSearches } from "./torture-searches.ts";
import { drawFromWindows } from "./torture-windows.ts";
import { withDisplay } from "./with-display.ts";

export const describe =
  "cancelled draws from ten windows, killed inference processes, kills during start, load and switch, models loaded again and again, signals during the start, kill -9 of the whole application, and of running searches";

const parts: Record<string, (context: BenchContext) => Promise<void>> = {
  draws,
  kills,
  loads,
  reloads,
  starts,
  "kill-9": killNine,
  searches,
};

/** `npm run bench -- torture kills` runs one part only. */
export async function run(context: BenchContext): Promise<void> {
  for (const [name, part] of Object.entries(parts)) {
    if (context.args.length === 0 || context.args.includes(name)) await part(context);
  }
}

async function draws({ quick, figure, note }: BenchContext): Promise<void> {
  await withDisplay(async () => {
    const asked = { windows: 10, draws: quick ? 20 : 100, cancelledShare: 0.3 };
    const { succeeded, cancelled, failed, hung, wrong, reasons, latenciesMs } = await drawFromWindows(asked);
    const wanted = succeeded + failed + hung;
    figure({
      id: "draws/succeeded-of-the-not-cancelled",
      value: (100 * succeeded) / wanted,
      unit: "%",
      target: ">= 100",
      runs: wanted,
    });
    figure({ id: "draws/hanging", value: hung, unit: "draws", target: "<= 0", runs: asked.windows * asked.draws });
    figure({ id: "draws/wrong-numbers", value: wrong, unit: "draws", target: "<= 0", runs: succeeded });
    figure({ id: "draws/p95", value: quantile(latenciesMs, 0.95), unit: "ms", runs: succeeded });
    note(
      `${asked.windows} windows: ${succeeded} succeeded, ${cancelled} cancelled, ${failed} failed ${reasons.join("; ")}`,
    );
  });
}

/** Ended by a signal at random moments of the start: with exit code 0, or by the signal itself where nothing was up yet. */
async function starts({ quick, figure, note }: BenchContext): Promise<void> {
  await withDisplay(async () => {
    const runs = quick ? 8 : 40;
    const ends: EndedStart[] = [];
    for (let run = 0; run < runs; run += 1) ends.push(await endWhileStarting(100 + Math.random() * 1400));
    const other = ends.filter((end) => !isCleanEnd(end));
    figure({ id: "starts/ended-otherwise", value: other.length, unit: "starts", target: "<= 0", runs });
    figure({
      id: "starts/end-slowest",
      value: Math.max(...ends.map(({ tookMs }) => tookMs)),
      unit: "ms",
      target: "<= 3000",
      runs,
    });
    note(`${ends.filter(({ end }) => end === "0").length} of ${runs} were up far enough to end by themselves`);
    for (const { end, afterMs } of other) note(`${end} after a signal at ${Math.round(afterMs)} ms`);
  });
}

async function kills({ quick, figure, note }: BenchContext): Promise<void> {
  const host = startCoreHost();
  await host.next();
  const runs = quick ? 10 : 200;
  const answer = await host.ask({ op: "kills", kills: runs });
  await host.end();
  figure({ id: "kills/lost-requests", value: answer.failed, unit: "requests", target: "<= 0", runs });
  figure({ id: "kills/usable-again-p50", value: quantile(answer.latenciesMs, 0.5), unit: "ms", runs });
  figure({
    id: "kills/usable-again-slowest",
    value: Math.max(...answer.latenciesMs),
    unit: "ms",
    target: "<= 2000",
    runs,
  });
  note(`${answer.succeeded} answered, ${answer.failed} lost ${answer.reasons.join("; ")}`);
}

/** At any moment of the start, of a load, and of the switch to another model. The seed makes a failure come back. */
async function loads({ quick, figure, note }: BenchContext): Promise<void> {
  const host = startCoreHost();
  await host.next();
  const runs = quick ? 20 : 200;
  const answer = await host.ask({ op: "load-kills", kills: runs, seed: 10 });
  await host.end();
  figure({ id: "loads/lost", value: answer.failed, unit: "rounds", target: "<= 0", runs });
  figure({ id: "loads/usable-again-p50", value: quantile(answer.latenciesMs, 0.5), unit: "ms", runs });
  figure({
    id: "loads/usable-again-slowest",
    value: Math.max(...answer.latenciesMs),
    unit: "ms",
    target: "<= 2000",
    runs,
  });
  note(`${answer.succeeded} rounds complete, ${answer.failed} not; ${answer.reasons.join("; ")}`);
}

/** Unloading a model means ending its process; what main keeps of a process that is gone would add up. */
async function reloads({ quick, figure, note }: BenchContext): Promise<void> {
  const host = startCoreHost();
  await host.next();
  const cycles = quick ? 60 : 1000;
  const { residentBytes, latenciesMs, failed, reasons } = await host.ask({ op: "reloads", cycles });
  await host.end();
  // The first cycles fill what is filled once: code, buffers, histograms.
  const warm = Math.floor(residentBytes.length / 10);
  const before = median(residentBytes.slice(warm, warm + Math.max(5, warm)));
  const after = median(residentBytes.slice(-Math.max(5, warm)));
  figure({
    id: "reloads/resident-memory-growth",
    value: 100 * (after / before - 1),
    unit: "%",
    target: "<= 5",
    runs: cycles,
  });
  figure({ id: "reloads/lost-requests", value: failed, unit: "requests", target: "<= 0", runs: cycles });
  figure({ id: "reloads/usable-again-p50", value: quantile(latenciesMs, 0.5), unit: "ms", runs: cycles });
  note(
    `main held ${(before / 1e6).toFixed(0)} MB at first and ${(after / 1e6).toFixed(0)} MB at the end ${reasons.join("; ")}`,
  );
}

/** Everything that the index knew when the process was killed is used by the next start. */
async function killNine({ quick, figure, note }: BenchContext): Promise<void> {
  const rounds = quick ? 2 : 5;
  let worst = 1;
  for (let round = 0; round < rounds; round += 1) {
    const folder = mkdtempSync(join(tmpdir(), "fantail-torture-"));
    try {
      const first = startCoreHost(folder);
      await first.next();
      first.post({ op: "endless" });
      await sleep(3000 + 500 * round);
      await first.kill();
      const kept = first.lastNote<{ kept: number }>()?.kept ?? 0;
      const second = startCoreHost(folder);
      await second.next();
      const { succeeded } = await second.ask({ op: "known" });
      await second.end();
      note(`killed with ${kept} forecasts on disk; ${succeeded} used afterwards`);
      worst = Math.min(worst, kept === 0 ? 0 : succeeded / kept);
    } finally {
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    }
  }
  figure({ id: "kill-9/forecasts-used-of-those-kept", value: 100 * worst, unit: "%", target: ">= 100", runs: rounds });
}

/** Every trial that had ended is there after a kill, none is counted twice, and the winner is that of an undisturbed search. */
async function searches({ quick, figure, note }: BenchContext): Promise<void> {
  delete process.env["ELECTRON_RUN_AS_NODE"];
  const runs = quick ? 5 : 50;
  const { kills, midway, completed, lost, countedTwice, different, damaged } = await killSearches(runs, Math.random);
  figure({ id: "searches/lost-trials", value: lost, unit: "trials", target: "<= 0", runs: kills });
  figure({ id: "searches/counted-twice", value: countedTwice, unit: "trials", target: "<= 0", runs: kills });
  figure({ id: "searches/damaged-files", value: damaged, unit: "files", target: "<= 0", runs: kills });
  figure({ id: "searches/other-results", value: different, unit: "searches", target: "<= 0", runs: completed });
  note(
    `${kills} kills, ${midway} of them between the first trial and the last; ${completed} searches came to their end`,
  );
}
