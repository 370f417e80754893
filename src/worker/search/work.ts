/** What a search process computes: scores of one method at past origins of one series. Pure but for the clock. */
import type { EvaluatedSeries, FromSearch, Trial } from "#contract/worker";
import { EngineError, toPlainError } from "#domain/errors";
import type { PastScore } from "#domain/score";
import { splitAt } from "#engine/evaluation";
import { type Catalogue, forecasters } from "#engine/forecasters/catalogue";
import { forecastMethod, knownAt, type KnownSeries, type MethodForecast } from "#engine/forecasters/method";
import { neededLevels, scoreOrigin } from "#engine/metrics";

type ScoredTrial = Extract<FromSearch, { readonly type: "finished" | "failed" }>;

interface Held {
  readonly values: Float64Array;
  /** By the number of steps that were seen: found once, however many methods are tried there. */
  readonly known: (seenSteps: number) => KnownSeries;
}

export class SearchWork {
  readonly #now: () => number;
  readonly #catalogue: Catalogue;
  readonly #series = new Map<string, Held>();

  /** @param now monotonic milliseconds */
  constructor(now: () => number, catalogue: Catalogue = forecasters) {
    this.#now = now;
    this.#catalogue = catalogue;
  }

  /** @param id what trials name it by */
  hold(id: string, series: EvaluatedSeries): void {
    this.#series.set(id, { values: series.values, known: knownAt(series) });
  }

  drop(id: string): void {
    this.#series.delete(id);
  }

  /** @throws EngineError where it is not there */
  values(id: string): Float64Array {
    return this.#seriesOf(id).values;
  }

  /** The trial's scores, in the order of its origins, or why there are none. Never throws. */
  compute(series: string, trial: Trial): ScoredTrial {
    const startedMs = this.#now();
    const seconds = (): number => (this.#now() - startedMs) / 1000;
    const { id } = trial;
    try {
      const { past, parameters } = this.#score(this.#seriesOf(series), trial);
      return { type: "finished", id, past, seconds: seconds(), parameters };
    } catch (error) {
      const isTimeout = error instanceof EngineError && error.code === "timed-out";
      return { type: "failed", id, isTimeout, error: toPlainError(error), seconds: seconds() };
    }
  }

  #seriesOf(id: string): Held {
    const held = this.#series.get(id);
    if (held === undefined) throw new EngineError("internal", "The search process does not have this series.");
    return held;
  }

  #score(
    { values, known }: Held,
    { origins, horizon, byStep, ...trial }: Trial,
  ): { readonly past: readonly PastScore[]; readonly parameters: MethodForecast["parameters"] | null } {
    let parameters: MethodForecast["parameters"] | null = null;
    const past = origins.map((origin, index) => {
      const { context, actuals } = splitAt(values, origin, horizon);
      const seen = known(context.length);
      let [levels, quantiles]: [readonly number[], Float32Array | undefined] = [neededLevels, undefined];
      if (trial.given === undefined) {
        const { method, fitLimitMs } = trial;
        const made = forecastMethod(this.#catalogue, method, seen, horizon, levels, this.#now, fitLimitMs);
        ({ quantiles, parameters } = made);
      } else {
        ({ levels } = trial.given);
        quantiles = trial.given.quantiles[index];
      }
      if (quantiles === undefined) throw new EngineError("internal", "The forecast of an origin is missing.");
      return scoreOrigin({ levels, quantiles, actuals, context, seasonSteps: seen.seasonSteps, byStep });
    });
    return { past, parameters };
  }
}
