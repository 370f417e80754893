/** Requests about data over time. */
import type { Core } from "#main/core";
import type { Handlers } from "./ipc-main.ts";

type AvailabilityRequest =
  | "availability:overview"
  | "availability:bins"
  | "availability:gaps"
  | "availability:forecasts";

/** The parts of the core that answer such requests, as far as they are asked. */
export interface AvailabilityParts {
  readonly availability: Pick<Core["availability"], "overview" | "bins" | "gaps">;
  readonly coverage: Pick<Core["coverage"], "hits">;
}

export function availabilityHandlers({
  availability,
  coverage,
}: AvailabilityParts): Pick<Handlers, AvailabilityRequest> {
  return {
    "availability:overview": ({ dataset }, { signal }) => availability.overview(dataset, signal),
    "availability:bins": async ({ view, ...request }, { signal, sender }) => ({
      parts: await availability.bins({ ...request, view: `${sender.id}:${view}` }, signal),
    }),
    "availability:gaps": (key, { signal }) => availability.gaps(key, signal),
    "availability:forecasts": (args, { signal }) => coverage.hits({ bands: "native", ...args }, signal),
  };
}
