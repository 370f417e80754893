/** Which influences are in use for which dataset, and for which of its series they help. */
import { EngineError } from "#domain/errors";
import type { Forecast, ForecastKey, ForecastWarning } from "#domain/forecast";
import {
  hasInfluences,
  type InfluencesState,
  type InfluenceUse,
  noInfluences,
  type Holiday,
  type InfluenceSettings,
  type InfluenceVerdict,
  influencedModel,
  withInfluences,
} from "#domain/influence";
import type { IngestedDataset } from "#domain/dataset";
import type { QueryCache } from "#engine/cache";
import { judgeInfluences, type NamedInfluences } from "#engine/influences";
import type { EvaluateClient } from "./evaluate-client.ts";
import { InfluenceContent } from "./influence-content.ts";
import { common, evaluated, forecastsAt, type ForecastSource, originsOf } from "./past-forecasts.ts";
import type { OpenData } from "./ports.ts";

export interface InfluencesPorts {
  readonly datasets: OpenData;
  readonly holidays: {
    /** @throws EngineError wrong-arguments for a place that is not known */
    of(place: string, from: number, to: number, signal?: AbortSignal): Promise<readonly Holiday[]>;
  };
  readonly evaluate: Pick<EvaluateClient, "backtest">;
  readonly queries: QueryCache;
}

/** What a verdict is asked about. */
export type JudgedKey = ForecastKey;

interface InUse {
  readonly content: InfluenceContent;
  readonly use: InfluenceUse;
  /** Series that they may be used for; null: all. */
  readonly only: ReadonlySet<string> | null;
  /** By series. */
  readonly verdicts: Map<string, Judged>;
}

interface Judged extends InfluenceVerdict {
  readonly model: string;
  /** That it was judged from; 0 where it was kept: the end of the data. */
  readonly origin?: number;
}

/** A horizon each: two dozen past weeks of weeks, a year of fortnights. */
const maxJudged = 24;
/** Holidays are looked up for so many years beyond the data: further than anybody forecasts days. */
const yearsAhead = 3;
/** Changes when the same past leads to another verdict. */
const verdictVersion = 2;

export class Influences {
  readonly #ports: InfluencesPorts;
  /** By the id of the content: forecasts name it. */
  readonly #contents = new Map<string, InfluenceContent>();
  /** By dataset. */
  readonly #inUse = new Map<string, InUse>();

  constructor(ports: InfluencesPorts) {
    this.#ports = ports;
  }

  /**
   * Looks up what the settings name.
   *
   * @param readColumns reads the dataset's file for these columns alone
   * @throws EngineError wrong-arguments for holidays of a place that is not known, and what reading throws
   */
  async prepare(
    dataset: string,
    settings: InfluenceSettings,
    readColumns: (columns: readonly string[], signal: AbortSignal) => Promise<IngestedDataset>,
    signal: AbortSignal,
  ): Promise<InfluenceContent> {
    const [from, to] = yearsOf(this.#ports.datasets.get(dataset).dataset);
    const holidays =
      settings.holidays === null
        ? []
        : await this.#ports.holidays.of(settings.holidays, from - 1, to + yearsAhead, signal);
    const columns = settings.columns.length === 0 ? null : await readColumns(settings.columns, signal);
    const content = new InfluenceContent(settings, holidays, columns);
    const known = this.#contents.get(content.id) ?? content;
    this.#contents.set(content.id, known);
    return known;
  }

  /** From now on forecasts of the dataset know of them; null: of none. What was judged before is forgotten. */
  use(
    dataset: string,
    content: InfluenceContent | null,
    use: InfluenceUse = "helping",
    only: readonly string[] | null = null,
  ): void {
    if (content === null || !hasInfluences(content.settings)) this.#inUse.delete(dataset);
    else this.#inUse.set(dataset, { content, use, only: only === null ? null : new Set(only), verdicts: new Map() });
  }

  inUse(dataset: string): (Pick<InUse, "content" | "use"> & { readonly verdicts: ReadonlyMap<string, Judged> }) | null {
    return this.#inUse.get(dataset) ?? null;
  }

  /** @throws EngineError model-not-found where nothing of that name is known */
  content(id: string): InfluenceContent {
    const known = this.#contents.get(id);
    if (known !== undefined) return known;
    throw new EngineError("model-not-found", "What this forecast knew of holidays and events is not known here.", {
      hint: "Choose the influences again.",
    });
  }

  /** The model with the influences that are in use for the series, where they are; else as it is. */
  modelOf({
    dataset,
    series,
    model,
  }: {
    readonly dataset: string;
    readonly series: string;
    readonly model: string;
  }): string {
    const own = this.#inUse.get(dataset);
    if (own === undefined || influencedModel(model) !== null) return model;
    if (own.only?.has(series) === false) return model;
    const isUsed = own.use === "always" || own.verdicts.get(series)?.helps === true;
    return isUsed ? withInfluences(model, own.content.id) : model;
  }

  /**
   * Whether a model's forecasts of a series are better with the dataset's influences, by the past before the origin; kept for
   * `modelOf`. Each past forecast knows what was known then; of columns as far ahead as they are known now.
   *
   * @param source forecasts of models with influences and without
   * @throws EngineError wrong-arguments where the dataset has no influences in use
   */
  async judge(key: JudgedKey, source: ForecastSource, signal: AbortSignal): Promise<InfluenceVerdict> {
    const own = this.#inUse.get(key.dataset);
    if (own === undefined) throw new EngineError("wrong-arguments", "No influences are in use for this file.");
    const verdict = await this.#verdictOf(key, own.content, source, signal);
    // They may have been changed meanwhile.
    if (this.#inUse.get(key.dataset) === own)
      own.verdicts.set(key.series, { ...verdict, model: key.model, origin: key.origin });
    return verdict;
  }

  /** What a reader of a forecast of the past must know: whether influences help was judged by what came after its origin, too. */
  hindsightOf({ dataset, series, model, origin }: ForecastKey): ForecastWarning | null {
    const own = this.#inUse.get(dataset);
    const verdict = own?.verdicts.get(series);
    if (own?.use !== "helping" || verdict === undefined || influencedModel(model) !== null) return null;
    if (own.only?.has(series) === false || (verdict.origin ?? 0) <= origin) return null;
    return {
      code: "judged-later",
      message: `That it ${verdict.helps ? "knows of influences" : "knows of no influences"} was decided by all of the past, also by what came after this forecast was made.`,
    };
  }

  /** Verdicts of before, of the same content: of what was judged in an earlier start. */
  bring(dataset: string, verdicts: Iterable<readonly [series: string, verdict: Judged]>): void {
    const own = this.#inUse.get(dataset);
    for (const [series, verdict] of verdicts) own?.verdicts.set(series, verdict);
  }

  /** What a manifest says of forecasts of these series, so that they can be made again whatever is judged then; null without any. */
  namedFor(dataset: string, forecasts: readonly Pick<Forecast, "series" | "model">[]): NamedInfluences | null {
    const own = this.#inUse.get(dataset);
    if (own === undefined) return null;
    const influenced = forecasts.filter(({ model }) => influencedModel(model.id)?.content === own.content.id);
    if (influenced.length === 0) return null;
    const only = influenced.length === forecasts.length ? null : influenced.map(({ series }) => series);
    return { ...own.content.settings, use: "always", only };
  }

  stateOf(dataset: string): InfluencesState {
    const { columns, series } = this.#ports.datasets.get(dataset).dataset;
    const own = this.#inUse.get(dataset);
    const names = columns
      .filter(({ role, type }) => type !== "time" && role !== "time" && role !== "id")
      .map(({ name }) => name);
    // The only thing that is forecast can't explain itself: of one series, or of many in rows of one column.
    const targets = columns.filter(({ role }) => role === "target");
    const only = targets.length === 1 ? targets[0]?.name : series.length === 1 ? series[0]?.id : undefined;
    const usable = names.filter((name) => name !== only);
    return {
      settings: own?.content.settings ?? noInfluences,
      use: own?.use ?? "helping",
      columns: usable,
      verdicts: [...(own?.verdicts ?? [])].map(([id, { origin: _origin, ...verdict }]) => ({ ...verdict, series: id })),
      marks: own?.content.marks() ?? [],
    };
  }

  async #verdictOf(
    { dataset, series: id, model, horizon, origin }: JudgedKey,
    content: InfluenceContent,
    source: ForecastSource,
    signal: AbortSignal,
  ): Promise<InfluenceVerdict> {
    const { datasets, evaluate } = this.#ports;
    const series = datasets.series(dataset, id);
    const { zone } = datasets.get(dataset).dataset;
    const ahead = content.settings.columns.map((name) => ({ name, steps: content.aheadOf(series, name, zone) }));
    const useless = ahead.filter(({ steps }) => steps < horizon);
    const refused = content.refusals;
    const notes = useless.map(
      ({ name, steps }) =>
        refused.find((message) => message.startsWith(`"${name}" `)) ?? aheadNote(name, steps, horizon),
    );
    const usable = content.settings.columns.filter((name) => !useless.some((one) => one.name === name));
    const { holidays, events } = content.settings;
    const [only] = notes;
    if (only !== undefined && usable.length === 0 && holidays === null && events.length === 0)
      return {
        ...{ helps: false, change: Number.NaN, changeSince: Number.NaN, origins: 0, horizon },
        ...{ reason: notes.map((note) => note.replace(/\.$/, "")).join("; "), notes: [] },
      };
    const origins = originsOf(series, origin, horizon, maxJudged, horizon);
    const gathered = new Map<string, ReadonlyMap<number, Forecast>>();
    const names = [model, withInfluences(model, content.id)] as const;
    if (origins.length > 0)
      for (const name of names)
        gathered.set(name, await forecastsAt(source, { dataset, series: id, model: name, horizon }, origins, signal));
    const known = common(origins, gathered);
    const identities = names.map((name) => [...(gathered.get(name)?.values() ?? [])][0]?.model.sha256 ?? "");
    const about = { series: id, horizon, origin, content: content.id, model, identities, version: verdictVersion };
    return this.#ports.queries.answer(
      { kind: "influences-help", dataset, about },
      async (aborted) => {
        const losses = await this.#lossesOf(
          known,
          names,
          { series: evaluated(series, origin), horizon, origin },
          evaluate,
          aborted,
        );
        const made = judgeInfluences(losses, horizon, series.frequency, content.subjectOf(usable));
        const value = { ...made, notes };
        return { value, bytes: 512 };
      },
      signal,
    );
  }

  async #lossesOf(
    { origins, forecasts }: ReturnType<typeof common>,
    [without, withThem]: readonly [string, string],
    {
      series,
      horizon,
      origin,
    }: { readonly series: ReturnType<typeof evaluated>; readonly horizon: number; readonly origin: number },
    evaluate: Pick<EvaluateClient, "backtest">,
    signal: AbortSignal,
  ): Promise<{ readonly without: number; readonly withThem: number }[]> {
    if (origins.length === 0) return [];
    const { models } = await evaluate.backtest(
      { series, horizon, origins: origins.map((one) => one - origin), statistical: [], forecasts, names: {} },
      signal,
    );
    const lossAt = (name: string, index: number): number =>
      models.find(({ model }) => model === name)?.past[index]?.pinballSum ?? Number.NaN;
    return origins.map((_, index) => ({ without: lossAt(without, index), withThem: lossAt(withThem, index) }));
  }
}

/** @param steps that the column is known ahead */
function aheadNote(name: string, steps: number, horizon: number): string {
  return steps === 0
    ? `"${name}" has no values after the last one of the series, so forecasts can't know it.`
    : `"${name}" is known for ${steps} of ${horizon} steps ahead, so forecasts can't know it.`;
}

/** First and last year of any of its series. */
function yearsOf({ series }: Pick<IngestedDataset, "series">): readonly [number, number] {
  const yearOf = (ms: number | undefined): number => new Date(ms ?? 0).getUTCFullYear();
  return [
    Math.min(...series.map(({ times }) => yearOf(times[0]))),
    Math.max(...series.map(({ times }) => yearOf(times.at(-1)))),
  ];
}
