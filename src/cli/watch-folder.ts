/** Forecasts each file that comes into a folder, once, whatever happens to the process. */
import { type AppError, CancelledError, type ErrorCode, EngineError, isCancelled, toPlainError } from "#domain/errors";
import type { FoundFile, WatchFiles } from "./watch-files.ts";
import type { FileMark, WatchedFile, WatchJournal } from "./watch-journal.ts";

/** What happened, for people and for logs. Times are milliseconds. */
export type WatchEvent =
  | { readonly event: "forecast"; readonly file: string; readonly outputs: readonly string[]; readonly ms: number }
  | { readonly event: "failed"; readonly file: string; readonly aside: string | null; readonly error: AppError }
  | { readonly event: "retry"; readonly file: string; readonly inMs: number; readonly error: AppError }
  | { readonly event: "unreachable"; readonly inMs: number; readonly error: AppError }
  | { readonly event: "reachable" };

export interface WatchPorts {
  readonly files: Pick<
    WatchFiles,
    | "list"
    | "mark"
    | "hash"
    | "pathOf"
    | "staging"
    | "clearStaging"
    | "flushStaged"
    | "publish"
    | "setAside"
    | "nameAside"
    | "explain"
  >;
  readonly journal: Pick<WatchJournal, "get" | "in" | "put" | "forget">;
  /** Forecasts one file, and writes what comes of it into a folder. @throws EngineError */
  readonly forecast: (name: string, into: string, signal: AbortSignal) => Promise<void>;
  /** Milliseconds since 1970. */
  readonly wallNow: () => number;
  /** Monotonic milliseconds. */
  readonly now: () => number;
  readonly tell: (event: WatchEvent) => void;
  /** Of the application. */
  readonly version: string;
}

/** Pauses before it is tried again. */
const pausesMs = [5_000, 30_000, 120_000, 600_000];
const longestPauseMs = 600_000;
/** A file that was in hand so many times when the process ended is what ends it. */
const maxAttempts = pausesMs.length + 1;

/** Reasons that lie in no file: what may pass by itself. */
const passing: ReadonlySet<ErrorCode> = new Set([
  "file-unreadable",
  "worker-crashed",
  "worker-unavailable",
  "damaged-in-transit",
  "device-changed",
  "queue-full",
  "timed-out",
  "cannot-write",
  "user-data-unavailable",
  "internal",
]);
/** And of those, what says nothing at all about the file, however long it lasts. */
const outside: ReadonlySet<ErrorCode> = new Set(["cannot-write", "user-data-unavailable"]);
/** Reasons to end the watch: no file can be forecast until somebody has done something about it. */
const fatal: ReadonlySet<ErrorCode> = new Set(["model-not-found", "model-damaged", "model-refused"]);

export interface RoundResult {
  /** Files that were forecast, moved aside or put off. */
  readonly handled: number;
  /** Files that nobody had seen before. */
  readonly isNew: boolean;
  /** When there is something to do again at the latest. */
  readonly nextMs: number;
}

export interface WatchSettings {
  /** A file is whole when it has not changed for so long. */
  readonly settleMs: number;
  /** Pause between two looks at the folder. */
  readonly everyMs: number;
  /** Each file is tried at most once, due or not. */
  readonly isOnce: boolean;
}

export class WatchFolder {
  readonly #ports: WatchPorts;
  readonly #settings: WatchSettings;
  /** When a file was first seen as it is. */
  readonly #sightings = new Map<string, FileMark & { readonly sinceMs: number }>();
  readonly #tried = new Set<string>();
  #isUnreachable = false;
  #forecast = 0;
  #failed = 0;
  #postponed: AppError | null = null;

  constructor(ports: WatchPorts, settings: WatchSettings) {
    this.#ports = ports;
    this.#settings = settings;
  }

  get counts(): { readonly forecast: number; readonly failed: number } {
    return { forecast: this.#forecast, failed: this.#failed };
  }

  /** Why the last file that is to be tried again was put off; null where there is none. */
  get postponed(): AppError | null {
    return this.#postponed;
  }

  /** Finishes what an earlier process was cut off in. To be done once, before the first round. */
  async recover(): Promise<void> {
    const { journal } = this.#ports;
    for (const file of journal.in("written")) await this.#publish(file, 0);
    for (const file of journal.in("failing")) await this.#setAside(file);
  }

  /**
   * One look at the folder, and all that is to be done there.
   * @throws EngineError where the watch has to end; CancelledError
   */
  async round(signal: AbortSignal): Promise<RoundResult> {
    const { everyMs, settleMs, isOnce } = this.#settings;
    const { journal, now, wallNow } = this.#ports;
    const found = await this.#list();
    if (found === null) return { handled: 0, isNew: false, nextMs: Math.max(everyMs, pausesMs[0] ?? 0) };
    const here = new Set(found.map(({ name }) => name));
    for (const name of this.#sightings.keys()) if (!here.has(name)) this.#sightings.delete(name);
    // Whoever put it there has taken it back.
    for (const { name } of journal.in("taken", "waiting")) if (!here.has(name)) journal.forget(name);

    let [handled, isNew, nextMs] = [0, false, everyMs];
    for (const file of found) {
      if (signal.aborted) throw new CancelledError("user");
      const known = journal.get(file.name);
      if (known !== null && !isOpen(known) && isSame(known, file)) continue;
      const seen = this.#sightings.get(file.name);
      if (seen === undefined || !isSame(seen, file)) {
        isNew ||= seen === undefined;
        this.#sightings.set(file.name, { size: file.size, mtimeMs: file.mtimeMs, sinceMs: now() });
        nextMs = Math.min(nextMs, settleMs);
        continue;
      }
      const whole = seen.sinceMs + settleMs - now();
      const due = isOnce ? 0 : known === null || !isSame(known, file) ? 0 : known.dueMs - wallNow();
      if (whole > 0 || due > 0) {
        nextMs = Math.min(nextMs, Math.max(whole, due));
        continue;
      }
      if (isOnce && this.#tried.has(file.name)) continue;
      this.#tried.add(file.name);
      await this.#handle(file, known, signal);
      handled += 1;
      // What is put off is due at some time.
      const after = journal.get(file.name);
      if (after?.state === "waiting") nextMs = Math.min(nextMs, Math.max(0, after.dueMs - wallNow()));
    }
    return { handled, isNew, nextMs };
  }

  async #list(): Promise<readonly FoundFile[] | null> {
    const { files, tell } = this.#ports;
    try {
      const found = await files.list();
      if (this.#isUnreachable) tell({ event: "reachable" });
      this.#isUnreachable = false;
      return found;
    } catch (error) {
      if (!this.#isUnreachable)
        tell({
          event: "unreachable",
          inMs: this.#settings.everyMs,
          error: toPlainError(fileError(error, "The folder")),
        });
      this.#isUnreachable = true;
      return null;
    }
  }

  async #handle(file: FoundFile, known: WatchedFile | null, signal: AbortSignal): Promise<void> {
    const { files, journal, now } = this.#ports;
    const startedMs = now();
    const mark = { name: file.name, size: file.size, mtimeMs: file.mtimeMs };
    const attempts = known !== null && isOpen(known) && isSame(known, file) ? known.attempts : 0;
    let taken: WatchedFile = { ...untouched, ...mark, attempts: attempts + 1 };
    let outputs: readonly string[] | null;
    try {
      taken = { ...taken, sha256: await files.hash(file.name) };
      if (known?.state === "done" && known.sha256 === taken.sha256) {
        // Touched, or put there again: it is the same.
        journal.put({ ...known, ...mark });
        return;
      }
      if (known?.state === "taken" && attempts >= maxAttempts) throw endedProcess(attempts);
      journal.put(taken);
      outputs = await this.#make(file, signal);
    } catch (error) {
      if (isCancelled(error) || signal.aborted) {
        // It was not the file's fault, and counts as no attempt.
        journal.put({ ...taken, state: "waiting", attempts });
        throw error;
      }
      await this.#refuse(taken, fileError(error, file.name));
      return;
    }
    if (outputs === null) {
      // Somebody wrote to it meanwhile: what came of it is of no one file.
      journal.forget(file.name);
      this.#sightings.delete(file.name);
      this.#tried.delete(file.name);
      return;
    }
    const written: WatchedFile = { ...taken, state: "written", outputs };
    journal.put(written);
    await this.#publish(written, now() - startedMs);
  }

  /** Names of what was made of a file; null where the file changed meanwhile. */
  async #make(file: FoundFile, signal: AbortSignal): Promise<readonly string[] | null> {
    const { files, forecast } = this.#ports;
    await files.clearStaging();
    await forecast(file.name, files.staging, signal);
    const after = await files.mark(file.name);
    return after === null || !isSame(after, file) ? null : files.flushStaged();
  }

  async #publish(file: WatchedFile, ms: number): Promise<void> {
    const { files, journal, tell } = this.#ports;
    await files.publish(file.outputs);
    journal.put({ ...file, state: "done" });
    await files.clearStaging();
    this.#forecast += 1;
    tell({ event: "forecast", file: file.name, outputs: file.outputs, ms });
  }

  /** Tries again later what may pass, and moves aside what can't. */
  async #refuse(file: WatchedFile, error: EngineError): Promise<void> {
    const { files, journal, tell, wallNow } = this.#ports;
    if (fatal.has(error.code)) throw error;
    const pauseMs = pausesMs[file.attempts - 1] ?? (outside.has(error.code) ? longestPauseMs : null);
    if (passing.has(error.code) && pauseMs !== null) {
      journal.put({ ...file, state: "waiting", dueMs: wallNow() + pauseMs });
      this.#postponed = error.toPlain();
      tell({ event: "retry", file: file.name, inMs: pauseMs, error: error.toPlain() });
      return;
    }
    const aside = await files.nameAside(file.name, file.sha256);
    const failing: WatchedFile = { ...file, state: "failing", failure: { error: error.toPlain(), aside } };
    journal.put(failing);
    await this.#setAside(failing);
  }

  async #setAside(file: WatchedFile): Promise<void> {
    const { files, journal, tell, version, wallNow } = this.#ports;
    const { name, failure, sha256, attempts } = file;
    if (failure === null) throw new Error("a file that failed without a reason");
    const { error, aside } = failure;
    await files.explain(aside, {
      file: name,
      sentence: sentenceOf(error),
      error,
      sha256,
      attempts,
      time: new Date(wallNow()).toISOString(),
      app: version,
    });
    const became = await files.setAside(name, file, aside);
    // One that could not be moved is known as failed until it changes; any other that comes by this name is a new one.
    if (became === "copied") journal.put({ ...file, state: "failed" });
    else journal.forget(name);
    this.#failed += 1;
    tell({ event: "failed", file: name, aside: became === "moved" || became === "copied" ? aside : null, error });
  }
}

const untouched = { sha256: "", state: "taken", dueMs: 0, outputs: [], failure: null } as const;

/** There is something to be done about it yet. */
function isOpen({ state }: WatchedFile): boolean {
  return state === "taken" || state === "waiting";
}

function isSame(a: FileMark, b: FileMark): boolean {
  return a.size === b.size && a.mtimeMs === b.mtimeMs;
}

function endedProcess(times: number): EngineError {
  return new EngineError(
    "input-poisonous",
    `Fantail ended ${times} times while it was reading or forecasting this file.`,
    {
      hint: "Open it in the window; the log says what happened.",
    },
  );
}

/** An error as the file system gives it, in words. */
function fileError(error: unknown, name: string): EngineError {
  if (error instanceof EngineError) return error;
  const code = error instanceof Error && "code" in error ? String(error.code) : null;
  if (code !== null && /^E[A-Z]+$/.test(code))
    return new EngineError("file-unreadable", `${name} can't be read (${code}).`, { cause: error });
  return EngineError.fromPlain(toPlainError(error));
}

/** The message with its place: "… (row 17, column "orders")". */
export function sentenceOf({ message, row, column }: AppError): string {
  const place = [
    ...(row === undefined || message.includes(`row ${row}`) ? [] : [`row ${row}`]),
    ...(column === undefined || message.includes(`"${column}"`) ? [] : [`column "${column}"`]),
  ];
  return place.length === 0 ? message : `${message} (${place.join(", ")})`;
}
