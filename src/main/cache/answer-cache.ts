import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { CachedAnswer, AnswerStore } from "#engine/cache";
import type { Logger } from "#main/platform";
import type { SqlRow } from "#storage/database";
import { answerOf, answerText } from "./answer-text.ts";
import { sha256 } from "./checked-file.ts";
import type { DiskNotice } from "./disk-notice.ts";
import type { IndexDatabase } from "./index-database.ts";

export interface AnswerCacheOptions {
  readonly root: string;
  readonly db: IndexDatabase;
  /** Of these answers together, whatever room the disk has. */
  readonly maxBytes: number;
  readonly wallNow: () => number;
  readonly logger: Logger;
  readonly notice: DiskNotice;
}

/** Answers that main looks at without a pause: the largest have a hundred kilobytes. */
const verifiedAtOnce = 8;

/** More would be much to lose, and to write at once at the end. */
const maxWaiting = 256;

interface WaitingAnswer {
  readonly dataset: string;
  readonly answer: CachedAnswer;
  /** Milliseconds since 1970. */
  readonly sinceMs: number;
}

/**
 * Answers computed from forecasts, as rows of the index: small, many, and written one by one as they come. Each has a
 * checksum over everything that decides what it says and how long; one that does not fit is moved aside and computed
 * again.
 */
export class AnswerCache implements AnswerStore {
  readonly #options: AnswerCacheOptions;
  /** In the order in which they came. */
  readonly #waiting = new Map<string, WaitingAnswer>();
  #isWriting = false;

  constructor(options: AnswerCacheOptions) {
    this.#options = options;
  }

  find(key: string): CachedAnswer | null {
    const { db, wallNow, logger } = this.#options;
    // It is looked for rarely before it is written, and never when it is not like what was written.
    if (this.#waiting.has(key)) this.flush();
    try {
      const row = db.get("select rowid, * from queries where key = ?", key);
      if (row === null) return null;
      // A damaged look-up may lead to another row, which is sound in itself.
      if (!isSound(row) || row["key"] !== key) {
        logger.error("cache-answer-damaged", {});
        this.#setAside(row);
        return null;
      }
      const nowMs = wallNow();
      const ageMs = nowMs - Number(row["written_ms"]);
      const ttlMs = Number(row["ttl_ms"]) - ageMs;
      // What a clock that was set back calls younger than new has an age that nobody knows.
      if (ageMs < 0 || ttlMs <= 0) {
        this.remove(key);
        return null;
      }
      db.run("update queries set used_ms = ? where key = ?", nowMs, key);
      const value = answerOf(String(row["value"]));
      const freshMs = row["fresh_ms"] === null ? ttlMs : Math.max(0, Number(row["fresh_ms"]) - ageMs);
      return { value, bytes: Number(row["bytes"]) - key.length, ttlMs, freshMs };
    } catch (error) {
      this.#failed(error);
      return null;
    }
  }

  /** Written soon, one after the other with everybody else's turn in between; found from now on. */
  store(key: string, dataset: string, answer: CachedAnswer): void {
    this.#waiting.delete(key);
    this.#waiting.set(key, { dataset, answer, sinceMs: this.#options.wallNow() });
    if (this.#waiting.size > maxWaiting) this.#writeNext();
    else this.#writeLater();
  }

  /** What waits to be written is, as far as the disk takes it. */
  flush(): void {
    while (this.#waiting.size > 0) this.#writeNext();
  }

  #writeLater(): void {
    if (this.#isWriting) return;
    this.#isWriting = true;
    setImmediate(() => {
      this.#isWriting = false;
      this.#writeNext();
      if (this.#waiting.size > 0) this.#writeLater();
    });
  }

  #writeNext(): void {
    const [next] = this.#waiting;
    if (next === undefined) return;
    const [key, { dataset, answer, sinceMs }] = next;
    this.#waiting.delete(key);
    this.#write(key, dataset, answer, sinceMs);
  }

  #write(key: string, dataset: string, { value, bytes, ttlMs, freshMs }: CachedAnswer, writtenMs: number): void {
    // Only what comes back as it was: no typed array, nothing undefined.
    const text = answerText(value);
    if (text === null) return;
    const { db, maxBytes, notice } = this.#options;
    const size = Math.max(Math.ceil(bytes), text.length) + key.length;
    if (size > maxBytes) return;
    const fresh = freshMs === undefined || freshMs >= ttlMs ? null : freshMs;
    const row = { key, dataset, value: text, bytes: size, ttl_ms: ttlMs, fresh_ms: fresh, written_ms: writtenMs };
    try {
      db.run(
        `insert into queries (key, dataset, value, bytes, sha256, ttl_ms, fresh_ms, written_ms, used_ms)
         values (?, ?, ?, ?, ?, ?, ?, ?, ?)
         on conflict (key) do update set dataset = excluded.dataset, value = excluded.value, bytes = excluded.bytes,
           sha256 = excluded.sha256, ttl_ms = excluded.ttl_ms, fresh_ms = excluded.fresh_ms,
           written_ms = excluded.written_ms, used_ms = excluded.used_ms`,
        key,
        dataset,
        text,
        size,
        sumOf(row),
        ttlMs,
        fresh,
        row.written_ms,
        row.written_ms,
      );
      notice.worked("answers");
      this.#makeRoom();
    } catch (error) {
      this.#failed(error);
      notice.failed("answers", error);
    }
  }

  forget(dataset?: string): void {
    const { db } = this.#options;
    for (const [key, waiting] of this.#waiting)
      if (dataset === undefined || waiting.dataset === dataset) this.#waiting.delete(key);
    if (dataset === undefined) db.run("delete from queries");
    else db.run("delete from queries where dataset = ?", dataset);
  }

  remove(key: string): void {
    this.#waiting.delete(key);
    this.#options.db.run("delete from queries where key = ?", key);
  }

  /** Drops what has expired, and what comes from a time ahead. */
  purge(): void {
    const nowMs = this.#options.wallNow();
    this.#options.db.run("delete from queries where written_ms + ttl_ms <= ? or written_ms > ?", nowMs, nowMs);
  }

  /** Checks every answer, a few at a time; damaged ones are moved aside. */
  async verify(): Promise<{ readonly answers: number; readonly damaged: number }> {
    this.flush();
    const found = { answers: 0, damaged: 0 };
    for (let after = 0; ;) {
      const rows = this.#next(after);
      const last = rows.at(-1);
      if (last === undefined) return found;
      after = Number(last["rowid"]);
      found.answers += rows.length;
      for (const row of rows) {
        if (isSound(row)) continue;
        found.damaged += 1;
        this.#setAside(row);
      }
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
  }

  /** Nothing where the index can't be read any more. */
  #next(after: number): SqlRow[] {
    try {
      const { db } = this.#options;
      return db.all("select rowid, * from queries where rowid > ? order by rowid limit ?", after, verifiedAtOnce);
    } catch (error) {
      this.#failed(error);
      return [];
    }
  }

  #makeRoom(): void {
    const { db, maxBytes } = this.#options;
    const total = (): number => Number(db.get("select coalesce(sum(bytes), 0) as total from queries")?.["total"] ?? 0);
    if (total() <= maxBytes) return;
    this.purge();
    const excess = total() - maxBytes;
    if (excess <= 0) return;
    // In one statement: each of its own would wait for the disk.
    db.run(
      `delete from queries where rowid in (select rowid from
         (select rowid, sum(bytes) over (order by used_ms, rowid rows unbounded preceding) - bytes as before from queries)
       where before < ?)`,
      excess,
    );
  }

  /** Where somebody can look at it. Nobody waits for that. */
  #setAside(row: SqlRow): void {
    const { db, root } = this.#options;
    const text = JSON.stringify(row);
    const folder = join(root, "quarantine");
    void mkdir(folder, { recursive: true })
      .then(() => writeFile(join(folder, `answer-${sha256(Buffer.from(text)).slice(0, 16)}.json`), text))
      .catch(() => undefined);
    db.run("delete from queries where rowid = ?", Number(row["rowid"]));
  }

  #failed(error: unknown): void {
    this.#options.logger.error("cache-index-failed", {
      message: error instanceof Error ? error.message : String(error),
    });
  }
}

/** Over everything in the row that decides an answer. */
function sumOf(row: SqlRow): string {
  const { key, dataset, value, bytes, ttl_ms: ttlMs, fresh_ms: freshMs, written_ms: writtenMs } = row;
  const parts = [key, dataset, value, bytes, ttlMs, writtenMs, ...(freshMs === null ? [] : [freshMs])];
  return sha256(Buffer.from(JSON.stringify(parts)));
}

function isSound(row: SqlRow): boolean {
  return sumOf(row) === row["sha256"];
}
