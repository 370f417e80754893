/** What was forecast of files whose place is known, kept for when they are read again with more rows. */
import type { ForecastOutcome, ForecastRecord, KeptForecast, TrackRecord } from "#domain/difference";
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
  /** What tells a series with corrected values from the same one with others; null where it is as its file has it. */
  readonly correctedAs: (dataset: string, series: string) => string | null;
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
  /** The model that it was asked by, which for a choice is not the one that made it. */
  readonly asked: string;
  readonly corrected: string | null;
  readonly madeMs: number;
  readonly forecast: ShownForecast;
}

export type ShownForecast = Pick<
  Forecast,
  "dataset" | "series" | "model" | "horizon" | "origin" | "levels" | "quantiles" | "times"
>;

/** A forecast of the future, as it was asked for. */
export interface AskedForecast {
  readonly dataset: string;
  readonly series: string;
  readonly model: string;
  /** Steps. */
  readonly horizon: number;
}

const usualLimits = { records: 20_000, bytes: 128 * 1024 * 1024 };
/** Nobody waits for the disk, and what is shown in quick succession is written at once. */
const writeAfterMs = 1_500;
const mostListed = 50;
/** Forecasts that may be shown again, by an undone correction, without being asked for. */
const mostRemembered = 200;
/** Of the limits, what stays once they are exceeded: the next records then have room, and nothing is to be sorted for them. */
const keptShare = 0.95;

export class ForecastRecords {
  readonly #ports: ForecastRecordsPorts;
  /** By what tells records apart. */
  readonly #noted = new Map<string, Noted>();
  /** The last ones that were noted, by dataset and what tells them apart there. */
  readonly #shown = new Map<
    string,
    { readonly forecast: ShownForecast; readonly bands: Bands; readonly asked: string }
  >();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #hasFailed = false;
  #isStopped = false;

  constructor(ports: ForecastRecordsPorts) {
    this.#ports = ports;
  }

  /**
   * A forecast is shown: it is written a moment later. Of those that were asked for by one model, of one horizon and last step, the first
   * one stays, until values are corrected: then that of the series as it is corrected takes its place. Does nothing for one of the
   * past, or where the dataset's file is not known or is only looked at.
   *
   * @param asked the model by which it was asked for
   */
  note(forecast: ShownForecast, bands: Bands, asked: string = forecast.model.id): void {
    if (this.#isStopped || forecast.origin !== 0) return;
    const open = this.#ports.datasets.find(forecast.dataset);
    const path = open === undefined ? null : this.#pathOf(open);
    const series = open?.series.get(forecast.series);
    const seen = series?.times.at(-1);
    if (path === null || series === undefined || seen === undefined) return;
    const corrected = this.#ports.correctedAs(forecast.dataset, series.id);
    this.#remember(forecast, bands, asked);
    const key = JSON.stringify([path, series.id, asked, forecast.horizon, seen]);
    if (this.#noted.get(key)?.corrected === corrected) return;
    const frequency = formatFrequency(series.frequency);
    this.#noted.set(key, { path, seen, frequency, bands, asked, corrected, madeMs: this.#ports.wallNow(), forecast });
    if (this.#timer !== undefined) return;
    this.#timer = setTimeout(() => this.flush(), writeAfterMs);
    this.#timer.unref();
  }

  /** A file is shown as this dataset again, and with it the forecasts that were shown of it before. */
  shownAgain(dataset: string): void {
    const again = [...this.#shown.values()].filter(({ forecast }) => forecast.dataset === dataset);
    for (const { forecast, bands, asked } of again) this.note(forecast, bands, asked);
  }

  #remember(forecast: ShownForecast, bands: Bands, asked: string): void {
    const key = JSON.stringify([forecast.dataset, forecast.series, asked, forecast.horizon]);
    // What was shown last is forgotten last.
    const first = this.#shown.get(key) ?? { forecast, bands, asked };
    this.#shown.delete(key);
    this.#shown.set(key, first);
    if (this.#shown.size <= mostRemembered) return;
    const [oldest] = this.#shown.keys();
    if (oldest !== undefined) this.#shown.delete(oldest);
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

  /**
   * What was shown of a series of the same file, as it was asked for: the two that knew most. One of them may be the forecast that is shown
   * now. None knew more than the dataset has now.
   *
   * @throws EngineError dataset-not-found, series-not-found
   */
  earlier({ dataset, series: id, model, horizon }: AskedForecast): readonly KeptForecast[] {
    const { datasets, database } = this.#ports;
    const path = this.#pathOf(datasets.get(dataset));
    const series = datasets.series(dataset, id);
    this.flush();
    if (path === null) return [];
    return database
      .all(
        `select * from forecast_records
           where path = ? and series = ? and horizon = ? and coalesce(asked, model) = ? and frequency = ? and seen_ms <= ?
           order by seen_ms desc, made_ms desc, id desc limit 2`,
        ...[path, id, horizon, model, formatFrequency(series.frequency), series.times.at(-1) ?? 0],
      )
      .map((row) => ({ ...keptOf(row), ...madeOf(row), model: String(row["model"]) }));
  }

  /**
   * What was shown of a series of the same file, by whatever model, and of which steps have come since; newest first.
   *
   * @throws EngineError dataset-not-found, series-not-found
   */
  shownOf({ dataset, series: id }: { readonly dataset: string; readonly series: string }) {
    const { datasets } = this.#ports;
    const path = this.#pathOf(datasets.get(dataset));
    const series = datasets.series(dataset, id);
    this.flush();
    return path === null ? [] : this.#find(path, series).map((row) => ({ ...madeOf(row), madeMs: keptOf(row).madeMs }));
  }

  /** The file at a path was moved: what was forecast of it goes with it. */
  moved(before: string, path: string): void {
    this.#ports.database.run("update or ignore forecast_records set path = ? where path = ?", path, before);
  }

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
      for (const { path, seen, frequency, bands, asked, corrected, madeMs, forecast } of noted) {
        const { series, model, horizon, levels, times, quantiles } = forecast;
        const known = database.get(
          `select id, corrected from forecast_records
             where path = ? and series = ? and horizon = ? and seen_ms = ? and coalesce(asked, model) = ?`,
          ...[path, series, horizon, seen, asked],
        );
        if (known !== null && known["corrected"] === corrected) continue;
        if (known !== null) database.run("delete from forecast_records where id = ?", Number(known["id"]));
        const [timeBytes, quantileBytes] = [bytesOf(times), bytesOf(quantiles)];
        database.run(
          `insert into forecast_records (path, series, model, model_version, model_sha256, horizon, seen_ms, frequency, bands,
               levels, times, quantiles, bytes, made_ms, asked, corrected)
             values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
           on conflict (path, series, model, horizon, seen_ms) do nothing`,
          ...[path, series, model.id, model.version, model.sha256, horizon, seen, frequency, bands],
          ...[JSON.stringify(levels), timeBytes, quantileBytes, timeBytes.length + quantileBytes.length, madeMs],
          ...[asked, corrected],
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

function keptOf(row: Record<string, unknown>) {
  return {
    madeMs: Number(row["made_ms"]),
    seen: Number(row["seen_ms"]),
    bands: row["bands"] === "calibrated" ? ("calibrated" as const) : ("native" as const),
    horizon: Number(row["horizon"]),
    isCorrected: row["corrected"] !== null,
  };
}

function recordOf(row: Record<string, unknown>, outcome: ForecastOutcome | null): ForecastRecord[] {
  if (outcome === null) return [];
  return [
    {
      ...keptOf(row),
      model: String(row["model"]),
      modelVersion: String(row["model_version"]),
      outcome,
    },
  ];
}
