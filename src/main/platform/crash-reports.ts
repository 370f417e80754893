/** Reports of processes that ended unasked: texts on this computer, which nothing sends anywhere. */
import { mkdirSync, writeFileSync } from "node:fs";
import { readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { release } from "node:os";
import { join } from "node:path";
import { EngineError } from "#domain/errors";
import type { CrashReport } from "#domain/health";

/** How a process ended. */
export interface Crash {
  /** As in {@link CrashReport}. */
  readonly process: string;
  /** Without anything of the user's. */
  readonly reason: string;
  readonly exitCode: number | null;
}

export interface CrashReportsOptions {
  readonly folder: string;
  /** Where the system's crash handler writes what was in memory. */
  readonly dumps: string;
  /** Of the application and what it runs on, by name. */
  readonly versions: Readonly<Record<string, string>>;
  /** The last lines of the log, oldest first. */
  readonly recentLog: () => readonly string[];
  /** Milliseconds since 1970. */
  readonly wallNow: () => number;
}

const maxReports = 20;
/** A minidump is written about when its process ends. */
const sameCrashMs = 30_000;
const none = "none";
const idPattern = /^crash-[\dTZ-]+-[\w-]+\.txt$/;

export class CrashReports {
  readonly #options: CrashReportsOptions;
  /** Of this start: two in one second have names of their own. */
  #count = 0;
  #listed: Promise<readonly CrashReport[]> = Promise.resolve([]);

  constructor(options: CrashReportsOptions) {
    this.#options = options;
  }

  /** Writes a report at once, because this process may be the one that ends. Never throws. */
  record(crash: Crash): void {
    try {
      mkdirSync(this.#options.folder, { recursive: true });
      const id = this.#nameFor(crash, this.#options.wallNow());
      writeFileSync(join(this.#options.folder, id), this.#textOf(crash, this.#options.wallNow(), none));
    } catch {
      // A full disk, for example: the log has a line of its own.
    }
  }

  /** Newest first; each minidump is named in the report of its crash, or in one of its own. Of too many the oldest go. */
  list(): Promise<readonly CrashReport[]> {
    // One after the other: two at once would name a minidump twice.
    this.#listed = this.#listed.catch(() => []).then(() => this.#list());
    return this.#listed;
  }

  async #list(): Promise<readonly CrashReport[]> {
    await this.#nameDumps();
    const reports = await this.#read();
    for (const { id } of reports.slice(maxReports)) await this.remove(id);
    return reports.slice(0, maxReports);
  }

  /** @throws EngineError wrong-arguments for what is no report's name */
  pathOf(id: string): string {
    if (!idPattern.test(id)) throw new EngineError("wrong-arguments", "There is no such report.");
    return join(this.#options.folder, id);
  }

  /**
   * The report, and its minidump with it.
   * @throws EngineError wrong-arguments
   */
  async remove(id: string): Promise<void> {
    const path = this.pathOf(id);
    const dump = dumpOf(await readFile(path, "utf8").catch(() => ""));
    // Of dumps only those of the handler: the text may have been edited.
    if (dump !== null && (await this.#dumps()).some((known) => known.path === dump)) await rm(dump, { force: true });
    await rm(path, { force: true });
  }

  async #read(): Promise<readonly CrashReport[]> {
    const names = await readdir(this.#options.folder).catch(() => []);
    const reports: CrashReport[] = [];
    for (const id of names.filter((name) => idPattern.test(name))) {
      const text = await readFile(join(this.#options.folder, id), "utf8").catch(() => null);
      if (text === null) continue;
      const field = (name: string): string => new RegExp(`^${name}: (.*)$`, "m").exec(text)?.[1] ?? "";
      const code = field("Exit code");
      reports.push({
        ...{ id, text, time: field("Time"), process: field("Process"), reason: field("Reason") },
        exitCode: code === "" || code === "unknown" ? null : Number(code),
        hasMinidump: dumpOf(text) !== null,
      });
    }
    return reports.sort((a, b) => (a.time < b.time ? 1 : a.time > b.time ? -1 : a.id < b.id ? 1 : -1));
  }

  async #nameDumps(): Promise<void> {
    const dumps = await this.#dumps();
    if (dumps.length === 0) return;
    const reports = await this.#read();
    const named = new Set(reports.map(({ text }) => dumpOf(text)));
    const free = reports.filter(({ hasMinidump }) => !hasMinidump);
    for (const { path, timeMs } of dumps) {
      if (named.has(path)) continue;
      const near = free.findIndex(({ time }) => Math.abs(Date.parse(time) - timeMs) <= sameCrashMs);
      // Its process may be about to be told of.
      if (near < 0 && this.#options.wallNow() - timeMs < sameCrashMs) continue;
      const [own] = near < 0 ? [] : free.splice(near, 1);
      const crash = { process: "unknown", reason: "native crash", exitCode: null };
      const id = own?.id ?? this.#nameFor(crash, timeMs);
      const text =
        own?.text.replace(`Minidump: ${none}`, () => `Minidump: ${path}`) ?? this.#textOf(crash, timeMs, path);
      await writeFile(join(this.#options.folder, id), text);
    }
  }

  async #dumps(): Promise<readonly { readonly path: string; readonly timeMs: number }[]> {
    const names = await readdir(this.#options.dumps, { recursive: true }).catch(() => []);
    const found: { path: string; timeMs: number }[] = [];
    for (const name of names.filter((one) => one.endsWith(".dmp"))) {
      const path = join(this.#options.dumps, name);
      const known = await stat(path).catch(() => null);
      if (known?.isFile() === true) found.push({ path, timeMs: known.mtimeMs });
    }
    if (found.length > 0) mkdirSync(this.#options.folder, { recursive: true });
    return found;
  }

  #nameFor({ process: name }: Crash, timeMs: number): string {
    this.#count += 1;
    const stamp = new Date(timeMs).toISOString().replaceAll(/[:.]/g, "-");
    return `crash-${stamp}-${name.replaceAll(/[^\w-]/g, "-")}-${this.#count}.txt`;
  }

  #textOf({ process: name, reason, exitCode }: Crash, timeMs: number, dump: string): string {
    const { versions, recentLog } = this.#options;
    const [first = "", ...more] = reason.split("\n");
    return [
      "Fantail crash report",
      "",
      `Time: ${new Date(timeMs).toISOString()}`,
      `Process: ${name}`,
      `Reason: ${first}`,
      ...more,
      `Exit code: ${exitCode ?? "unknown"}`,
      `Minidump: ${dump}`,
      ...Object.entries(versions).map(([what, version]) => `${what}: ${version}`),
      `System: ${process.platform} ${release()} ${process.arch}`,
      "",
      "This file has no names or values of yours. A minidump holds what was in the memory of the process, which may be your data.",
      "Fantail sends neither of them anywhere.",
      "",
      "The end of the log:",
      ...recentLog().map((line) => line.trimEnd()),
      "",
    ].join("\n");
  }
}

function dumpOf(text: string): string | null {
  const path = /^Minidump: (.*)$/m.exec(text)?.[1] ?? none;
  return path === none ? null : path;
}
