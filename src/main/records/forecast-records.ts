/** What was forecast of files whose place is known, kept for when they are read again with more rows. */
import type { ForecastOutcome, ForecastRecord, TrackRecord } from "#domain/difference";
import type { Bands, Forecast } from "#domain/forecast";
import { formatFrequency, type IngestedSeries } from "#domain/series";
import type { UserDatabase } from "#main/database";
import type { DatasetRegistry, OpenDataset } from "#main/datasets";
import type { EvaluateClient } from "#main/evaluation";
import type { Logger } from "#main/platform";

export interface ForecastRecordsPorts {
  readonly database: UserDatabase;
  readonly datasets: Pick<DatasetRegistry, "find" | "get" | "series">;
  readonly evaluate: Pick<EvaluateClient, "outcomes">;
  readonly logger: Logger;
  /** Milliseconds since 1970. */
  readonly wallNow: () => number;
  /** At most, of all files together; the oldest go. */
  readonly limits?: { readonly records: number; readonly bytes: number };
}

/** A forecast that is not written yet. */
interface Noted {
  readonly path: string;
  /** The last step that it knew of, in wall-clock milliseconds. */
  readonly seen: number;
  readonly frequency: string;
  readonly bands: Bands;
  readonly madeMs: number;
  readonly forecast: ShownForecast;
}

export type ShownForecast = Pick<
  Forecast,
  "dataset" | "series" | "model" | "horizon" | "origin" | "levels" | "quantiles" | "times"
>;

const usualLimits = { records: 20_000, bytes: 128 * 1024 * 1024 };
/** Nobody waits for the disk, and what is shown in quick succession is written at once. */
const writeAfterMs = 1_500;
const mostListed = 50;
/** Of the limits, what stays once they are exceeded: the next records then have room, and nothing is to be sorted for them. */
const keptShare = 0.95;

export class ForecastRecords {
  readonly #ports: ForecastRecordsPorts;
  /** By what tells records apart. */
  readonly #noted = new Map<string, Noted>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #hasFailed = false;
  #isStopped = false;

  constructor(ports: ForecastRecordsPorts) {
    this.#ports = ports;
  }

  /**
   * A forecast is shown: it is written a moment later. Of those of one model, horizon and last step the first one stays. Does
   * nothing for one of the past, or where the dataset's file is not known or is only looked at.
   */
  note(forecast: ShownForecast, bands: Bands): void {
    if (this.#isStopped || forecast.origin !== 0) return;
    const open = this.#ports.datasets.find(forecast.dataset);
    const path = open === undefined ? null : this.#pathOf(open);
    const series = open?.series.get(forecast.series);
    const seen = series?.times.at(-1);
    if (path === null || series === undefined || seen === undefined) return;
    const key = JSON.stringify([path, series.id, forecast.model.id, forecast.horizon, seen]);
    if (this.#noted.has(key)) return;
    const frequency = formatFrequency(series.frequency);
    this.#noted.set(key, { path, seen, frequency, bands, madeMs: this.#ports.wallNow(), forecast });
    if (this.#timer !== undefined) return;
    this.#timer = setTimeout(() => this.flush(), writeAfterMs);
    this.#timer.unref();
  }

  /** Writes what was noted. A failure is in the log, once; what could not be written is forgotten. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#noted.size === 0) return;
    const noted = [...this.#noted.values()];
    this.#noted.clear();
    try {
      this.#write(noted);
    } catch (error) {
      if (!this.#hasFailed) this.#ports.logger.error("forecast-records-not-kept", { message: String(error) });
      this.#hasFailed = true;
    }
  }

  /** Writes what was noted; nothing is noted any more. */
  stop(): void {
    this.#isStopped = true;
    this.flush();
  }

  /**
   * How earlier forecasts of a series of the same file did, by the values that the dataset has now. Forecasts of other steps, as
   * when days were read as weeks, are left out.
   *
   * @throws EngineError dataset-not-found, series-not-found
   */
  async outcomes(
    { dataset, series: id }: { readonly dataset: string; readonly series: string },
    signal?: AbortSignal,
  ): Promise<TrackRecord> {
    const { datasets, database, evaluate } = this.#ports;
    const open = datasets.get(dataset);
    const series = datasets.series(dataset, id);
    this.flush();
    const path = this.#pathOf(open);
    const isKept = path !== null && database.refusal === null;
    const found = path === null ? [] : this.#find(path, series);
    if (found.length === 0) return { dataset, series: id, isKept, records: [] };
    const { frequency, times, values, seasonLengths } = series;
    const outcomes = await evaluate.outcomes(
      { series: { frequency, times, values, seasonLengths }, forecasts: found.map((row) => madeOf(row)) },
      signal,
    );
    const records = found.flatMap((row, place) => recordOf(row, outcomes[place] ?? null));
    return { dataset, series: id, isKept, records };
  }

  /** Null where nothing is kept of it. */
  #pathOf({ isKept, source }: OpenDataset): string | null {
    return isKept ? (source?.path ?? null) : null;
  }

  /** Rows of forecasts with a step that has a value by now, newest first. */
  #find(path: string, series: IngestedSeries): readonly Record<string, unknown>[] {
    const { database } = this.#ports;
    const candidates = database.all(
      `select id, seen_ms, times from forecast_records
         where path = ? and series = ? and frequency = ? and seen_ms < ? order by made_ms desc, id desc`,
      ...[path, series.id, formatFrequency(series.frequency), series.times.at(-1) ?? 0],
    );
    const earliest = candidates.reduce(
      (least, row) => Math.min(least, Number(row["seen_ms"])),
      Number.POSITIVE_INFINITY,
    );
    const observed = observedAfter(earliest, series);
    return candidates
      .filter((row) => float64(row["times"]).some((time) => observed.has(time)))
      .slice(0, mostListed)
      .map(({ id }) => database.get("select * from forecast_records where id = ?", Number(id)))
      .filter((row) => row !== null);
  }

  #write(noted: readonly Noted[]): void {
    const { database, limits = usualLimits } = this.#ports;
    database.transaction(() => {
      for (const { path, seen, frequency, bands, madeMs, forecast } of noted) {
        const { series, model, horizon, levels, times, quantiles } = forecast;
        const [timeBytes, quantileBytes] = [bytesOf(times), bytesOf(quantiles)];
        database.run(
          `insert into forecast_records (path, series, model, model_version, model_sha256, horizon, seen_ms, frequency, bands,
               levels, times, quantiles, bytes, made_ms)
             values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
           on conflict (path, series, model, horizon, seen_ms) do nothing`,
          ...[path, series, model.id, model.version, model.sha256, horizon, seen, frequency, bands],
          ...[JSON.stringify(levels), timeBytes, quantileBytes, timeBytes.length + quantileBytes.length, madeMs],
        );
      }
      const kept = database.get("select count(*) as count, sum(bytes) as bytes from forecast_records");
      if (Number(kept?.["count"]) <= limits.records && Number(kept?.["bytes"]) <= limits.bytes) return;
      database.run(
        `delete from forecast_records where id in (
           select id from (
             select id, row_number() over newest as place, sum(bytes) over newest as size from forecast_records
             window newest as (order by made_ms desc, id desc rows unbounded preceding))
           where place > ? or size > ?)`,
        Math.ceil(limits.records * keptShare),
        Math.ceil(limits.bytes * keptShare),
      );
    });
  }
}

/** Times of the steps after this one that have a value. A series may be long, and its end is what is new. */
function observedAfter(earliest: number, { times, values }: IngestedSeries): ReadonlySet<number> {
  const observed = new Set<number>();
  for (let step = times.length - 1; step >= 0 && (times[step] as number) > earliest; step -= 1)
    if (!Number.isNaN(values[step])) observed.add(times[step] as number);
  return observed;
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array | Float64Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** Copied, to where numbers may begin. */
function float64(blob: unknown): Float64Array {
  return new Float64Array(Uint8Array.from(blob as Uint8Array).buffer);
}

function float32(blob: unknown): Float32Array {
  return new Float32Array(Uint8Array.from(blob as Uint8Array).buffer);
}

function madeOf(row: Record<string, unknown>) {
  return {
    seen: Number(row["seen_ms"]),
    levels: JSON.parse(String(row["levels"])) as number[],
    times: float64(row["times"]),
    quantiles: float32(row["quantiles"]),
  };
}

function recordOf(row: Record<string, unknown>, outcome: ForecastOutcome | null): ForecastRecord[] {
  if (outcome === null) return [];
  return [
    {
      madeMs: Number(row["made_ms"]),
      seen: Number(row["seen_ms"]),
      model: String(row["model"]),
      modelVersion: String(row["model_version"]),
      bands: row["bands"] === "calibrated" ? "calibrated" : "native",
      horizon: Number(row["horizon"]),
      outcome,
    },
  ];
}
