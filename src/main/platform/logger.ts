import { createWriteStream, mkdirSync, renameSync, statSync, type WriteStream } from "node:fs";
import { join } from "node:path";
import { logLevels, type LogLevel } from "#domain/health";
import { LogText } from "./log-text.ts";

export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** Structured log: one JSON object a line. Names, paths and cells of the user's are in it as hashes at most (`LogText`). */
export interface Logger {
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
}

export interface WorkerCrash {
  readonly worker: string;
  readonly reason: string;
  readonly code: number | null;
}

const rotateAtBytes = 5_000_000;
/** Lines that are at hand for the report of a crash. */
const recentLines = 40;
/** JSON that the application makes of its own numbers and words. */
const ownFields: ReadonlySet<string> = new Set(["snapshot", "policy"]);

/** Appends to `<folder>/fantail.log`; the previous file is kept once as `fantail.1.log`. */
export class FileLogger implements Logger {
  readonly path: string;
  readonly #previous: string;
  readonly #least: number;
  readonly #maxBytes: number;
  readonly #text = new LogText();
  readonly #recent: string[] = [];
  #onWorkerCrash: (crash: WorkerCrash) => void = () => undefined;
  #stream: WriteStream;
  #bytes: number;
  /** Lines that wait for the next file, while there is one being put away. */
  #held: string[] | null = null;
  #rotated: Promise<void> = Promise.resolve();

  /**
   * @param least what is less grave is left out
   * @param maxBytes of a file, about
   */
  constructor(folder: string, least: LogLevel = "info", maxBytes = rotateAtBytes) {
    this.#least = logLevels.indexOf(least);
    this.#maxBytes = maxBytes;
    mkdirSync(folder, { recursive: true });
    this.path = join(folder, "fantail.log");
    this.#previous = join(folder, "fantail.1.log");
    this.#putAway();
    this.#bytes = sizeOf(this.path);
    this.#stream = openLog(this.path);
  }

  /** The last lines, oldest first, of whatever level: also those that are not written. */
  get recent(): readonly string[] {
    return this.#recent;
  }

  info(event: string, fields?: LogFields): void {
    this.#write("info", event, fields);
  }

  warn(event: string, fields?: LogFields): void {
    this.#write("warn", event, fields);
  }

  error(event: string, fields?: LogFields): void {
    this.#write("error", event, fields);
  }

  /** Hears of workers that ended unasked: the line that says so is the one place where all of them are known. */
  onWorkerCrash(listener: (crash: WorkerCrash) => void): void {
    this.#onWorkerCrash = listener;
  }

  /** A text as the log would have it. */
  plain(text: string): string {
    return this.#text.plain(text);
  }

  /** Resolves when every line is on disk. */
  async close(): Promise<void> {
    await this.#rotated;
    await ended(this.#stream);
  }

  #write(level: LogLevel, event: string, fields: LogFields = {}): void {
    const plain = Object.fromEntries(
      Object.entries(fields).map(([name, value]) => [
        name,
        typeof value === "string" && !ownFields.has(name) ? this.#text.plain(value) : value,
      ]),
    );
    const line = `${JSON.stringify({ time: new Date().toISOString(), level, event, pid: process.pid, ...plain })}\n`;
    this.#recent.push(line);
    if (this.#recent.length > recentLines) this.#recent.shift();
    if (event === "worker-exit" && level === "error") this.#onWorkerCrash(workerCrashOf(fields));
    if (logLevels.indexOf(level) > this.#least) return;
    if (this.#held !== null) {
      this.#held.push(line);
      return;
    }
    this.#append(line);
    if (this.#bytes > this.#maxBytes) this.#rotated = this.#rotate();
  }

  #append(line: string): void {
    this.#stream.write(line);
    this.#bytes += Buffer.byteLength(line);
  }

  /** Windows renames no file that is open. */
  async #rotate(): Promise<void> {
    this.#held = [];
    await ended(this.#stream);
    this.#putAway();
    // Where it could not be put away it goes on being this one, and the next try is as far away as the first.
    this.#bytes = 0;
    this.#stream = openLog(this.path);
    const held = this.#held;
    this.#held = null;
    for (const line of held) this.#append(line);
  }

  /** Another process may have done so already. */
  #putAway(): void {
    if (sizeOf(this.path) <= this.#maxBytes) return;
    try {
      renameSync(this.path, this.#previous);
    } catch {
      // Another instance holds the file; a longer log is better than none.
    }
  }
}

function workerCrashOf({ worker, reason, code }: LogFields): WorkerCrash {
  return { worker: String(worker), reason: String(reason), code: typeof code === "number" ? code : null };
}

function openLog(path: string): WriteStream {
  const stream = createWriteStream(path, { flags: "a" });
  // A full disk must not take the application down; there is nowhere left to report it.
  stream.on("error", () => undefined);
  return stream;
}

function ended(stream: WriteStream): Promise<void> {
  return new Promise((resolve) => {
    stream.end(() => resolve());
  });
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
