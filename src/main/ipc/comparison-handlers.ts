/** Requests that compare models on one series. */
import type { Core } from "#main/core";
import { candidatesOf } from "#main/evaluation";
import { sendEvent, type Handlers } from "./ipc-main.ts";

type ComparisonRequest = "comparison:candidates" | "comparison:run" | "comparison:residuals";

/** The parts of the core that answer such requests, as far as they are asked. */
export interface ComparisonParts {
  readonly datasets: Pick<Core["datasets"], "series">;
  readonly models: Pick<Core["models"], "list">;
  readonly influences: Pick<Core["influences"], "inUse">;
  readonly comparisons: Pick<Core["comparisons"], "run">;
  readonly residuals: Pick<Core["residuals"], "report">;
}

export function comparisonHandlers({
  datasets,
  models,
  influences,
  comparisons,
  residuals,
}: ComparisonParts): Pick<Handlers, ComparisonRequest> {
  return {
    "comparison:candidates": async ({ dataset, series, horizon }) => ({
      groups: candidatesOf(
        datasets.series(dataset, series),
        horizon,
        models.list(),
        influences.inUse(dataset)?.content ?? null,
      ),
    }),
    "comparison:run": (args, { requestId, signal, sender }) =>
      comparisons.run(args, {
        signal,
        onProgress: (progress) =>
          sendEvent(sender, { name: "comparison:progress", payload: { requestId, ...progress } }),
      }),
    "comparison:residuals": async ({ dataset, series, model }, { signal }) => ({
      dataset,
      series,
      times: datasets.series(dataset, series).times,
      report: await residuals.report({ dataset, series }, model, signal),
    }),
  };
}
