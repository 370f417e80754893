/** What forecasts say about thresholds, and how such chances did in the past. */
import type { PathSource, ToEvaluate } from "#contract/worker";
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

/** Each past forecast is judged by what was known then: its paths follow only those before it whose whole horizon had come. */
export function pastChances({
  series: { values },
  horizon,
  levels,
  past,
  rule,
  isAbout: about,
  seed,
}: Request<"threshold-past">): LimitReliability {
  const events = new PastEvents(values, rule);
  const first = about.indexOf(true);
  const length = about.lastIndexOf(true) + 1 - first;
  const bounded = nonNegativeSteps(values);
  const isBounded = bounded === values.length;
  const ends = Float64Array.from(past, ({ end }) => end);
  const alone = { strideSteps: horizon, chance: 0, adjustment: null, node: 0 };
  const { scores } = errorScores(past, values, ends, { levels, horizon, isNonNegative: isBounded });
  const steps: StatedChance[] = [];
  const ever: StatedChance[] = [];
  for (const [origin, { end, quantiles }] of past.entries()) {
    const marginals = { levels, quantiles, horizon, isNonNegative: end <= bounded };
    for (const [step, distribution] of distributionsOf(marginals).entries()) {
      const happened = events.at(end + step);
      if (about[step] !== true || happened === null) continue;
      const chance = chanceBeyond(distribution, rule);
      steps.push({ chance, happened, base: events.rateAt(end), origin, step: end + step });
    }
    const happened = events.ever(end + first, end + first + length);
    if (happened === null) continue;
    const known = past.filter((earlier) => earlier.end + horizon <= end).length;
    const errors = { horizon, origins: ends.slice(0, known), scores: scores.slice(0, known * horizon) };
    const source = { ...marginals, errors, ...alone };
    const chance = everBy(pathsOf([source], horizon, seed), rule, about).at(-1) ?? 0;
    ever.push({ chance, happened, base: events.everRate(end, length), origin, step: origin });
  }
  return { steps: chanceReliability(steps), ever: chanceReliability(ever) };
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
