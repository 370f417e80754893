/** What the evaluate process answers; pure but for the clock. */
import { baselineModel, type BacktestScores, type FromEvaluate, type ModelBacktest, type PastScore, type ToEvaluate } from "#contract/worker";
import { chooseNeverWorse, scoreOrigin, splitAt, summarise } from "#engine/evaluation";
import { expectedRatioOf, statisticalForecast } from "./evaluate-models.ts";

type Question = Exclude<ToEvaluate, { type: "stop" }>;
type Backtest = Extract<ToEvaluate, { type: "backtest" }>;

/** Those that the scores are stated at, so that nothing has to be read between levels. */
const scoredLevels = [0.025, 0.1, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.9, 0.975] as const;

/** @param now monotonic milliseconds */
export function answer(question: Question, now: () => number): FromEvaluate {
  switch (question.type) {
    case "forecast": {
      const { id, model, series, horizon, levels } = question;
      return { type: "forecast", id, quantiles: statisticalForecast(model, series, horizon, levels) };
    }
    case "backtest":
      return backtest(question, now);
    case "summarise":
      return { type: "summary", id: question.id, scores: question.groups.map(scoresOf) };
  }
}

function backtest(question: Backtest, now: () => number): FromEvaluate {
  const { id, statistical, forecasts, names } = question;
  const ids = [...new Set([baselineModel, ...statistical])];
  const past = [
    ...forecasts.map(({ model, levels, quantiles }) => ({
      model,
      seconds: 0,
      past: score(question, levels, (index) => quantiles[index] ?? new Float32Array()),
    })),
    ...ids.map((model) => runStatistical(question, model, now)),
  ];
  const baseline = scoresOf(past.find(({ model }) => model === baselineModel)?.past ?? []);
  const models = past.map((one): ModelBacktest => {
    const scores = scoresOf(one.past);
    return { ...one, scores, skill: baseline.WQL > 0 ? 1 - scores.WQL / baseline.WQL : Number.NaN };
  });
  const choice = chooseNeverWorse(
    past.map(({ model, past: scores }) => ({ id: model, scores, expectedRatio: expectedRatioOf(model) })),
    baselineModel,
    names,
  );
  return { type: "backtest", id, models, choice: { model: choice.id, reason: sentence(choice.reason), origins: choice.origins } };
}

/** A name that is written small within a sentence may stand at its beginning. */
function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function runStatistical(question: Backtest, model: string, now: () => number): { model: string; seconds: number; past: PastScore[] } {
  const { series, horizon, origins } = question;
  const startedMs = now();
  const quantiles = origins.map((origin) => {
    const { context } = splitAt(series.values, origin, horizon);
    return statisticalForecast(model, { ...series, values: context }, horizon, scoredLevels);
  });
  const seconds = (now() - startedMs) / 1000;
  return { model, seconds, past: score(question, scoredLevels, (index) => quantiles[index] ?? new Float32Array()) };
}

function score(
  { series, horizon, origins }: Backtest,
  levels: readonly number[],
  quantilesAt: (index: number) => Float32Array,
): PastScore[] {
  return origins.map((origin, index) => {
    const { context, actuals } = splitAt(series.values, origin, horizon);
    return scoreOrigin({ levels, quantiles: quantilesAt(index), actuals, context, seasonSteps: series.seasonSteps });
  });
}

function scoresOf(past: readonly PastScore[]): BacktestScores {
  const { MASE, sMAPE, WQL, coverage, steps, origins } = summarise(past);
  return { MASE, sMAPE, WQL, coverage, steps, origins };
}
