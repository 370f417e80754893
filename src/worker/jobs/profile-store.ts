import { deflateSync, inflateSync } from "node:zlib";
import type { ProfileUsage } from "#domain/cache";
import type { AppError } from "#domain/errors";
import { firstRow, maxProfileBytes, maxProfiledRows, type ProfiledRows, type ProfiledSeriesRow } from "#domain/job";
import type { Anomaly, CorrelationReport, DatasetProfile, SeriesProfile, ValueSummary } from "#domain/profile";
import { profileDataset } from "#engine/profile";
import type { DurableDatabase, SqlRow } from "#storage/database";
import { profileVersion } from "./keys.ts";
import type { QueueDatabase } from "./queue-database.ts";

/** What became of one series, at one of its stages. */
export interface EndedSeries {
  /** Of what it was computed from. */
  readonly key: string;
  readonly summary?: ValueSummary;
  readonly profile?: SeriesProfile;
  readonly failure?: { readonly isTimeout: boolean; readonly error: AppError };
}

/** How far a series is: looked at, profiled, or failed. */
export type SeriesStage = "summary" | "profile" | "failed" | "timed-out";

/** Of the series of a job, as the queue shows it. */
export interface SeriesCounts {
  readonly total: number;
  readonly completed: number;
  readonly failed: number;
  readonly timedOut: number;
  readonly reused: number;
}

/** Of the series of a dataset. */
export interface DatasetCounts {
  readonly series: number;
  readonly summarised: number;
  readonly profiled: number;
  readonly failed: number;
  readonly hasCorrelations: boolean;
}

/** A dataset that is looked at is used again, but not with every look. */
const touchAfterMs = 60_000;
const version = String(profileVersion);

/**
 * What is known of series, found by what is in them, so that other datasets with the same series use it again, and which datasets have
 * which. Unlike searches it may be lost: it goes with the least recently used datasets, and when the cache is emptied.
 */
export class ProfileStore {
  readonly #file: QueueDatabase;
  readonly #wallNow: () => number;
  /** Of the dataset that was asked about last. */
  #overall: Overall | null = null;

  /** @param wallNow milliseconds since 1970 */
  constructor(file: QueueDatabase, wallNow: () => number) {
    this.#file = file;
    this.#wallNow = wallNow;
  }

  /**
   * The series of a dataset from now on.
   *
   * @returns by key, what is known of them from before
   */
  begin(dataset: string, series: readonly { readonly id: string; readonly key: string }[]): Map<string, SeriesStage> {
    return this.#file.write((db) => {
      db.run(
        `insert into profiled_datasets (dataset, version, used_ms) values (?, ?, ?)
           on conflict (dataset) do update set used_ms = excluded.used_ms,
             correlations = case version when excluded.version then correlations end, version = excluded.version`,
        dataset,
        version,
        this.#wallNow(),
      );
      db.run("delete from profiled_series where dataset = ?", dataset);
      for (const [place, { id, key }] of series.entries()) {
        db.run(
          "insert into profiled_series (dataset, place, series, profile_key) values (?, ?, ?, ?)",
          dataset,
          place,
          id,
          key,
        );
      }
      // For whoever knows the dataset up to some place, they are new.
      db.run(
        "update profiles set changed = ? where key in (select profile_key from profiled_series where dataset = ?)",
        this.#lastChange(db) + 1,
        dataset,
      );
      const rows = db.all(
        `select key, failure, profile is not null as is_profiled from profiles
           where key in (select profile_key from profiled_series where dataset = ?)`,
        dataset,
      );
      return new Map(
        rows.map(({ key, failure, is_profiled: isProfiled }): [string, SeriesStage] => [
          String(key),
          (failure as "failed" | "timed-out" | null) ?? (isProfiled === 1 ? "profile" : "summary"),
        ]),
      );
    });
  }

  /**
   * What has ended of a job, all or nothing of it.
   *
   * @param counts of its series by now
   * @param ranMs time that the job has been running since this was last said
   */
  record(job: string, ended: readonly EndedSeries[], counts: SeriesCounts, ranMs: number): void {
    this.#file.write((db) => {
      let changed = this.#lastChange(db);
      for (const { key, summary, profile, failure } of ended) {
        changed += 1;
        db.run(
          `insert into profiles (key, changed, summary, profile, failure, error) values (?, ?, ?, ?, ?, ?)
             on conflict (key) do update set changed = excluded.changed,
               summary = case when excluded.profile is null then coalesce(excluded.summary, summary) end,
               profile = coalesce(excluded.profile, profile), failure = excluded.failure, error = excluded.error`,
          key,
          changed,
          summary === undefined ? null : packed(summary),
          profile === undefined ? null : packed(profile),
          failure === undefined ? null : failure.isTimeout ? "timed-out" : "failed",
          failure === undefined ? null : JSON.stringify(failure.error),
        );
      }
      const { total, completed, failed, timedOut, reused } = counts;
      db.run(
        `update jobs set total = ?, completed = ?, failed = ?, timed_out = ?, reused = ?, running_ms = running_ms + ?,
           losses = case when ? then 0 else losses end, retries = case when ? then 0 else retries end where id = ?`,
        total,
        completed,
        failed,
        timedOut,
        reused,
        ranMs,
        ended.length,
        ended.length,
        job,
      );
    });
  }

  correlated(dataset: string, report: CorrelationReport): void {
    this.#file.write((db) =>
      db.run("update profiled_datasets set correlations = ? where dataset = ?", packed(report), dataset),
    );
  }

  correlations(dataset: string): CorrelationReport | null {
    const row = this.#file.read((db) =>
      db.get("select correlations from profiled_datasets where dataset = ? and version = ?", dataset, version),
    );
    return row === null ? null : unpacked<CorrelationReport>(row["correlations"]);
  }

  /** Null where nothing is known of the dataset, or by other code. */
  counts(dataset: string): DatasetCounts | null {
    const row = this.#file.read((db) =>
      db.get(
        `select count(*) as series, count(coalesce(p.summary, p.profile)) as summarised, count(p.profile) as profiled,
             count(p.failure) as failed, d.correlations is not null as has_correlations, d.used_ms as used_ms
           from profiled_datasets d join profiled_series s on s.dataset = d.dataset left join profiles p on p.key = s.profile_key
           where d.dataset = ? and d.version = ? group by d.dataset`,
        dataset,
        version,
      ),
    );
    if (row === null) return null;
    this.#touch(dataset, Number(row["used_ms"]));
    return {
      series: Number(row["series"]),
      summarised: Number(row["summarised"]),
      profiled: Number(row["profiled"]),
      failed: Number(row["failed"]),
      hasCorrelations: row["has_correlations"] === 1,
    };
  }

  /** Of what is known by now; null before anything is. */
  overall(dataset: string): DatasetProfile | null {
    if (this.#overall?.dataset !== dataset) this.#overall = { dataset, next: firstRow, known: new Map() };
    const { known } = this.#overall;
    for (let isMore = true; isMore;) {
      const rows = this.rows(dataset, this.#overall.next);
      for (const row of rows.rows) known.set(row.series, row);
      this.#overall.next = rows.next;
      ({ isMore } = rows);
    }
    const rows = [...known.values()];
    const summaries = rows.flatMap(({ summary }) => summary ?? []);
    if (summaries.length === 0) return null;
    return profileDataset(
      summaries,
      rows.flatMap(({ profile }) => profile ?? []),
    );
  }

  /** @param after a place that an earlier answer gave, or `firstRow` */
  rows(dataset: string, after: string): ProfiledRows {
    const [afterChange = -1, afterPlace = -1] = after === firstRow ? [] : after.split(":").map(Number);
    const rows = this.#file.read((db) =>
      db.all(
        `select s.place as place, s.series as series, p.changed as changed, p.summary as summary, p.profile as profile, p.error as error
           from (select place, series, profile_key, changed from profiled_series join profiles on key = profile_key
                   where dataset = ? and (changed > ? or (changed = ? and place > ?)) order by changed, place limit ?) s
             join profiles p on p.key = s.profile_key order by s.changed, s.place`,
        dataset,
        afterChange,
        afterChange,
        afterPlace,
        maxProfiledRows + 1,
      ),
    );
    const shown = rows.slice(0, maxProfiledRows);
    const last = shown.at(-1);
    return {
      rows: shown.map(rowOf),
      next: last === undefined ? after : `${String(last["changed"])}:${String(last["place"])}`,
      isMore: rows.length > shown.length,
    };
  }

  /** Null where there is none yet. */
  profile(dataset: string, series: string): SeriesProfile | null {
    const row = this.#file.read((db) =>
      db.get(
        `select p.profile as profile from profiled_datasets d join profiled_series s on s.dataset = d.dataset
           join profiles p on p.key = s.profile_key where d.dataset = ? and d.version = ? and s.series = ?`,
        dataset,
        version,
        series,
      ),
    );
    const profile = row === null ? null : unpacked<SeriesProfile>(row["profile"]);
    return profile === null ? null : { ...profile, series };
  }

  /** Series that something is known of, and what that takes in the file. */
  usage(): ProfileUsage {
    return this.#file.read((db) => ({ items: countOf(db), bytes: sizeOf(db), maxBytes: maxProfileBytes }));
  }

  /** @param dataset null: all */
  forget(dataset: string | null): void {
    this.#overall = null;
    this.#file.write((db) => {
      db.run("delete from profiled_datasets where ? is null or dataset = ?", dataset, dataset);
      dropUnused(db);
    });
  }

  /** Makes room: datasets go that were not used for longest, but for the last one and those that a job is at. */
  trim(maxBytes = maxProfileBytes): void {
    if (this.#file.read(sizeOf) <= maxBytes) return;
    this.#overall = null;
    this.#file.write((db) => {
      const old = db.all(
        `select dataset from profiled_datasets
           where dataset not in (select dataset from jobs where kind = 'profile' and state not in ('completed', 'failed', 'cancelled'))
           order by used_ms desc, rowid desc`,
      );
      for (const { dataset } of old.slice(1).reverse()) {
        db.run("delete from profiled_datasets where dataset = ?", String(dataset));
        dropUnused(db);
        if (sizeOf(db) <= maxBytes) return;
      }
    });
  }

  /** Counted on from the clock, so that it never falls behind what was said of profiles that are gone. */
  #lastChange(db: DurableDatabase): number {
    return Math.max(this.#wallNow(), Number(db.get("select max(changed) as last from profiles")?.["last"]));
  }

  #touch(dataset: string, usedMs: number): void {
    const nowMs = this.#wallNow();
    if (nowMs - usedMs < touchAfterMs) return;
    this.#file.write((db) => db.run("update profiled_datasets set used_ms = ? where dataset = ?", nowMs, dataset));
  }
}

function sizeOf(db: DurableDatabase): number {
  return Number(
    db.get("select sum(coalesce(length(summary), 0) + coalesce(length(profile), 0)) as bytes from profiles")?.["bytes"],
  );
}

function countOf(db: DurableDatabase): number {
  return Number(db.get("select count(*) as count from profiles")?.["count"]);
}

/** What a job's series failed with is tried again. */
export function forgetFailures(db: DurableDatabase, sequence: number): void {
  db.run(
    `delete from profiles where failure is not null and key in (
       select profile_key from profiled_series join jobs on jobs.dataset = profiled_series.dataset
         where sequence = ? and kind = 'profile')`,
    sequence,
  );
}

interface Overall {
  readonly dataset: string;
  next: string;
  readonly known: Map<string, ProfiledSeriesRow>;
}

function dropUnused(db: DurableDatabase): void {
  db.run("delete from profiles where not exists (select 1 from profiled_series where profile_key = key)");
}

function rowOf({ series, summary, profile, error }: SqlRow): ProfiledSeriesRow {
  const id = String(series);
  const full = unpacked<SeriesProfile>(profile);
  return {
    series: id,
    summary: full?.summary ?? unpacked<ValueSummary>(summary),
    profile: full === null ? null : shortened({ ...full, series: id }),
    error: typeof error === "string" ? (JSON.parse(error) as AppError) : null,
  };
}

/** Without what only the view of a single series shows. */
function shortened(profile: SeriesProfile): SeriesProfile {
  const { autocorrelation, anomalies } = profile;
  return {
    ...profile,
    autocorrelation: autocorrelation && { ...autocorrelation, values: autocorrelation.values.slice(0, 1) },
    anomalies: anomalies && { ...anomalies, list: latestOf(anomalies.list) },
  };
}

/** The one that is nearest to the end of the series; none where there is none. */
function latestOf(anomalies: readonly Anomaly[]): readonly Anomaly[] {
  const [first, ...others] = anomalies;
  if (first === undefined) return [];
  return [others.reduce((latest, one) => (one.step > latest.step ? one : latest), first)];
}

/** Deflated JSON with zlib's checksum. */
function packed(value: ValueSummary | SeriesProfile | CorrelationReport): Uint8Array {
  return deflateSync(JSON.stringify(value), { level: 1 });
}

/** Null where there is nothing, or it was damaged. */
function unpacked<T>(bytes: unknown): T | null {
  if (!(bytes instanceof Uint8Array)) return null;
  try {
    return JSON.parse(inflateSync(bytes).toString()) as T;
  } catch {
    return null;
  }
}
