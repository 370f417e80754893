/** Main's side of the evaluate process: statistical forecasts, scores and choices are computed there. */
import type { BacktestScores, FromEvaluate, PastScore, ToEvaluate } from "#contract/worker";
import { EngineError } from "#engine/errors";
import { OnDemandWorkers, type OnDemandOptions } from "./on-demand-workers.ts";
import { engineError } from "./worker-error.ts";

type Question<T extends ToEvaluate["type"]> = Omit<Extract<ToEvaluate, { type: T }>, "type" | "id">;
export type StatisticalQuestion = Question<"forecast">;
export type BacktestQuestion = Question<"backtest">;
export type BacktestAnswer = Omit<Extract<FromEvaluate, { type: "backtest" }>, "type" | "id">;

/** Aborting ends the process: it is in the middle of a fit and would not listen. */
export class EvaluateClient {
  readonly #workers: OnDemandWorkers<ToEvaluate, FromEvaluate>;

  constructor(options: Omit<OnDemandOptions, "name">) {
    this.#workers = new OnDemandWorkers({ ...options, name: "evaluate" });
  }

  /** @returns [levels × horizon], row-major */
  forecast(question: StatisticalQuestion, signal?: AbortSignal): Promise<Float32Array> {
    return this.#ask((id) => ({ type: "forecast", id, ...question }), signal, (message) =>
      message.type === "forecast" ? message.quantiles : undefined,
    );
  }

  backtest(question: BacktestQuestion, signal?: AbortSignal): Promise<BacktestAnswer> {
    return this.#ask((id) => ({ type: "backtest", id, ...question }), signal, (message) =>
      message.type === "backtest" ? { models: message.models, choice: message.choice } : undefined,
    );
  }

  summarise(groups: readonly (readonly PastScore[])[], signal?: AbortSignal): Promise<readonly BacktestScores[]> {
    return this.#ask((id) => ({ type: "summarise", id, groups }), signal, (message) =>
      message.type === "summary" ? message.scores : undefined,
    );
  }

  stop(maxMs: number): Promise<void> {
    return this.#workers.stop(maxMs);
  }

  health(): ReturnType<OnDemandWorkers<ToEvaluate, FromEvaluate>["health"]> {
    return this.#workers.health();
  }

  #ask<T>(message: (id: number) => ToEvaluate, signal: AbortSignal | undefined, pick: (message: FromEvaluate) => T | undefined): Promise<T> {
    return this.#workers.request<T>({
      message,
      signal,
      receive: (reply) => {
        if (reply.type === "ready") return undefined;
        if (reply.type === "failed") throw engineError(reply.error);
        const value = pick(reply);
        if (value === undefined) throw new EngineError("internal", `The evaluate process answered with "${reply.type}".`);
        return { value };
      },
    });
  }
}
