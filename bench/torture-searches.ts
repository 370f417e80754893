/** A running search, killed with all of its processes at random moments, until it has come to its end. */
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { DatabaseSync } from "node:sqlite";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { electronPath, root } from "../e2e/support/application.ts";
import { fantail } from "../e2e/support/command-line.ts";

const words = [
  "search",
  join(root, "samples", "airline-passengers.csv"),
  "--horizon",
  "12",
  "--preset",
  "full",
  "--json",
];
const rootFlags = process.getuid?.() === 0 ? ["--no-sandbox"] : [];

export interface KilledSearches {
  readonly kills: number;
  /** Of those, at a moment when trials had ended and others had not. */
  readonly midway: number;
  readonly completed: number;
  /** Trials that had been said to be finished, or were in the file before, and are not there after a kill. */
  readonly lost: number;
  readonly countedTwice: number;
  /** Searches that came to another winner, or counted otherwise, than one that nobody disturbed. */
  readonly different: number;
  readonly damaged: number;
}

interface Found {
  readonly winners: unknown;
  readonly trials: { readonly total: number; readonly completed: number };
}

/** @param random in [0, 1) */
export async function killSearches(kills: number, random: () => number): Promise<KilledSearches> {
  const undisturbed = await withFolder((folder) => complete(folder));
  const counts = { kills: 0, midway: 0, completed: 0, lost: 0, countedTwice: 0, different: 0, damaged: 0 };
  while (counts.kills < kills) {
    await withFolder(async (folder) => {
      let before: ReadonlySet<string> = new Set();
      // So many in one search leave it enough to do for each of them.
      for (let kill = 0; kill < 5 && counts.kills < kills; kill += 1) {
        const said = await killedAfter(folder, 300 + 2700 * random());
        counts.kills += 1;
        const after = trialsOf(join(folder, "database", "jobs.sqlite"));
        if (after === null) continue;
        counts.lost += [...before].filter((one) => !after.distinct.has(one)).length;
        counts.lost += Math.max(0, said - after.count);
        counts.countedTwice += after.count - after.distinct.size;
        if (!after.isSound) counts.damaged += 1;
        if (after.count > 0 && after.count < undisturbed.trials.total) counts.midway += 1;
        before = after.distinct;
      }
      const end = await complete(folder);
      counts.completed += 1;
      const isSame =
        JSON.stringify(end.winners) === JSON.stringify(undisturbed.winners) &&
        end.trials.total === undisturbed.trials.total &&
        end.trials.completed === undisturbed.trials.completed;
      if (!isSame) counts.different += 1;
    });
  }
  return counts;
}

async function complete(userData: string): Promise<Found> {
  const { exitCode, stdout, stderr } = await fantail(words, { userData });
  if (exitCode !== 0) throw new Error(`the search ended with ${exitCode}: ${stdout}${stderr}`);
  return JSON.parse(stdout) as Found;
}

async function withFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "fantail-torture-"));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** As a power cut would end it. @returns the number of trials that it had said to be finished */
async function killedAfter(userData: string, afterMs: number): Promise<number> {
  const flags = ["--ozone-platform=headless", "--disable-gpu", "--log-level=3", `--user-data-dir=${userData}`];
  const child = spawn(electronPath, [...rootFlags, ...flags, root, ...words], {
    stdio: ["ignore", "ignore", "pipe"],
    detached: true,
  });
  let text = "";
  child.stderr.on("data", (chunk: Buffer) => {
    text += chunk.toString("utf8");
  });
  const ended = new Promise((resolve) => child.on("close", resolve));
  const timer = setTimeout(() => {
    try {
      process.kill(-(child.pid as number), "SIGKILL");
    } catch {
      // It had come to its end.
    }
  }, afterMs);
  await ended;
  clearTimeout(timer);
  const [, count = "0"] = [...text.matchAll(/Searching: (\d[\d,]*)/g)].at(-1) ?? [];
  return Number(count.replaceAll(",", ""));
}

interface Trials {
  readonly count: number;
  readonly distinct: ReadonlySet<string>;
  readonly isSound: boolean;
}

/** Null before there is a file with tables. */
function trialsOf(path: string): Trials | null {
  let db: DatabaseSync;
  try {
    db = new DatabaseSync(path);
  } catch {
    return null;
  }
  try {
    if (db.prepare("select 1 from sqlite_schema where name = 'trials'").get() === undefined) return null;
    const rows = db.prepare("select job, series, method, stage from trials").all();
    const isSound = db.prepare("pragma quick_check(1)").get()?.["quick_check"] === "ok";
    return { count: rows.length, distinct: new Set(rows.map((row) => JSON.stringify(Object.values(row)))), isSound };
  } finally {
    db.close();
  }
}
