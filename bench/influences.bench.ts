/**
 * Forecasts with influences beside those of the same model without, and their cost. Each origin is judged as the application would: by
 * up to 24 past forecasts before it, with what was known then; columns are known ahead.
 */
import { dayMs } from "#domain/series";
import { fitInfluences, judgeInfluences, withAhead } from "#engine/influences";
import { geometricMean, scoreOrigin } from "#engine/metrics";
import { randomFrom } from "#engine/numerics";
import { timesAfter } from "#engine/series";
import { holidaysOf } from "../src/worker/holidays/calendars.ts";
import { windowOf } from "./accuracy-windows.ts";
import { type InfluencedBy, type InfluenceSet, influenceSets } from "./influences-sets.ts";
import { unseenSets } from "./influences-unseen.ts";
import { type BenchContext, measure, median, quantile } from "./lib.ts";
import { forecastsAt, loadDefault, type PastMaker } from "./past-forecasts.ts";

export const describe =
  "forecasts with holidays and known columns beside those without, on data that they move and on data that they don't (FANTAIL_DATA); time of a fit";

/** Origins that are scored, and those before them that decide for each. */
const scored = { full: 12, quick: 3 } as const;
const deciding = { full: 24, quick: 8 } as const;
const fewestSteps = 36;
const they = { text: "they", isSingular: false };
const seasons: Readonly<Record<string, number>> = { day: 7, hour: 24, week: 52, month: 12 };

/** `npm run bench -- influences time` measures the time only, `… accuracy SET…` what forecasts gain, of some sets. */
export async function run(context: BenchContext): Promise<void> {
  const [part, ...names] = context.args;
  if (part === undefined || part === "time") await measureTime(context);
  if (part === undefined || part === "accuracy") await measureAccuracy(context, names);
}

async function measureTime({ figure, quick }: BenchContext): Promise<void> {
  const steps = 2_000;
  const horizon = 28;
  const random = randomFrom(1);
  const start = Date.UTC(2019, 0, 1);
  const values = Float64Array.from({ length: steps }, (_, step) => 100 + 20 * Math.sin(step / 7) + 10 * random());
  const times = Float64Array.from({ length: steps + horizon }, (_, step) => start + step * dayMs);
  const columns = [
    { name: "temperature", values: times.map((_, step) => 10 + 8 * Math.sin(step / 58) + 3 * random()) },
  ];
  const holidays = holidaysOf("DE", 2018, 2026);
  const series = { values, times, frequency: { unit: "day", count: 1 } as const, holidays, events: [], columns };
  const taken = await measure(() => void fitInfluences(series), { runs: quick ? 5 : 15, warmups: 5 });
  figure({ id: "fit-2000-days", value: median(taken), unit: "ms", target: "<= 50", runs: taken.length });
}

interface Losses {
  readonly without: number;
  readonly withThem: number;
}

/** At one origin that is scored: where the past said so, with influences. */
interface ScoredOrigin extends Losses {
  readonly adopted: number;
}

interface SetResult {
  /** By series, the origins that are scored. */
  readonly series: readonly (readonly ScoredOrigin[])[];
  /** Loss over the loss without: used always, and where the past said so. */
  readonly always: number;
  readonly adopted: number;
  /** Share of the origins at which they were. */
  readonly share: number;
}

const bootstrapDraws = 2_000;
/** Of an interval that holds 90 % of the draws. */
const intervalLevels = [0.05, 0.95] as const;

async function measureAccuracy(context: BenchContext, names: readonly string[]): Promise<void> {
  const folder = process.env["FANTAIL_DATA"];
  if (folder === undefined || folder === "") {
    context.note("No accuracy was measured: set FANTAIL_DATA to the folder of the benchmark data (bench/README.md).");
    return;
  }
  const maker = await loadDefault();
  const results = new Map<string, SetResult[]>();
  const sets = [...influenceSets, ...unseenSets];
  for (const set of sets.filter(({ name }) => names.length === 0 || names.includes(name))) {
    const group = `${set.isUnseen === true ? "unseen-" : ""}${set.isMoved ? "moved" : "unmoved"}`;
    const result = await resultOf(maker, set, set.read(folder), context.quick);
    results.set(group, [...(results.get(group) ?? []), result]);
    const id = `${group}/${set.name}`;
    context.figure({ id: `${id}/loss-where-adopted`, value: result.adopted, unit: "× without", target: "<= 1.01" });
    const [low, high] = intervalOf([result]);
    context.note(
      `${set.name}: × ${result.always.toFixed(3)} used always, × ${result.adopted.toFixed(3)} (${low.toFixed(3)} to ${high.toFixed(3)}) where adopted, at ${Math.round(result.share * 100)} % of the origins`,
    );
  }
  for (const [group, own] of results) {
    const target = group.endsWith("unmoved") ? "<= 1.01" : "<= 0.95";
    const value = geometricMean(own.map(({ adopted }) => adopted));
    const unit = "× without";
    context.figure({ id: `${group}/mean-loss-where-adopted`, value, unit, target });
    const [low, high] = intervalOf(own);
    context.figure({ id: `${group}/mean-loss-where-adopted-low`, value: low, unit, runs: bootstrapDraws });
    context.figure({ id: `${group}/mean-loss-where-adopted-high`, value: high, unit, runs: bootstrapDraws });
  }
}

/**
 * How far the mean over sets could lie from what was measured: a paired bootstrap, which draws series of each set and origins of each
 * series, both losses of an origin together.
 */
function intervalOf(results: readonly Pick<SetResult, "series">[]): readonly [low: number, high: number] {
  const random = randomFrom(1);
  const drawn = <T>(items: readonly T[]): readonly T[] =>
    items.map(() => items[Math.floor(random() * items.length)] as T);
  const means = Array.from({ length: bootstrapDraws }, () =>
    geometricMean(
      results.map(({ series }) => geometricMean(drawn(series).map((own) => ratioOf(drawn(own), "adopted")))),
    ),
  );
  return [quantile(means, intervalLevels[0]), quantile(means, intervalLevels[1])];
}

function ratioOf(origins: readonly ScoredOrigin[], which: "withThem" | "adopted"): number {
  let [without, other] = [0, 0];
  for (const one of origins) [without, other] = [without + one.without, other + one[which]];
  return other / without;
}

async function resultOf(
  maker: PastMaker,
  set: InfluenceSet,
  all: readonly InfluencedBy[],
  quick: boolean,
): Promise<SetResult> {
  const counts = quick ? "quick" : "full";
  const series: ScoredOrigin[][] = [];
  let [used, origins] = [0, 0];
  for (const one of quick ? all.slice(0, 3) : all) {
    const losses = await lossesOf(maker, set, one, scored[counts] + deciding[counts]);
    const judged = Math.min(scored[counts], losses.length - 4);
    if (judged < 1) continue;
    const own: ScoredOrigin[] = [];
    for (let index = losses.length - judged; index < losses.length; index++) {
      const now = losses[index] as Losses;
      const before = losses.slice(Math.max(0, index - deciding[counts]), index);
      const { helps } = judgeInfluences(before, set.horizon, set.frequency, they);
      own.push({ ...now, adopted: helps ? now.withThem : now.without });
      used += helps ? 1 : 0;
      origins += 1;
    }
    series.push(own);
  }
  return {
    series,
    always: geometricMean(series.map((own) => ratioOf(own, "withThem"))),
    adopted: geometricMean(series.map((own) => ratioOf(own, "adopted"))),
    share: used / origins,
  };
}

/** One horizon apart, the last one horizon before the end; earliest first. */
async function lossesOf(
  maker: PastMaker,
  { frequency, horizon, place }: InfluenceSet,
  { values, times, columns }: InfluencedBy,
  count: number,
): Promise<Losses[]> {
  const yearOf = (ms: number | undefined): number => new Date(ms ?? 0).getUTCFullYear();
  const holidays = holidaysOf(place, yearOf(times[0]) - 1, yearOf(times.at(-1)) + 2);
  const ends: number[] = [];
  for (let end = values.length - horizon; end >= fewestSteps && ends.length < count; end -= horizon) ends.push(end);
  ends.reverse();
  const plain = await forecastsAt(maker, horizon, windowOf(values, new Float64Array()), ends);
  const { levels } = maker.manifest.output;
  const losses: Losses[] = [];
  for (const [index, end] of ends.entries()) {
    const history = values.slice(0, end);
    const known = times.slice(0, end + horizon);
    const ahead =
      known.length < end + horizon ? timesAfter(known.at(-1) ?? 0, frequency, end + horizon - known.length) : [];
    const fit = fitInfluences({
      values: history,
      times: Float64Array.from([...known, ...ahead]),
      frequency,
      holidays,
      events: [],
      columns: columns.map((column) => ({ ...column, values: column.values.slice(0, end + horizon) })),
    });
    const [made] = await forecastsAt(maker, horizon, windowOf(fit.remainder, new Float64Array()), [end]);
    const isNonNegative = !history.some((value) => value < 0);
    const lossOf = (quantiles: Float32Array): number =>
      scoreOrigin({
        levels,
        quantiles,
        actuals: values.slice(end, end + horizon),
        context: history,
        seasonSteps: seasons[frequency.unit] ?? 1,
      }).pinballSum;
    losses.push({
      without: lossOf(plain[index]?.quantiles ?? new Float32Array()),
      withThem: lossOf(withAhead(made?.quantiles ?? new Float32Array(), fit, isNonNegative)),
    });
  }
  return losses.filter(({ without }) => without > 0);
}
