/** What forecasts say about thresholds, and how such chances did in the past. */
import type { PathSource, ThresholdPast, ToEvaluate } from "#contract/worker";
import { EngineError } from "#domain/errors";
import { isAbout, isLimit, type LimitReliability, type Threshold, type ThresholdAnswer } from "#domain/threshold";
import { errorScores, type Paths } from "#engine/paths";
import { nonNegativeSteps } from "#engine/series";
import {
  chanceBeyond,
  chanceReliability,
  distributionsOf,
  everBy,
  limitChances,
  PastEvents,
  type StatedChance,
  stockAnswer,
  sumChances,
} from "#engine/thresholds";
import { drawPaths } from "./paths.ts";

type Request<T extends ToEvaluate["type"]> = Extract<ToEvaluate, { type: T }>;

export function thresholdAnswers({
  horizon,
  sources,
  times,
  thresholds,
  seed,
}: Request<"thresholds">): ThresholdAnswer[] {
  const drawn = pathsOf(sources, horizon, seed);
  const [only, ...others] = sources;
  const distributions = only === undefined || others.length > 0 ? null : ownDistributions(only, horizon);
  return thresholds.map((threshold) => {
    const { id, rule } = threshold;
    const none = { id, limit: null, stock: null, problem: null };
    try {
      if (!isLimit(rule)) return { ...none, stock: stockAnswer(drawn, rule) };
      const about = Array.from(times, (time) => isAbout(threshold, time));
      if (!about.includes(true)) return { ...none, problem: outsideOf(threshold) };
      const limit =
        distributions === null ? sumChances(drawn, rule, about) : limitChances(distributions, drawn, rule, about);
      return { ...none, limit };
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      return { ...none, problem: error.message };
    }
  });
}

function ownDistributions(source: PathSource, horizon: number): ReturnType<typeof distributionsOf> {
  const { levels, isNonNegative } = source;
  return distributionsOf({ levels, quantiles: adjusted(source, horizon), horizon, isNonNegative });
}

function outsideOf({ rule }: Threshold): string {
  return rule.kind === "target"
    ? "The forecast has no step at the date of this target."
    : "The forecast has no step within the dates of this threshold.";
}

/**
 * Each past forecast is judged by what was known then: its paths follow only those before it whose whole horizon had come. Of several series it is
 * their sum at each step, from paths that happen together.
 */
export function pastChances({
  members,
  horizon,
  rule,
  isAbout: about,
  seed,
}: Request<"threshold-past">): LimitReliability {
  const values = sumOf(members.map(({ series }) => series.values));
  const events = new PastEvents(values, rule);
  const first = about.indexOf(true);
  const length = about.lastIndexOf(true) + 1 - first;
  const pasts = members.map((member) => new MemberPast(member, values.length, horizon));
  const ends = pasts[0]?.ends ?? [];
  const steps: StatedChance[] = [];
  const ever: StatedChance[] = [];
  for (const [origin, end] of ends.entries()) {
    const known = ends.filter((earlier) => earlier + horizon <= end).length;
    const sources = pasts.map((past) => past.sourceAt(origin, known));
    const [only, ...others] = sources;
    const drawn = others.length > 0 ? pathsOf(sources, horizon, seed) : null;
    const at =
      drawn !== null || only === undefined
        ? sumChances(drawn as Paths, rule, about).at
        : distributionsOf(only).map((distribution) => chanceBeyond(distribution, rule));
    for (const [step, chance] of at.entries()) {
      const happened = events.at(end + step);
      if (about[step] !== true || chance === null || happened === null) continue;
      steps.push({ chance, happened, base: events.rateAt(end), origin, step: end + step });
    }
    const happened = events.ever(end + first, end + first + length);
    if (happened === null) continue;
    const chance = everBy(drawn ?? pathsOf(sources, horizon, seed), rule, about).at(-1) ?? 0;
    ever.push({ chance, happened, base: events.everRate(end, length), origin, step: origin });
  }
  return { steps: chanceReliability(steps), ever: chanceReliability(ever) };
}

/** At each step, counted from the end that all have in common; NaN where one was not observed. */
function sumOf(all: readonly Float64Array[]): Float64Array {
  const length = Math.min(...all.map((values) => values.length));
  const sum = new Float64Array(length);
  for (const values of all)
    for (let step = 0; step < length; step++) sum[step]! += values[values.length - length + step] as number;
  return sum;
}

/** What was forecast of one series, and how that had erred by then. */
class MemberPast {
  /** Of the forecasts, as steps of the sum that they saw. */
  readonly ends: readonly number[];
  readonly #member: ThresholdPast;
  readonly #horizon: number;
  readonly #bounded: number;
  readonly #scores: Float32Array;

  constructor(member: ThresholdPast, steps: number, horizon: number) {
    const { series, past, levels } = member;
    const later = series.values.length - steps;
    this.ends = past.map(({ end }) => end - later);
    this.#member = member;
    this.#horizon = horizon;
    this.#bounded = nonNegativeSteps(series.values);
    const isNonNegative = this.#bounded === series.values.length;
    const rules = { levels, horizon, isNonNegative };
    this.#scores = errorScores(past, series.values, this.ends, rules).scores;
  }

  /** @param known of the forecasts those whose whole horizon had come */
  sourceAt(origin: number, known: number): PathSource & { readonly horizon: number } {
    const { levels, past, chance } = this.#member;
    const { end, quantiles } = past[origin] as ThresholdPast["past"][number];
    const horizon = this.#horizon;
    const origins = Float64Array.from(this.ends.slice(0, known));
    const errors = { horizon, origins, scores: this.#scores.slice(0, known * horizon) };
    return {
      ...{ levels, quantiles, horizon, isNonNegative: end <= this.#bounded, errors },
      ...{ strideSteps: horizon, chance, adjustment: null, node: 0 },
    };
  }
}

/** Of their sum at each step; of one alone those that its totals are of. */
function pathsOf(sources: readonly PathSource[], horizon: number, seed: number): Paths {
  const found: Paths[] = [];
  drawPaths({ horizon, sources, parents: [null], seed }, (_, { paths, values }) => {
    found.push({ paths, horizon, values: values.slice() });
  });
  const [paths] = found;
  if (paths === undefined) throw new EngineError("internal", "No path was drawn.");
  return paths;
}

/** Of an adjusted forecast, as its paths are. */
function adjusted({ quantiles, adjustment }: PathSource, horizon: number): Float32Array {
  if (adjustment === null) return quantiles;
  const { shift, spread, bound } = adjustment;
  return quantiles.map((value, at) =>
    Math.max(bound, value * (spread[at % horizon] as number) + (shift[at % horizon] as number)),
  );
}
