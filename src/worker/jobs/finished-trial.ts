import type { FinishedTrial } from "#engine/search";
import type { EndedTrial } from "./job-store.ts";

/** A trial that was kept, as the plan is told of it. */
export function finishedOf({
  series,
  method,
  stage,
  outcome,
  past,
  seconds,
}: Pick<EndedTrial, "series" | "method" | "stage" | "outcome" | "past" | "seconds">): FinishedTrial {
  return { series, method, stage, state: outcome === "finished" ? "completed" : outcome, past, seconds };
}
