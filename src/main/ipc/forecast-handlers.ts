/** Requests for forecasts, and for what is computed ahead of them. */
import type { ForecastHost } from "#main/core";
import { readOptions } from "#main/datasets";
import type { Grants } from "./grants.ts";
import type { Handlers } from "./ipc-main.ts";
import type { PageVisits } from "./page-visits.ts";

type ForecastRequest = "forecast:get" | "forecast:draw" | "forecast:coverage" | "background:focus";

export function forecastHandlers(
  host: Pick<ForecastHost, "ask" | "coverage" | "draw" | "focus" | "rounded">,
  grants: Pick<Grants, "pathOf">,
  visits: Pick<PageVisits<Electron.WebContents>, "of">,
): Pick<Handlers, ForecastRequest> {
  return {
    "forecast:get": async ({ isRounded = false, ...args }, { signal, sender }) => {
      const request = { bands: "native" as const, ...args, view: `${sender.id}:${args.view}` };
      const { samples: _samples, ...forecast } = await host.ask(request, signal);
      return isRounded ? host.rounded(forecast) : forecast;
    },
    "forecast:draw": ({ grant, options, ...request }, { signal }) =>
      host.draw(
        grants.pathOf(grant),
        { ...request, options: options === undefined ? undefined : readOptions(options) },
        { signal },
      ),
    "forecast:coverage": (args, { signal }) => host.coverage({ bands: "native", ...args }, signal),
    "background:focus": async ({ view, ...key }, { signal, sender }) => {
      await host.focus({ page: visits.of(sender).id, chart: view }, key, signal);
      return {};
    },
  };
}
