/** What a dataset's influences are made of, once everything that they name is at hand: holidays of the years in question, columns with their numbers. */
import { createHash } from "node:crypto";
import type { SeriesToExplain } from "#contract/worker";
import type { IngestedDataset } from "#domain/dataset";
import { hasInfluences, type Holiday, type InfluenceSettings, type InfluencesState } from "#domain/influence";
import { dayMs, type IngestedSeries, type TimeZone } from "#domain/series";
import { knownThen, type Subject } from "#engine/influences";
import { horizonTimes, visibleSteps } from "#main/forecasts";

/** Changes when the same influences do something else to a series. */
const influencesVersion = 2;
/** A year of a short series says little; others of its file tell what is usual. */
const shortSteps = 800;
const maxOthers = 8;

export class InfluenceContent {
  /** Names all of it: letters and digits. */
  readonly id: string;
  readonly settings: InfluenceSettings;
  readonly holidays: readonly Holiday[];
  /** The file, read for the columns alone; null without any. */
  readonly #columns: IngestedDataset | null;
  readonly #words = new Map<string, readonly string[]>();
  readonly #valueAt = new WeakMap<IngestedSeries, ReadonlyMap<number, number>>();

  constructor(settings: InfluenceSettings, holidays: readonly Holiday[], columns: IngestedDataset | null) {
    this.settings = settings;
    this.holidays = holidays;
    this.#columns = columns;
    const all = JSON.stringify([influencesVersion, settings, holidays, columns?.handle ?? null]);
    this.id = createHash("sha256").update(all).digest("hex").slice(0, 16);
  }

  /** `holidays`, `holidays and events`, `temperature`: what is said to help. */
  get subject(): string {
    return this.subjectOf(this.settings.columns).text;
  }

  /** @param columns those of its columns that are in question */
  subjectOf(columns: readonly string[]): Subject {
    const { holidays, events } = this.settings;
    const parts = [...(holidays === null ? [] : ["holidays"]), ...(events.length === 0 ? [] : ["events"]), ...columns];
    const isSingular = parts.length === 1 && columns.length === 1;
    const last = parts.pop() ?? "influences";
    return { text: parts.length === 0 ? last : `${parts.join(", ")} and ${last}`, isSingular };
  }

  get isEmpty(): boolean {
    return !hasInfluences(this.settings);
  }

  /** Public holidays and events, by their days. */
  marks(): InfluencesState["marks"] {
    return [
      ...this.holidays
        .filter(({ kind }) => kind === "everyone")
        .map(({ name, day }) => ({ name, from: day * dayMs, to: (day + 1) * dayMs - 1, kind: "holiday" as const })),
      ...this.settings.events.map(({ name, from, to }) => ({
        ...{ name, kind: "event" as const },
        from: Date.parse(`${from}T00:00:00Z`),
        to: Date.parse(`${to}T00:00:00Z`) + dayMs - 1,
      })),
    ];
  }

  /**
   * A series as far as an origin, with what was known of its columns then: as far ahead of it as the file knows them after the last
   * value of the series, as it says them now.
   */
  seriesAt(
    series: IngestedSeries,
    { origin, horizon, zone }: { readonly origin: number; readonly horizon: number; readonly zone: TimeZone },
  ): SeriesToExplain {
    const steps = visibleSteps(series, origin);
    const times = new Float64Array(steps + horizon);
    times.set(series.times.subarray(0, steps));
    times.set(horizonTimes(series, origin, horizon, zone), steps);
    return {
      frequency: series.frequency,
      // A copy: what is sent takes its whole buffer along, and the future must not travel.
      values: series.values.slice(0, steps),
      times,
      columns: this.settings.columns.flatMap((column) => {
        const ahead = this.aheadOf(series, column, zone);
        const words = this.#wordsOf(column);
        const valuesOf = (name: string): Float64Array =>
          knownThen(this.#valuesOf(series.id, name, times), steps, ahead);
        return words.length === 0
          ? [{ name: column, values: valuesOf(column) }]
          : words.map((word) => ({
              ...{ name: `${column}: ${word}`, isWord: true },
              values: valuesOf(`${column}=${word}`),
            }));
      }),
    };
  }

  /** Of a column of words those that were read, each as a column of its own. */
  #wordsOf(column: string): readonly string[] {
    const known = this.#words.get(column);
    if (known !== undefined) return known;
    const mark = `${column}=`;
    const words = new Set<string>();
    for (const { id } of this.#columns?.series ?? []) {
      const inner = id.indexOf(` / ${mark}`);
      if (id.startsWith(mark)) words.add(id.slice(mark.length));
      else if (inner >= 0) words.add(id.slice(inner + 3 + mark.length));
    }
    const made = [...words].toSorted();
    this.#words.set(column, made);
    return made;
  }

  /** Why columns are not used, whatever the series, in sentences. */
  get refusals(): readonly string[] {
    return (this.#columns?.warnings ?? [])
      .filter(({ code }) => code === "too-many-words")
      .map(({ message }) => message);
  }

  /** Steps after the last value of a series for which a column has values. */
  aheadOf(series: IngestedSeries, column: string, zone: TimeZone): number {
    const [word] = this.#wordsOf(column);
    const name = word === undefined ? column : `${column}=${word}`;
    const source = this.#sourceOf(series.id, name);
    const last = series.times.at(-1);
    if (source === undefined || last === undefined) return 0;
    const later = source.times.length - 1 - source.times.findLastIndex((time) => time <= last);
    const values = this.#valuesOf(series.id, name, horizonTimes(series, 0, later, zone));
    const missing = values.findIndex((value) => Number.isNaN(value));
    return missing < 0 ? later : missing;
  }

  /** Series of the same steps, as far as the same time; none where the series is long enough for itself. */
  othersAt(
    dataset: Pick<IngestedDataset, "series" | "zone">,
    series: IngestedSeries,
    place: { readonly origin: number; readonly horizon: number },
  ): readonly SeriesToExplain[] {
    const steps = visibleSteps(series, place.origin);
    if (steps > shortSteps) return [];
    const until = series.times[steps - 1] ?? Number.NEGATIVE_INFINITY;
    const { unit, count } = series.frequency;
    const alike = dataset.series.filter(
      ({ id, frequency }) => id !== series.id && frequency.unit === unit && frequency.count === count,
    );
    const stride = Math.max(1, Math.ceil(alike.length / maxOthers));
    return alike
      .filter((_, index) => index % stride === 0)
      .flatMap((other) => {
        const seen = other.times.findLastIndex((time) => time <= until) + 1;
        if (seen < 1) return [];
        const origin = seen - other.values.length;
        return [this.seriesAt(other, { origin, horizon: place.horizon, zone: dataset.zone })];
      });
  }

  /** NaN where the file has no value at that time. */
  #valuesOf(series: string, name: string, times: Float64Array): Float64Array {
    const source = this.#sourceOf(series, name);
    if (source === undefined) return new Float64Array(times.length).fill(Number.NaN);
    const known =
      this.#valueAt.get(source) ??
      new Map(source.values.entries().map(([step, value]) => [source.times[step] as number, value]));
    this.#valueAt.set(source, known);
    return times.map((time) => known.get(time) ?? Number.NaN);
  }

  /** The column's numbers of the same rows: of the same ids, or of the whole file. */
  #sourceOf(series: string, name: string): IngestedSeries | undefined {
    const own = this.#columns?.series ?? [];
    const label = series.includes(" / ") ? series.slice(0, series.lastIndexOf(" / ")) : series;
    const read = this.settings.columns.reduce((sum, column) => sum + Math.max(1, this.#wordsOf(column).length), 0);
    const isSingle = read === 1;
    const names = [`${series} / ${name}`, `${label} / ${name}`, ...(isSingle ? [series, label] : []), name];
    return names.map((wanted) => own.find(({ id }) => id === wanted)).find((found) => found !== undefined);
  }
}
