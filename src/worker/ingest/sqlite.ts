/** SQLite files as tables: one table or view of the file. The file, and its folder, stay exactly as they are. */
import { copyFile, mkdtemp, open, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import { EngineError } from "#domain/errors";
import { type ByteSource, csvChunks, csvLine, listed } from "#engine/ingest";
import type { FromSqlite, SqliteTable, SqliteTask } from "./sqlite-thread.ts";

export interface SqliteReading {
  /** The thread's code. */
  readonly thread: URL;
  /** Told when a thread is in the middle of a query that does not end: nothing but the end of the process stops it. */
  readonly onStuck: () => void;
  /** How long a query may take before its next rows; 30 s when absent. */
  readonly stallMs?: number;
  /** 20 million when absent. */
  readonly maxRows?: number;
  /** Of a file in use, which is copied; 2 GB when absent. */
  readonly maxCopiedBytes?: number;
}

/** Where nothing is bundled. */
export const fromSources: SqliteReading = {
  thread: new URL("./sqlite-thread.ts", import.meta.url),
  onStuck: () => undefined,
};

const defaults = { stallMs: 30_000, maxRows: 20_000_000, maxCopiedBytes: 2 * 1024 * 1024 * 1024 };
const copyAttempts = 3;
/** Ends of threads that have told all that they had to tell. */
const endMs = 1_000;

/** What the first bytes of each such file are. */
export function isSqlite(head: Buffer): boolean {
  return head.toString("latin1", 0, 16) === "SQLite format 3\0";
}

/** Whether something lies beside the file that another program has not moved into it yet. */
export async function hasLog(path: string): Promise<boolean> {
  const log = await stat(`${path}-wal`).catch(() => null);
  return log !== null && log.size > 0;
}

/**
 * The table that is most likely to hold series: with a column that looks like a time, then the one with the most rows. `table`
 * gives any other.
 *
 * @throws EngineError file-unreadable, file-not-a-table, file-too-large, timed-out
 */
export async function sqliteSource(
  path: string,
  name: string,
  sizeBytes: number,
  reading: SqliteReading,
): Promise<ByteSource> {
  let isCopied = false;
  const tables = await opened(path, reading, async (url, copied) => {
    isCopied = copied;
    for await (const message of messagesOf({ url, table: null, maxRows: 0 }, reading))
      if (message.type === "tables") return message.tables;
    throw damaged(undefined);
  });
  const usable = tables.filter(({ columns }) => columns.length > 1);
  const best = usable.toSorted((one, other) => worthOf(other) - worthOf(one))[0];
  if (best === undefined) {
    throw new EngineError(
      "file-not-a-table",
      tables.length === 0 ? "This database has no tables." : "No table of this database has two columns.",
      { hint: "A table needs a column of times and one of numbers." },
    );
  }
  const sourceOf = (chosen: SqliteTable): ByteSource => ({
    name,
    sizeBytes,
    format: "sqlite",
    chunks: { [Symbol.asyncIterator]: () => csvChunks(linesOf(path, chosen, reading)) },
    ...(usable.length < 2
      ? {}
      : {
          tables: {
            kind: "table",
            chosen: chosen.name,
            tables: usable.map((table) => ({ name: table.name, rows: table.rows })),
          },
          table: (wanted) => sourceOf(tableNamed(usable, wanted)),
        }),
    report: (log) => {
      if (isCopied) {
        log.warn(
          "database-in-use",
          "Another program has this database open. What it had written by then was read from a copy; what it writes later is not there.",
        );
      }
      if (usable.length > 1) {
        const others = usable.filter((table) => table !== chosen).map((table) => table.name);
        log.warn(
          "several-tables",
          `The database holds ${usable.length} tables and views. This is ${chosen.name}; the others were left out: ${listed(others)}. --table reads another.`,
        );
      }
    },
  });
  return sourceOf(best);
}

function tableNamed(tables: readonly SqliteTable[], wanted: string): SqliteTable {
  const fold = (text: string): string => text.trim().toLowerCase();
  const found = tables.find(({ name }) => name === wanted) ?? tables.find(({ name }) => fold(name) === fold(wanted));
  if (found !== undefined) return found;
  throw new EngineError("wrong-arguments", `The database has no table "${wanted}".`, {
    hint: `Its tables are: ${listed(tables.map(({ name }) => name))}.`,
  });
}

const timeWords = /date|time|month|year|week|quarter|period|day|stamp|\bts\b|datum|zeit|fecha|jahr|monat/i;

/** Views come last: they are made of the tables, and may take long. */
function worthOf({ columns, rows, isView }: SqliteTable): number {
  const hasTime = columns.some(({ name, type }) => timeWords.test(name) || /date|time/i.test(type));
  return (hasTime ? 1e9 : 0) + (isView ? -5e8 : Math.min(rows ?? 4e8, 4e8));
}

async function* linesOf(path: string, { name }: SqliteTable, reading: SqliteReading): AsyncGenerator<string> {
  const { maxRows = defaults.maxRows } = reading;
  const task = { table: name, maxRows };
  const held = await hold(path, reading);
  try {
    for await (const message of messagesOf({ ...task, url: held.url }, reading))
      if (message.type === "rows") for (const row of message.rows) yield csvLine(row);
    await held.requireSame();
  } finally {
    await held.release();
  }
}

async function opened<T>(
  path: string,
  reading: SqliteReading,
  work: (url: string, isCopied: boolean) => Promise<T>,
): Promise<T> {
  const held = await hold(path, reading);
  try {
    const answer = await work(held.url, held.isCopied);
    await held.requireSame();
    return answer;
  } finally {
    await held.release();
  }
}

interface Held {
  readonly url: string;
  readonly isCopied: boolean;
  /** @throws EngineError where the file was changed meanwhile */
  requireSame(): Promise<void>;
  release(): Promise<void>;
}

/**
 * A way to open the file that leaves nothing beside it. SQLite keeps a log and an index of it there unless it is told that nobody
 * writes; what another program has written so far and not yet moved into the file lies in such a log, and a copy of both is
 * opened then.
 */
async function hold(path: string, { maxCopiedBytes = defaults.maxCopiedBytes }: SqliteReading): Promise<Held> {
  const before = await stampOf(path);
  if (await isHot(`${path}-journal`)) {
    throw new EngineError(
      "file-unreadable",
      "A program is writing to this database, or was interrupted while it did.",
      {
        hint: "Close it, or open the database with its own program once, and try again.",
      },
    );
  }
  const requireSame = async (): Promise<void> => {
    if ((await stampOf(path)) !== before) throw changed();
  };
  if (!(await hasLog(path)))
    return { url: immutable(path), isCopied: false, requireSame, release: async () => undefined };
  const sizes = await Promise.all([stat(path), stat(`${path}-wal`)]);
  if (sizes.reduce((sum, { size }) => sum + size, 0) > maxCopiedBytes) {
    throw new EngineError(
      "file-too-large",
      "Another program has this database open, and it is too large to be copied.",
      {
        hint: "Close that program, so that the database is one file, and try again.",
      },
    );
  }
  const folder = await mkdtemp(join(tmpdir(), "fantail-database-"));
  const release = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    for (let attempt = 1; ; attempt += 1) {
      const stamps = await bothStamps(path);
      const copy = join(folder, `copy-${attempt}.sqlite`);
      await copyFile(path, copy);
      await copyFile(`${path}-wal`, `${copy}-wal`);
      // What was written between the two copies would not fit together.
      if ((await bothStamps(path)) === stamps)
        return { url: pathToFileURL(copy).href, isCopied: true, requireSame: async () => undefined, release };
      if (attempt === copyAttempts) throw changed();
    }
  } catch (error) {
    await release();
    throw error;
  }
}

/** Nobody writes to it, as far as SQLite is told: it then needs no lock, and no file beside it. */
function immutable(path: string): string {
  const url = pathToFileURL(path);
  url.search = "immutable=1";
  return url.href;
}

async function stampOf(path: string): Promise<string> {
  const { size, mtimeNs, ino } = await stat(path, { bigint: true });
  return `${size} ${mtimeNs} ${ino}`;
}

async function bothStamps(path: string): Promise<string> {
  return `${await stampOf(path)} ${await stampOf(`${path}-wal`).catch(() => "")}`;
}

const journalMark = "d9d505f920a163d7";

/** A rollback journal that begins with its mark belongs to a change that has not ended. It may name other files, and is never opened. */
async function isHot(path: string): Promise<boolean> {
  const file = await open(path).catch(() => null);
  if (file === null) return false;
  try {
    const head = Buffer.alloc(8);
    await file.read(head, 0, 8, 0);
    return head.toString("hex") === journalMark;
  } finally {
    await file.close();
  }
}

/** What a thread says until it has ended. @throws EngineError in place of a failure; timed-out where it says nothing for long */
async function* messagesOf(task: SqliteTask, reading: SqliteReading): AsyncGenerator<FromSqlite> {
  const { thread, onStuck, stallMs = defaults.stallMs } = reading;
  const worker = new Worker(thread, { workerData: task, resourceLimits: { maxOldGenerationSizeMb: 256 } });
  const queue: FromSqlite[] = [];
  let wake = (): void => undefined;
  let ended: Error | "ended" | null = null;
  worker.on("message", (message: FromSqlite) => {
    queue.push(message);
    wake();
  });
  worker.on("error", (error) => {
    ended = error;
    wake();
  });
  worker.on("exit", () => {
    ended ??= "ended";
    wake();
  });
  let isDone = false;
  try {
    for (;;) {
      const next = queue.shift();
      if (next === undefined) {
        if (ended !== null) throw damaged(ended === "ended" ? undefined : ended);
        await within(new Promise<void>((resolve) => (wake = resolve)), stallMs);
        continue;
      }
      if (next.type === "failed") throw failureOf(next);
      isDone = next.type !== "rows";
      yield next;
      if (isDone) return;
      worker.postMessage("next");
    }
  } finally {
    // A thread in the middle of a query can't be ended: whoever waits for it waits for ever.
    if (!isDone) void within(worker.terminate(), endMs).catch(onStuck);
  }
}

async function within<T>(work: Promise<T>, ms: number): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () =>
      reject(
        new EngineError("timed-out", "The database took too long to answer.", {
          hint: "Choose a table instead of a view, or export what you need as CSV.",
        }),
      ),
    ms,
  );
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}

const resultCodes = { noMemory: 7, tooBig: 18, damaged: 11, noDatabase: 26, authorization: 23, locked: 5 } as const;

function failureOf({ code, message, tooLong }: Extract<FromSqlite, { type: "failed" }>): EngineError {
  if (tooLong === true) {
    return new EngineError("file-too-large", "This table has more rows than can be read.", {
      hint: "Make a view with the rows or the period that you need.",
    });
  }
  switch (code) {
    case resultCodes.noMemory:
    case resultCodes.tooBig:
      return new EngineError("file-too-large", "This table or view needs more memory than it may have.", {
        hint: "Choose a table instead of a view, or export what you need as CSV.",
      });
    case resultCodes.damaged:
    case resultCodes.noDatabase:
      return damaged(message);
    default:
      return new EngineError("file-unreadable", `The database can't be read: ${message}.`, {
        hint: "Choose another table, or export what you need as CSV.",
      });
  }
}

function damaged(cause: unknown): EngineError {
  return new EngineError("file-unreadable", "This database is damaged, or encrypted.", {
    hint: "Copy it again, or open it with its own program and export the table as CSV.",
    ...(cause === undefined ? {} : { cause }),
  });
}

function changed(): EngineError {
  return new EngineError("file-unreadable", "This database was changed while it was read.", {
    hint: "Try again, or close the program that writes to it.",
  });
}
