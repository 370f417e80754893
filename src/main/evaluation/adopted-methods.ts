/** Which method the user took for which series, kept from start to start. */
import { EngineError } from "#domain/errors";
import { adoptedModel, type AdoptedMethod } from "#domain/job";
import { isConfigured, methodId } from "#domain/method";
import { forecasters } from "#engine/forecasters/catalogue";
import type { UserDatabase } from "#main/database";
import type { KnownModels, OpenData } from "./ports.ts";

/** What is taken for one series; a null method gives it back to the default model. */
export interface Adoption {
  readonly series: string;
  /** A method's id, or a model's with a file. */
  readonly method: string | null;
  /** Null without a search. */
  readonly metric?: string | null;
  readonly score?: number | null;
  readonly honestScore?: number | null;
}

export interface AdoptedMethodsPorts {
  readonly database: UserDatabase;
  readonly datasets: Pick<OpenData, "series"> & {
    /** The file that an open dataset was read from. */
    find(handle: string): { readonly source: { readonly path?: string } | null } | undefined;
  };
  readonly models: KnownModels;
  readonly onChange: (change: { readonly dataset: string; readonly series: readonly string[] }) => void;
  /** Milliseconds since 1970. */
  readonly wallNow: () => number;
}

/** Of this content, or, where that has none, the newest of an earlier content of the same file. */
const effective = `
  select * from (
    select *, row_number() over (partition by series order by dataset = given.handle desc, adopted_ms desc, rowid desc) as place
    from adopted_methods, (select ? as handle, nullif(?, '') as file) as given
    where (dataset = given.handle or path = given.file)`;

export class AdoptedMethods {
  readonly #ports: AdoptedMethodsPorts;

  constructor(ports: AdoptedMethodsPorts) {
    this.#ports = ports;
  }

  /** By series. */
  list(dataset: string): readonly AdoptedMethod[] {
    const rows = this.#ports.database.all(
      `${effective}) where place = 1 and method is not null order by series`,
      dataset,
      this.#pathOf(dataset),
    );
    return rows.map((row) => adoptedOf(dataset, row));
  }

  /** The method's id; null where none was adopted. */
  methodOf(dataset: string, series: string): string | null {
    const row = this.#ports.database.get(
      `${effective} and series = ?) where place = 1`,
      dataset,
      this.#pathOf(dataset),
      series,
    );
    return (row?.["method"] ?? null) as string | null;
  }

  /**
   * The model that is meant: `adopted` is the one that was adopted for the series, or the default one of its frequency.
   *
   * @throws EngineError dataset-not-found, series-not-found; model-not-found where what was adopted is not there any more: nothing
   *   takes its place without a word
   */
  modelOf({
    dataset,
    series,
    model,
  }: {
    readonly dataset: string;
    readonly series: string;
    readonly model: string;
  }): string {
    if (model !== adoptedModel) return model;
    const { datasets, models } = this.#ports;
    const method = this.methodOf(dataset, series);
    return method === null
      ? models.defaultModel(datasets.series(dataset, series).frequency)
      : this.#stillKnown(method, series);
  }

  /**
   * All of them or none.
   *
   * @param job the search that found them; null: by hand
   * @returns what stood there before, where anything did
   * @throws EngineError `user-data-unavailable` where it would be forgotten; `model-not-found`, `wrong-arguments` for a method that there is not
   */
  adopt(dataset: string, choices: readonly Adoption[], job: string | null): readonly AdoptedMethod[] {
    const { database, wallNow, onChange } = this.#ports;
    database.requireDurable();
    const path = this.#pathOf(dataset);
    const rows = choices.map(({ series, method, metric = null, score = null, honestScore = null }) => ({
      ...{ series, method: method === null ? null : this.#known(method) },
      ...{ metric, score, honestScore },
    }));
    const series = new Set(choices.map((choice) => choice.series));
    const before = this.list(dataset).filter((known) => series.has(known.series));
    database.transaction(() => {
      database.run(
        `insert into adopted_methods
           select ?, value ->> 'series', nullif(?, ''), value ->> 'method', ?, nullif(?, ''), value ->> 'metric',
             value ->> 'score', value ->> 'honestScore', ?
           from json_each(?) where true
         on conflict (dataset, series) do update set
           path = excluded.path, method = excluded.method, source = excluded.source, job = excluded.job,
           metric = excluded.metric, score = excluded.score, honest_score = excluded.honest_score,
           adopted_ms = excluded.adopted_ms`,
        dataset,
        path,
        job === null ? "manual" : "search",
        job ?? "",
        wallNow(),
        JSON.stringify(rows),
      );
    });
    onChange({ dataset, series: [...series] });
    return before;
  }

  /**
   * What a project says was adopted for the file at a path, where nothing is known of it here. Methods that there are not are passed over.
   *
   * @param dataset handle of its content
   */
  bring(
    dataset: string,
    path: string,
    methods: readonly Pick<AdoptedMethod, "series" | "method" | "metric" | "score" | "honestScore">[],
  ): void {
    const { database, wallNow } = this.#ports;
    database.transaction(() => {
      for (const { series, method, metric, score, honestScore } of methods) {
        if (!this.#isKnown(method)) continue;
        database.run(
          `insert into adopted_methods
             select ?, ?, ?, ?, 'manual', null, ?, ?, ?, ?
             where not exists (select 1 from adopted_methods where series = ? and (dataset = ? or path = ?))`,
          ...[dataset, series, path, method, metric, score, honestScore, wallNow(), series, dataset, path],
        );
      }
    });
  }

  /** The file at a path was moved: what was adopted for it goes with it. */
  moved(before: string, path: string): void {
    this.#ports.database.run("update adopted_methods set path = ? where path = ?", path, before);
  }

  #isKnown(method: string): boolean {
    try {
      this.#known(method);
      return true;
    } catch {
      return false;
    }
  }

  #known(method: string): string {
    if (isConfigured(method) || forecasters.has(method)) return methodId(forecasters.method(method));
    if (this.#ports.models.list().some(({ id }) => id === method)) return method;
    throw new EngineError("model-not-found", `There is no model "${method}" that could be adopted.`);
  }

  /** A model may have been removed since, and a later version may read a method's parameters otherwise. */
  #stillKnown(method: string, series: string): string {
    try {
      return this.#known(method);
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      throw new EngineError("model-not-found", `"${method}" was adopted for "${series}", and is not there any more.`, {
        hint: "Choose another model for the series, or adopt another method.",
      });
    }
  }

  /** Empty where it is not known. */
  #pathOf(dataset: string): string {
    return this.#ports.datasets.find(dataset)?.source?.path ?? "";
  }
}

function adoptedOf(dataset: string, row: Record<string, unknown>): AdoptedMethod {
  return {
    dataset,
    series: String(row["series"]),
    method: String(row["method"]),
    source: row["source"] === "search" ? "search" : "manual",
    job: row["job"] as string | null,
    metric: row["metric"] as string | null,
    score: row["score"] as number | null,
    honestScore: row["honest_score"] as number | null,
    adoptedMs: Number(row["adopted_ms"]),
  };
}
