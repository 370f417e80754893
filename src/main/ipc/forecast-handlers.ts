/** Requests for forecasts, and for what is computed ahead of them. */
import type { Core } from "#main/core";
import { readOptions } from "#main/datasets";
import type { Grants } from "./grants.ts";
import type { Handlers } from "./ipc-main.ts";
import type { PageVisits } from "./page-visits.ts";

type ForecastRequest = "forecast:get" | "forecast:draw" | "forecast:coverage" | "forecast:errors" | "background:focus";

/** The parts of the core that answer such requests, as far as they are asked. */
export interface ForecastParts {
  readonly forecasts: Pick<Core["forecasts"], "get">;
  readonly drawing: Pick<Core["drawing"], "draw">;
  readonly coverage: Pick<Core["coverage"], "measure">;
  readonly pastErrors: Pick<Core["pastErrors"], "known">;
  readonly background: Pick<Core["background"], "focus">;
  readonly records: Pick<Core["records"], "note">;
}

export function forecastHandlers(
  core: ForecastParts,
  grants: Pick<Grants, "readablePathOf">,
  visits: Pick<PageVisits<Electron.WebContents>, "of">,
): Pick<Handlers, ForecastRequest> {
  return {
    "forecast:get": async (args, { signal, sender }) => {
      const { isBeside, ...asked } = args;
      const request = { bands: "native" as const, ...asked, view: `${sender.id}:${args.view}` };
      const { samples: _samples, ...forecast } = await core.forecasts.get(request, signal);
      if (isBeside !== true) core.records.note(forecast, request.bands, request.model);
      return forecast;
    },
    "forecast:draw": async ({ grant, options, ...request }, { signal }) =>
      core.drawing.draw(
        await grants.readablePathOf(grant),
        { ...request, options: options === undefined ? undefined : readOptions(options) },
        { signal },
      ),
    "forecast:coverage": (args, { signal }) =>
      core.coverage.measure({ bands: "native", ...args }, "background", signal),
    "forecast:errors": (args, { signal }) => core.pastErrors.known({ bands: "native", ...args }, signal),
    "background:focus": async ({ view, ...key }, { signal, sender }) => {
      await core.background.focus({ page: visits.of(sender).id, chart: view }, key, signal);
      return {};
    },
  };
}
