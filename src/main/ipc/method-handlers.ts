/** Requests of the window about the methods that were adopted for series. */
import type { RequestName } from "#contract/ipc";
import { EngineError } from "#domain/errors";
import type { SearchResult } from "#domain/job";
import type { Core } from "#main/core";
import type { Handlers } from "./ipc-main.ts";

type MethodRequest = Extract<RequestName, `methods:${string}`>;

/** The parts of the core that answer such requests, as far as they are asked. */
export interface MethodParts {
  readonly adopted: Pick<Core["adopted"], "list" | "adopt">;
  readonly jobs: Pick<Core["jobs"], "result">;
}

export function methodHandlers({ adopted, jobs }: MethodParts): Pick<Handlers, MethodRequest> {
  return {
    "methods:list": async ({ dataset }) => [...adopted.list(dataset)],
    "methods:adopt": async ({ dataset, choices, job }) => {
      const result = job === null ? null : await resultOf(jobs, job);
      const winners = new Map(result?.winners.map((winner) => [winner.series, winner]));
      const withScores = choices.map(({ series, method }) => {
        const winner = winners.get(series);
        if (winner?.id !== method || result === null) return { series, method };
        return { series, method, metric: result.metric, score: winner.score, honestScore: winner.honestScore };
      });
      return { before: [...adopted.adopt(dataset, withScores, job)] };
    },
  };
}

/** Null where the search has left the list: what it found can be adopted all the same, without its scores. */
async function resultOf(jobs: MethodParts["jobs"], job: string): Promise<SearchResult | null> {
  try {
    return await jobs.result(job, null);
  } catch (error) {
    if (!(error instanceof EngineError) || error.code !== "wrong-arguments") throw error;
    return null;
  }
}
