/** Chances that a limit is ever crossed: how often what was stated happens, by joint paths, beside steps that are taken to be independent. */
import { sampleQuantile } from "#engine/numerics";
import { type ErrorPast, errorScores, fitDependence, PathDraw, pastWeight, type Paths } from "#engine/paths";
import { chanceReliability, distributionsOf, limitChances, PastEvents, type StatedChance } from "#engine/thresholds";
import type { ChanceReliability, LimitRule } from "#domain/threshold";
import { type DataSet, dataSets } from "./accuracy-sets.ts";
import { evenly, windowsOf } from "./accuracy-windows.ts";
import type { BenchContext } from "./lib.ts";
import { judge, type JudgedWindow, loadDefault } from "./past-forecasts.ts";

export const describe =
  "chances of crossing a limit at a step and ever, against what happened, by paths and by steps taken to be independent (FANTAIL_DATA)";

const paths = 1000;
const maxWindows = { full: 40, quick: 6 } as const;
/** Quantiles of the steps before the origin that the limits are at: crossed often, and seldom. */
const limitLevels = [0.1, 0.9, 0.98] as const;
/** Steps before the origin that a limit is a quantile of: what somebody would call usual. */
const usualSteps = 400;

interface Stated {
  readonly steps: StatedChance[];
  readonly ever: StatedChance[];
  readonly independent: StatedChance[];
}

/** `npm run bench -- thresholds NAME…` judges those sets only. */
export async function run({ args, quick, note, figure }: BenchContext): Promise<void> {
  const folder = process.env["FANTAIL_DATA"];
  if (folder === undefined || folder === "") {
    note("No chance was judged: set FANTAIL_DATA to the folder of the benchmark data (bench/README.md).");
    return;
  }
  const maker = await loadDefault();
  const { levels } = maker.manifest.output;
  const all: Stated = { steps: [], ever: [], independent: [] };
  let sets = 0;
  for (const set of dataSets.filter(({ name }) => args.length === 0 || args.includes(name))) {
    const own: Stated = { steps: [], ever: [], independent: [] };
    const windows = evenly(windowsOf(set, set.read(folder)), quick ? maxWindows.quick : maxWindows.full);
    for (const [index, window] of windows.entries()) {
      if (window.actuals.some(Number.isNaN)) continue;
      const judged = await judge(maker, set, window);
      // Each window is a forecast of its own, of steps that no other one has.
      state(own, set, judged, levels, sets * 1000 + index);
    }
    const [ever, independent] = [chanceReliability(own.ever), chanceReliability(own.independent)];
    if (ever === null || independent === null) continue;
    sets++;
    note(
      `${set.name.padEnd(34)} ever: stated ${percent(ever.stated)}, by independent steps ${percent(independent.stated)}, happened ${percent(ever.events / ever.steps)} of ${ever.steps}`,
    );
    for (const key of ["steps", "ever", "independent"] as const) all[key].push(...own[key]);
  }
  const [steps, ever, independent] = [all.steps, all.ever, all.independent].map((stated) => chanceReliability(stated));
  if (steps == null || ever == null || independent == null) return;
  const away = ({ stated, events, steps: count }: ChanceReliability): number => Math.abs(stated - events / count);
  figure({ id: "steps/stated-away", value: away(steps), unit: "from what happened", target: "<= 0.04", runs: sets });
  figure({
    id: "steps/skill",
    value: steps.skill ?? 0,
    unit: "of the base rate's Brier score",
    target: "> 0",
    runs: sets,
  });
  figure({
    id: "ever/stated-away",
    value: away(ever),
    unit: "from what happened",
    target: "<= 0.04",
    baseline: away(independent),
    runs: sets,
  });
  figure({
    id: "ever/reliability",
    value: ever.reliability,
    unit: "of the Brier score",
    target: "<= 0.01",
    baseline: independent.reliability,
    runs: sets,
  });
  figure({
    id: "ever/brier",
    value: ever.brier / independent.brier,
    unit: "of that of independent steps",
    target: "< 1",
    runs: sets,
  });
}

function state(
  into: Stated,
  { horizon }: DataSet,
  { window, past, quantiles }: JudgedWindow,
  levels: readonly number[],
  origin: number,
): void {
  const { history, actuals, isNonNegative } = window;
  const distributions = distributionsOf({ levels, quantiles, horizon, isNonNegative });
  const drawn = pathsOf(horizon, { window, past, quantiles }, levels, origin);
  const usual = history
    .slice(-usualSteps)
    .filter((value) => !Number.isNaN(value))
    .sort();
  const isAbout = Array.from({ length: horizon }, () => true);
  for (const level of limitLevels) {
    const kind = level < 0.5 ? "below" : "above";
    const rule: LimitRule = { kind, value: sampleQuantile(usual, level) };
    const { at, ever } = limitChances(distributions, drawn, rule, isAbout);
    const known = new PastEvents(history, rule);
    const came = new PastEvents(actuals, rule);
    const base = known.rateAt(history.length);
    at.forEach((chance, step) => {
      const happened = came.at(step);
      if (chance !== null && happened !== null)
        into.steps.push({ chance, happened, base, origin, step: origin * 10_000 + step });
    });
    const happened = came.ever(0, horizon);
    if (happened === null) continue;
    const common = { happened, base: known.everRate(history.length, horizon), origin, step: origin * 10_000 };
    into.ever.push({ ...common, chance: ever });
    const none = at.reduce<number>((product, chance) => product * (1 - (chance ?? 0)), 1);
    into.independent.push({ ...common, chance: 1 - none });
  }
}

/** As the application draws them. */
function pathsOf(
  horizon: number,
  { window: { history, isNonNegative }, past, quantiles }: JudgedWindow,
  levels: readonly number[],
  seed: number,
): Paths {
  const ends = past.map(({ end }) => end);
  const errors = errorScores(past, history, ends, { levels, horizon, isNonNegative });
  const own: ErrorPast = { errors, strideSteps: Math.max(1, Math.ceil(horizon / 4)) };
  const draw = new PathDraw({ paths, origins: [...errors.origins], seed });
  const source = {
    ...{ levels, quantiles, horizon, isNonNegative, common: 0 },
    ...{ errors: errors.origins.length > 0 ? errors : null, dependence: fitDependence([own], horizon) },
    weight: pastWeight(own),
  };
  return { paths, horizon, values: draw.draw(source, 0) };
}

const percent = (share: number): string => `${(100 * share).toFixed(0)} %`;
