/** Requests of the table of series. */
import type { Core } from "#main/core";
import type { Handlers } from "./ipc-main.ts";

type OverviewRequest = "overview:facts" | "overview:sparks" | "overview:forecasts" | "overview:evidence";

/** The part of the core that answers such requests. */
export interface OverviewParts {
  readonly overviews: Pick<Core["overviews"], "facts" | "sparks" | "forecasts" | "evidence">;
}

export function overviewHandlers({ overviews }: OverviewParts): Pick<Handlers, OverviewRequest> {
  return {
    "overview:facts": async ({ dataset }) => overviews.facts(dataset),
    "overview:sparks": async (args) => overviews.sparks(args),
    "overview:forecasts": (args, { signal }) => overviews.forecasts(args, signal),
    "overview:evidence": (args, { signal }) => overviews.evidence(args, signal),
  };
}
