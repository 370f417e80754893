import type { Method } from "#domain/method";
import type { PastScore } from "#domain/score";
import type { Candidates } from "./candidates.ts";
import { type FinishedTrial, type Stage, stages } from "./plan-types.ts";
import type { SeenSeries } from "./seen-series.ts";
import { inOrder, originsOf } from "./series-search.ts";

/** What the finished trials of one method say, all of them together. */
export interface TriedMethod {
  readonly id: string;
  readonly method: Method;
  /** At every origin of the selection; null where a trial is missing or was not completed. */
  readonly past: readonly PastScore[] | null;
  /** At the origins that were held back; null where it was not completed there. */
  readonly heldOut: readonly PastScore[] | null;
  /** Its trial at the origins that were held back has ended, in whatever way. */
  readonly isJudged: boolean;
  /** At least one of its trials was completed. */
  readonly isFitted: boolean;
  readonly seconds: number;
  /** Of the selection. */
  readonly trials: number;
}

/** Finished trials of one series, by method. Rows that lost some of their scores count as if they were not there. */
export function triedMethods(trials: Iterable<FinishedTrial>, seen: SeenSeries, candidates: Candidates): TriedMethod[] {
  const byMethod = new Map<string, Map<Stage, FinishedTrial>>();
  for (const trial of trials) {
    const stage = stages.find((one) => one === trial.stage);
    if (stage === undefined) continue;
    if (trial.state === "completed" && trial.past.length !== originsOf(seen, stage).length) continue;
    const known = byMethod.get(trial.method) ?? new Map<Stage, FinishedTrial>();
    if (!known.has(stage)) known.set(stage, trial);
    byMethod.set(trial.method, known);
  }
  return [...byMethod].map(([id, ended]) => {
    const scoresAt = (stage: Stage): readonly PastScore[] | null => {
      const trial = ended.get(stage);
      return trial?.state === "completed" ? trial.past : null;
    };
    const [first, rest] = [scoresAt("first"), scoresAt("rest")];
    const all = [...ended.values()];
    return {
      id,
      method: candidates.methodOf(id),
      past: scoresAt("all") ?? (first === null || rest === null ? null : inOrder(seen.origins.first, first, rest)),
      heldOut: scoresAt("held-out"),
      isJudged: ended.has("held-out"),
      isFitted: all.some(({ state }) => state === "completed"),
      seconds: all.reduce((sum, { seconds }) => sum + seconds, 0),
      trials: all.filter(({ stage }) => stage !== "held-out").length,
    };
  });
}
