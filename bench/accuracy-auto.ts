/** `auto` as the application makes it: past origins, the evaluate process's choice of members and weights, their average. */
import { parseFrequency } from "#domain/series";
import { choiceOrigins, splitAt } from "#engine/evaluation";
import { seasonLengths } from "#engine/series";
import { answer } from "../src/worker/evaluate/work.ts";
import type { DataSet } from "./accuracy-sets.ts";
import { windowOf, type Window } from "./accuracy-windows.ts";

export const autoId = "auto";

/** A neural model, the default first. */
export interface NeuralModel {
  readonly id: string;
  readonly levels: readonly number[];
  /** [levels × horizon] per window, as the application would show them. */
  readonly ask: (windows: readonly Window[]) => Promise<readonly Float32Array[]>;
}

export interface AutomaticForecast {
  /** [levels × horizon] per window. */
  readonly quantiles: readonly Float32Array[];
  /** Mean weight of each model over the windows. */
  readonly weights: ReadonlyMap<string, number>;
}

type Question = Parameters<typeof answer>[0];
type Backtest = Extract<Question, { type: "backtest" }>;
type PastForecasts = Backtest["forecasts"][number];

/** Forecasts of every window, with the levels asked for. */
export async function askAutomatic(
  set: DataSet,
  windows: readonly Window[],
  models: readonly NeuralModel[],
  levels: readonly number[],
): Promise<AutomaticForecast> {
  const quantiles: Float32Array[] = [];
  const weights = new Map<string, number>();
  for (const window of windows) {
    const { members, forecast } = await automatic(set, window, models, levels);
    quantiles.push(forecast);
    for (const { model, weight } of members) weights.set(model, (weights.get(model) ?? 0) + weight / windows.length);
  }
  return { quantiles, weights };
}

async function automatic(set: DataSet, window: Window, models: readonly NeuralModel[], levels: readonly number[]) {
  const { horizon } = set;
  const series = seriesOf(set, window);
  const { origins, originWeight } = choiceOrigins(
    series.values.length,
    horizon,
    Math.max(8, Math.min(2 * set.season, 24)),
  );
  const observed = origins.filter((origin) => !splitAt(series.values, origin, horizon).context.every(Number.isNaN));
  const past = observed.map((origin) => {
    const { context, actuals } = splitAt(series.values, origin, horizon);
    return windowOf(context, actuals);
  });
  const [pastForecasts, ownForecasts]: [PastForecasts[], PastForecasts[]] = [[], []];
  for (const model of models) {
    const answers = await model.ask([...past, window]);
    pastForecasts.push({ model: model.id, levels: model.levels, quantiles: answers.slice(0, -1) });
    ownForecasts.push({ model: model.id, levels: model.levels, quantiles: answers.slice(-1) });
  }
  const members =
    observed.length === 0
      ? [{ model: models[0]?.id ?? "", weight: 1 }]
      : choiceOf({ series, horizon, origins: observed, originWeight, forecasts: pastForecasts });
  const reply = answer({ type: "forecast", id: 0, members, forecasts: ownForecasts, series, horizon, levels }, () => 0);
  if (reply.type !== "forecast") throw new Error("A forecast was asked for.");
  return { members, forecast: reply.quantiles };
}

function choiceOf(
  question: Pick<Backtest, "series" | "horizon" | "origins" | "forecasts"> & { readonly originWeight: number },
) {
  const reply = answer({ type: "backtest", id: 0, ...question, statistical: "suitable", names: {} }, () => 0);
  if (reply.type !== "backtest" || reply.choice === null) throw new Error("A backtest was asked for.");
  return reply.choice.members;
}

/** As the import sees it: the seasons that its frequency suggests and its values show. */
function seriesOf({ frequency }: DataSet, { history }: Window): Backtest["series"] {
  return { values: history.slice(), usualSeasons: seasonLengths(parseFrequency(frequency.replace(/s$/, ""))) };
}
