import { randomUUID } from "node:crypto";
import type { JobModel } from "#contract/worker";
import { EngineError, type AppError } from "#domain/errors";
import {
  isFinal,
  jobPriorities,
  jobStates,
  nextStates,
  type Job,
  type JobKind,
  type JobPriority,
  type JobState,
  type SearchSettings,
  type Submitted,
} from "#domain/job";
import type { Parameters } from "#domain/method";
import type { PastScore } from "#domain/score";
import type { DurableDatabase, SqlRow, SqlValue } from "#storage/database";
import type { NewJob, ProfileGrid } from "./new-job.ts";
import { forgetFailures } from "./profile-store.ts";
import type { QueueDatabase } from "./queue-database.ts";
import { packScore, unpackScore } from "./score-codec.ts";
import type { HeldSeries } from "./search-workers.ts";
import { unpackSeries } from "./series-codec.ts";

/** A trial that has ended, in whatever way. */
export interface EndedTrial {
  /** The place of its series among the job's. */
  readonly series: number;
  readonly method: string;
  readonly stage: string;
  readonly outcome: "finished" | "failed" | "timed-out";
  /** Of those that a job says how many it has of. */
  readonly isCounted: boolean;
  /** Its scores were known from an earlier job. */
  readonly isReused: boolean;
  readonly seconds: number;
  /** −k hides the last k steps. */
  readonly origins: readonly number[];
  /** One for each origin where it finished, otherwise none. */
  readonly past: readonly PastScore[];
  readonly parameters: Parameters | null;
  readonly error: AppError | null;
}

/** What names the scores of a trial for later jobs. */
export interface KeyedTrial extends EndedTrial {
  readonly key: string;
}

/** A job as whoever runs it needs it. */
interface LoadedCommon {
  readonly id: string;
  readonly dataset: string;
  readonly runningSeconds: number;
}

export interface LoadedSearch extends LoadedCommon {
  readonly kind: "search";
  readonly settings: SearchSettings;
  readonly models: readonly JobModel[];
  readonly series: readonly HeldSeries[];
}

/** Its values are loaded as they are needed: there may be many. */
export interface LoadedProfile extends LoadedCommon {
  readonly kind: "profile";
  readonly series: readonly (ProfileGrid & { readonly id: string; readonly sha256: string })[];
}

export type LoadedJob = LoadedSearch | LoadedProfile;

export interface StoreOptions {
  readonly file: QueueDatabase;
  /** This process, unlike any other: its number, and something random. */
  readonly owner: string;
  /** Milliseconds since 1970. */
  readonly wallNow: () => number;
  /** Whether there is still a process with this number. */
  readonly isAlive: (pid: number) => boolean;
}

export type Change = "pause" | "resume" | "cancel" | "retry" | "clear";

export const leaseMs = 10_000;
/** What a lease lasts longer for each series: while a large search is planned, its process does nothing else, and lives all the same. */
export const leasePerSeriesMs = 50;
const leaseUntil = `? + ${leasePerSeriesMs} * (select count(*) from job_series where job = sequence)`;
/** Waits before each new attempt; after the last of them the job has failed. */
export const retryDelaysMs: readonly number[] = [5_000, 30_000, 120_000, 600_000];

/** Processes that may end with a job without a trial that was written in between. */
export const maxLosses = 5;
const lostError: AppError = {
  code: "worker-crashed",
  message: "The process that plans the job ended again and again without getting on.",
  hint: "Leave out long series, or try it again.",
};

/** The name of a process that leases jobs. */
export function ownerName(pid: number): string {
  return `${pid}-${randomUUID()}`;
}

/**
 * The queue's file. What a method has done when it returns is on the disk, and may have been done by another process on the same
 * file meanwhile: each transition is one statement that looks at the state it starts from.
 */
export class JobStore {
  readonly #options: StoreOptions;
  readonly #file: QueueDatabase;

  constructor(options: StoreOptions) {
    this.#options = options;
    this.#file = options.file;
  }

  close(): void {
    this.#file.close();
  }

  /** Another number whenever another connection has written. */
  fileVersion(): number {
    return this.#file.read((db) => Number(db.get("pragma data_version")?.["data_version"]));
  }

  /** In the order of submission. */
  list(): readonly Job[] {
    return this.#file.read((db) => db.all("select * from jobs order by sequence").map(jobOf));
  }

  job(id: string): Job | null {
    const row = this.#file.read((db) => db.get("select * from jobs where id = ?", id));
    return row === null ? null : jobOf(row);
  }

  /** The last profile of a dataset that is in the queue. */
  profileOf(dataset: string): Job | null {
    const row = this.#file.read((db) =>
      db.get("select * from jobs where kind = 'profile' and dataset = ? order by sequence desc limit 1", dataset),
    );
    return row === null ? null : jobOf(row);
  }

  /** A new job, or the one that has the same key already, which is as urgent from then on as the more urgent of the two. */
  submit({ kind, key, name, about, dataset, batch, whenLost, settings, models, series, ...job }: NewJob): Submitted {
    const priority = jobPriorities.indexOf(job.priority);
    return this.#file.write((db) => {
      const known = db.get("select id from jobs where key = ? and state not in ('failed', 'cancelled')", key);
      if (known !== null) {
        const id = String(known["id"]);
        db.run(
          `update jobs set merged = merged + 1, priority = min(priority, ?),
             when_lost = case when ? = 'continue' then 'continue' else when_lost end where id = ?`,
          priority,
          whenLost,
          id,
        );
        move(db, id, "pending", { from: ["paused"], set: "retries = 0, losses = 0, error = null" });
        return { job: id, isMerged: true };
      }
      const id = randomUUID();
      db.run(
        `insert into jobs (id, kind, key, name, about, dataset, state, priority, batch, settings, models, when_lost, created_ms)
           values (?, ?, ?, ?, ?, ?, 'pending', ?, ?, ?, ?, ?, ?)`,
        id,
        kind,
        key,
        name,
        about,
        dataset,
        priority,
        batch,
        JSON.stringify(settings),
        JSON.stringify(models),
        whenLost,
        this.#options.wallNow(),
      );
      const sequence = sequenceOf(db, id) as number;
      for (const [place, one] of series.entries()) {
        db.run(
          "insert or ignore into contents (sha256, usual_seasons, packed) values (?, ?, ?)",
          one.sha256,
          one.usualSeasons,
          one.packed,
        );
        db.run(
          "insert into job_series (job, place, series, content, grid) values (?, ?, ?, ?, ?)",
          sequence,
          place,
          one.id,
          one.sha256,
          one.grid === null ? null : JSON.stringify(one.grid),
        );
      }
      return { job: id, isMerged: false };
    });
  }

  /** @throws EngineError wrong-arguments where there is no such job, or its state does not allow it */
  change(id: string, to: Change): void {
    this.#file.write((db) => {
      if (!this.#isChanged(db, id, to)) throw refusal(db, id, to);
    });
  }

  /** @returns those that went, the oldest first */
  clearFinished(): readonly string[] {
    return this.#file.write((db) => {
      const ids = db
        .all("select id from jobs where state in ('completed', 'failed', 'cancelled') order by sequence")
        .map(({ id }) => String(id));
      for (const id of ids) clear(db, id);
      return ids;
    });
  }

  /** @throws EngineError wrong-arguments */
  prioritise(id: string, priority: JobPriority): void {
    this.#file.write((db) => {
      const changed = db.run("update jobs set priority = ? where id = ?", jobPriorities.indexOf(priority), id);
      if (changed === 0) throw noSuchJob();
    });
  }

  /**
   * Takes the job whose turn it is: the most urgent one, of those the oldest, that is pending or due to be tried again.
   *
   * @param only these jobs; null: any
   */
  lease(only: readonly string[] | null): string | null {
    const now = this.#options.wallNow();
    const next = (db: DurableDatabase): SqlRow | null => nextOf(db, now, only);
    // Asked often, and mostly for nothing: that must not take the file's lock.
    if (this.#file.read(next) === null) return null;
    return this.#file.write((db) => {
      const row = next(db);
      if (row === null) return null;
      const id = String(row["id"]);
      const isTaken = move(db, id, "running", {
        set: `owner = ?, lease_until_ms = ${leaseUntil}, started_ms = coalesce(started_ms, ?), error = null, retry_at_ms = null`,
        values: [this.#options.owner, now + leaseMs, now],
      });
      return isTaken ? id : null;
    });
  }

  /**
   * A job with its series.
   *
   * @throws EngineError wrong-arguments where it is gone, user-data-unavailable where a series can't be read any more
   */
  load(id: string): LoadedJob {
    return this.#file.read((db) => {
      const row = db.get("select * from jobs where id = ?", id);
      if (row === null) throw noSuchJob();
      const sequence = Number(row["sequence"]);
      const common = { id, dataset: String(row["dataset"]), runningSeconds: Number(row["running_ms"]) / 1000 };
      if (row["kind"] === "profile") return { kind: "profile", ...common, series: profiledOf(db, sequence) };
      return {
        kind: "search",
        ...common,
        settings: JSON.parse(String(row["settings"])) as SearchSettings,
        models: JSON.parse(String(row["models"])) as JobModel[],
        series: valuesOf(db, sequence),
      };
    });
  }

  /**
   * Series of a job with their values.
   *
   * @throws EngineError user-data-unavailable where one can't be read any more
   */
  values(id: string, places: readonly number[]): readonly HeldSeries[] {
    return this.#file.read((db) => {
      const sequence = sequenceOf(db, id);
      return sequence === null ? [] : valuesOf(db, sequence, places);
    });
  }

  /**
   * What has ended of a job on one of its series. Trials whose scores were damaged are forgotten, so that they are planned again.
   *
   * @param place of the series
   */
  ended(id: string, place: number): readonly EndedTrial[] {
    const { rows, scores } = this.#file.read((db) => {
      const sequence = sequenceOf(db, id);
      return {
        rows: db.all("select * from trials where job = ? and series = ? order by method, stage", sequence, place),
        // All at once: a question for each trial takes several times as long.
        scores: db.all(
          `select result, origin, score from scores
             where result in (select result from trials where job = ? and series = ?)`,
          sequence,
          place,
        ),
      };
    });
    const packed = new Map<number, Map<number, Uint8Array>>();
    for (const { result, origin, score } of scores) {
      const of = packed.get(Number(result)) ?? new Map<number, Uint8Array>();
      packed.set(Number(result), of.set(Number(origin), score as Uint8Array));
    }
    const trials = rows.map((row) => endedTrialOf(row, packed.get(Number(row["result"])) ?? new Map()));
    const damaged = rows.filter((_row, at) => trials[at] === null);
    if (damaged.length > 0) this.#file.write((db) => forget(db, damaged));
    return trials.filter((trial) => trial !== null);
  }

  /** @returns whether this process still runs it */
  isOurs(id: string): boolean {
    const { owner } = this.#options;
    return this.#file.read(
      (db) => db.get("select 1 from jobs where id = ? and state = 'running' and owner = ?", id, owner) !== null,
    );
  }

  /** Keeps the lease. @returns whether it was still this process's */
  beat(id: string): boolean {
    return this.#file.write(
      (db) =>
        db.run(
          `update jobs set lease_until_ms = ${leaseUntil} where id = ? and state = 'running' and owner = ?`,
          this.#options.wallNow() + leaseMs,
          id,
          this.#options.owner,
        ) === 1,
    );
  }

  /**
   * Trials that ended, all or none of them. One that is there already is not counted again; those of a job that is gone are dropped.
   *
   * @param total trials of the job that are planned by now
   * @param ranMs time that the job has been running since this was last said
   */
  record(id: string, trials: readonly KeyedTrial[], total: number, ranMs: number): void {
    this.#file.write((db) => {
      const sequence = sequenceOf(db, id);
      if (sequence === null) return;
      const added = { finished: 0, failed: 0, "timed-out": 0, reused: 0 };
      for (const trial of trials) {
        if (!insertTrial(db, sequence, trial) || !trial.isCounted) continue;
        added[trial.outcome] += 1;
        if (trial.isReused) added.reused += 1;
      }
      db.run(
        `update jobs set completed = completed + ?, failed = failed + ?, timed_out = timed_out + ?, reused = reused + ?,
           total = ?, running_ms = running_ms + ?, losses = case when ? then 0 else losses end,
           retries = case when ? then 0 else retries end where sequence = ?`,
        added.finished,
        added.failed,
        added["timed-out"],
        added.reused,
        total,
        ranMs,
        trials.length,
        trials.length,
        sequence,
      );
    });
  }

  /** Scores of one method under a key, one for each origin; null where one is not known, or damaged. */
  knownScores(key: string, origins: readonly number[]): readonly PastScore[] | null {
    return this.#file.read((db) => {
      const row = db.get("select id from results where key = ?", key);
      if (row === null) return null;
      const known = db.all("select origin, score from scores where result = ?", Number(row["id"]));
      return scoresAt(new Map(known.map(({ origin, score }) => [Number(origin), score as Uint8Array])), origins);
    });
  }

  /** @param isForgotten it leaves the list at once */
  complete(id: string, lastLog: string, isForgotten = false): boolean {
    const { owner, wallNow } = this.#options;
    return this.#file.write((db) => {
      const isEnded = end(db, id, { to: "completed", error: null, lastLog, owner, atMs: wallNow() });
      if (isEnded && isForgotten) clear(db, id);
      return isEnded;
    });
  }

  /**
   * @param mayPass whether it is tried again by itself, later and later, until that has been done too often
   * @returns when; milliseconds since 1970; null where it has failed for good, or is not this process's any more
   */
  fail(id: string, error: AppError, mayPass: boolean, lastLog: string): number | null {
    return this.#file.write((db) => {
      const retries = Number(db.get("select retries from jobs where id = ?", id)?.["retries"] ?? 0);
      const delayMs = mayPass ? retryDelaysMs[retries] : undefined;
      if (delayMs === undefined) {
        end(db, id, { to: "failed", error, lastLog, owner: this.#options.owner, atMs: this.#options.wallNow() });
        return null;
      }
      const atMs = this.#options.wallNow() + delayMs;
      const isMoved = move(db, id, "retrying", {
        set: "owner = null, lease_until_ms = null, retries = retries + 1, retry_at_ms = ?, error = ?, last_log = ?",
        values: [atMs, JSON.stringify(error), lastLog],
        owner: this.#options.owner,
      });
      return isMoved ? atMs : null;
    });
  }

  /** Lets a more urgent job go first, of these where only some are run here. @returns whether there is one, and this one waits */
  giveWay(id: string, only: readonly string[] | null): boolean {
    const isOutranked = (db: DurableDatabase): boolean => {
      const next = nextOf(db, this.#options.wallNow(), only);
      const own = db.get("select priority from jobs where id = ?", id);
      return next !== null && own !== null && Number(next["priority"]) < Number(own["priority"]);
    };
    if (!this.#file.read(isOutranked)) return false;
    return this.#file.write(
      (db) =>
        isOutranked(db) &&
        move(db, id, "pending", {
          from: ["running"],
          set: "owner = null, lease_until_ms = null",
          owner: this.#options.owner,
        }),
    );
  }

  /** Gives a job back as its process ends in order. */
  release(id: string): void {
    this.#file.write((db) => {
      const row = db.get("select when_lost from jobs where id = ?", id);
      if (row !== null) giveBack(db, id, String(row["when_lost"]), this.#options.owner);
    });
  }

  /** Gives a job back that could not be begun just now: its turn comes again. */
  putBack(id: string): void {
    this.#file.write((db) => giveBack(db, id, "continue", this.#options.owner));
  }

  /**
   * Jobs whose process is gone, or has not been heard of for too long: paused, or pending again, as each wants it. One with which process
   * after process ends before a trial is written has failed, so that it is not what ends them for ever.
   */
  recover(): readonly string[] {
    const { wallNow, isAlive, owner } = this.#options;
    const lost = (db: DurableDatabase): SqlRow[] =>
      db
        .all("select * from jobs where state = 'running' and owner <> ? order by sequence", owner)
        .filter(
          (row) => Number(row["lease_until_ms"]) < wallNow() || !isAlive(Number.parseInt(String(row["owner"]), 10)),
        );
    if (this.#file.read(lost).length === 0) return [];
    return this.#file.write((db) =>
      lost(db).flatMap((row) => {
        const [id, owned] = [String(row["id"]), String(row["owner"])];
        db.run("update jobs set losses = losses + 1 where id = ?", id);
        const isMoved =
          Number(row["losses"]) + 1 < maxLosses
            ? giveBack(db, id, String(row["when_lost"]), owned)
            : end(db, id, {
                to: "failed",
                error: lostError,
                lastLog: lostError.message,
                owner: owned,
                atMs: wallNow(),
              });
        return isMoved ? [id] : [];
      }),
    );
  }

  /** The last line of a job's log that was kept with it. */
  lastLog(id: string): string | null {
    const line = this.#file.read((db) => db.get("select last_log from jobs where id = ?", id))?.["last_log"];
    return typeof line === "string" ? line : null;
  }

  /** When the next job that is not due yet is to be tried again; milliseconds since 1970. */
  nextRetryMs(): number | null {
    const now = this.#options.wallNow();
    const at = this.#file.read((db) =>
      db.get("select min(retry_at_ms) as at from jobs where state = 'retrying' and retry_at_ms > ?", now),
    )?.["at"];
    return typeof at === "number" ? at : null;
  }

  #isChanged(db: DurableDatabase, id: string, to: Change): boolean {
    const free = "owner = null, lease_until_ms = null, retry_at_ms = null";
    switch (to) {
      case "pause":
        return move(db, id, "paused", { set: free });
      case "resume":
        return move(db, id, "pending", {
          from: ["paused", "retrying"],
          set: `${free}, retries = 0, losses = 0, error = null`,
        });
      case "cancel":
        return move(db, id, "cancelled", { set: `${free}, finished_ms = ?`, values: [this.#options.wallNow()] });
      case "retry": {
        const twin = db.get(
          `select 1 from jobs where id <> ? and state not in ('failed', 'cancelled') and key = (select key from jobs where id = ?)`,
          id,
          id,
        );
        if (twin !== null) throw new EngineError("wrong-arguments", "The same was submitted again meanwhile.");
        const isMoved = move(db, id, "pending", {
          from: ["failed", "cancelled"],
          set: `${free}, retries = 0, losses = 0, error = null, finished_ms = null`,
        });
        if (isMoved) {
          const sequence = sequenceOf(db, id) as number;
          db.run("delete from trials where job = ? and outcome <> 'finished'", sequence);
          recount(db, sequence);
          forgetFailures(db, sequence);
        }
        return isMoved;
      }
      case "clear":
        return clear(db, id);
    }
  }
}

interface Move {
  /** States that it may come from, where those are fewer than all that may be followed by it. */
  readonly from?: readonly JobState[];
  readonly set?: string;
  readonly values?: readonly SqlValue[];
  /** The job has to be this process's. */
  readonly owner?: string;
}

/** The one way from state to state. @returns whether the job was in a state that `to` may follow */
function move(db: DurableDatabase, id: string, to: JobState, { from, set, values = [], owner }: Move): boolean {
  const before = jobStates.filter((state) => nextStates[state].includes(to) && (from?.includes(state) ?? true));
  const changed = db.run(
    `update jobs set state = '${to}'${set === undefined ? "" : `, ${set}`}
       where id = ? and state in (${before.map((state) => `'${state}'`).join(", ")})${owner === undefined ? "" : " and owner = ?"}`,
    ...values,
    id,
    ...(owner === undefined ? [] : [owner]),
  );
  return changed === 1;
}

/** The job whose turn it is. */
function nextOf(db: DurableDatabase, nowMs: number, only: readonly string[] | null): SqlRow | null {
  return db.get(
    `select id, priority from jobs
       where (state = 'pending' or (state = 'retrying' and retry_at_ms <= ?))
         and (? is null or id in (select value from json_each(?)))
       order by priority, sequence limit 1`,
    nowMs,
    only === null ? null : 1,
    JSON.stringify(only ?? []),
  );
}

interface End {
  readonly to: "completed" | "failed";
  readonly error: AppError | null;
  readonly lastLog: string;
  readonly owner: string;
  readonly atMs: number;
}

function end(db: DurableDatabase, id: string, { to, error, lastLog, owner, atMs }: End): boolean {
  return move(db, id, to, {
    set: "owner = null, lease_until_ms = null, finished_ms = ?, error = ?, last_log = ?",
    values: [atMs, error === null ? null : JSON.stringify(error), lastLog],
    owner,
  });
}

function giveBack(db: DurableDatabase, id: string, whenLost: string, owner: string): boolean {
  return move(db, id, whenLost === "pause" ? "paused" : "pending", {
    from: ["running"],
    set: "owner = null, lease_until_ms = null",
    owner,
  });
}

function sequenceOf(db: DurableDatabase, id: string): number | null {
  const row = db.get("select sequence from jobs where id = ?", id);
  return row === null ? null : Number(row["sequence"]);
}

function recount(db: DurableDatabase, sequence: number): void {
  db.run(
    `update jobs set (completed, failed, timed_out, reused) = (
         select count(*) filter (where outcome = 'finished'), count(*) filter (where outcome = 'failed'),
           count(*) filter (where outcome = 'timed-out'), count(*) filter (where is_reused = 1)
         from trials where job = ?1 and is_counted = 1)
       where sequence = ?1`,
    sequence,
  );
}

function forget(db: DurableDatabase, trials: readonly SqlRow[]): void {
  for (const trial of trials) {
    const sequence = Number(trial["job"]);
    db.run(
      "delete from trials where job = ? and series = ? and method = ? and stage = ?",
      sequence,
      Number(trial["series"]),
      String(trial["method"]),
      String(trial["stage"]),
    );
    recount(db, sequence);
  }
}

/** A final job, and whatever nothing else refers to. */
function clear(db: DurableDatabase, id: string): boolean {
  const row = db.get("select sequence, state from jobs where id = ?", id);
  if (row === null || !isFinal(row["state"] as JobState)) return false;
  const sequence = Number(row["sequence"]);
  const results = db.all("select distinct result from trials where job = ? and result is not null", sequence);
  db.run("delete from jobs where sequence = ?", sequence);
  for (const { result } of results) {
    const one = Number(result);
    db.run("delete from results where id = ? and not exists (select 1 from trials where result = ?)", one, one);
  }
  db.run("delete from contents where not exists (select 1 from job_series where content = sha256)");
  return true;
}

/** @param places all where absent */
function valuesOf(db: DurableDatabase, sequence: number, places?: readonly number[]): readonly HeldSeries[] {
  return db
    .all(
      `select series, sha256, usual_seasons, packed from job_series join contents on sha256 = content
         where job = ? and (? is null or place in (select value from json_each(?))) order by place`,
      sequence,
      places === undefined ? null : 1,
      JSON.stringify(places ?? []),
    )
    .map((row) => {
      const sha256 = String(row["sha256"]);
      const series = unpackSeries({
        sha256,
        usualSeasons: String(row["usual_seasons"]),
        packed: row["packed"] as Uint8Array,
      });
      if (series !== null) return { id: String(row["series"]), sha256, ...series };
      throw new EngineError("user-data-unavailable", "The values of a series were damaged on the disk.", {
        hint: "Open the file again and start anew.",
      });
    });
}

function profiledOf(db: DurableDatabase, sequence: number): LoadedProfile["series"] {
  return db
    .all("select series, content, grid from job_series where job = ? order by place", sequence)
    .map(({ series, content, grid }) => ({
      id: String(series),
      sha256: String(content),
      ...(JSON.parse(String(grid)) as ProfileGrid),
    }));
}

/** @returns false where it is there already */
function insertTrial(db: DurableDatabase, sequence: number, trial: KeyedTrial): boolean {
  const isFinished = trial.outcome === "finished";
  const result = isFinished ? resultOf(db, trial.key) : null;
  const changed = db.run(
    `insert or ignore into trials
         (job, series, method, stage, outcome, is_counted, is_reused, seconds, origins, parameters, error, result)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    sequence,
    trial.series,
    trial.method,
    trial.stage,
    trial.outcome,
    trial.isCounted ? 1 : 0,
    trial.isReused ? 1 : 0,
    trial.seconds,
    JSON.stringify(trial.origins),
    trial.parameters === null ? null : JSON.stringify(trial.parameters),
    trial.error === null ? null : JSON.stringify(trial.error),
    result,
  );
  if (result !== null) {
    for (const [at, origin] of trial.origins.entries()) {
      db.run(
        "insert or replace into scores (result, origin, score) values (?, ?, ?)",
        result,
        origin,
        packScore(trial.past[at] as PastScore),
      );
    }
  }
  return changed === 1;
}

function resultOf(db: DurableDatabase, key: string): number {
  db.run("insert or ignore into results (key) values (?)", key);
  return Number(db.get("select id from results where key = ?", key)?.["id"]);
}

/** @param packed by origin */
function scoresAt(packed: ReadonlyMap<number, Uint8Array>, origins: readonly number[]): readonly PastScore[] | null {
  const scores: PastScore[] = [];
  for (const origin of origins) {
    const one = packed.get(origin);
    const score = one === undefined ? null : unpackScore(one);
    if (score === null) return null;
    scores.push(score);
  }
  return scores;
}

function endedTrialOf(row: SqlRow, packed: ReadonlyMap<number, Uint8Array>): EndedTrial | null {
  const outcome = row["outcome"] as EndedTrial["outcome"];
  const origins = JSON.parse(String(row["origins"])) as number[];
  const past = outcome === "finished" ? scoresAt(packed, origins) : [];
  if (past === null) return null;
  return {
    series: Number(row["series"]),
    method: String(row["method"]),
    stage: String(row["stage"]),
    outcome,
    isCounted: row["is_counted"] === 1,
    isReused: row["is_reused"] === 1,
    seconds: Number(row["seconds"]),
    origins,
    past,
    parameters: parsed<Parameters>(row["parameters"]),
    error: parsed<AppError>(row["error"]),
  };
}

function jobOf(row: SqlRow): Job {
  return {
    id: String(row["id"]),
    kind: row["kind"] as JobKind,
    name: String(row["name"]),
    about: String(row["about"]),
    state: row["state"] as JobState,
    priority: jobPriorities[Number(row["priority"])] ?? "import",
    batch: row["batch"] as string | null,
    createdMs: Number(row["created_ms"]),
    startedMs: row["started_ms"] as number | null,
    finishedMs: row["finished_ms"] as number | null,
    runningSeconds: Number(row["running_ms"]) / 1000,
    trials: {
      total: Number(row["total"]),
      completed: Number(row["completed"]),
      failed: Number(row["failed"]),
      timedOut: Number(row["timed_out"]),
      reused: Number(row["reused"]),
    },
    etaSeconds: null,
    current: [],
    error: parsed<AppError>(row["error"]),
    retryAtMs: row["retry_at_ms"] as number | null,
    merged: Number(row["merged"]),
    dataset: String(row["dataset"]),
  };
}

function parsed<T>(text: unknown): T | null {
  return typeof text === "string" ? (JSON.parse(text) as T) : null;
}

const done: Readonly<Record<Change, string>> = {
  pause: "paused",
  resume: "resumed",
  cancel: "cancelled",
  retry: "tried again",
  clear: "cleared",
};

function refusal(db: DurableDatabase, id: string, to: Change): EngineError {
  const { state, kind } = db.get("select state, kind from jobs where id = ?", id) ?? {};
  if (typeof state !== "string") return noSuchJob();
  return new EngineError("wrong-arguments", `The ${String(kind)} is ${state} and can't be ${done[to]}.`);
}

function noSuchJob(): EngineError {
  return new EngineError("wrong-arguments", "There is no such job in the queue any more.");
}
