/** Requests for totals of forecasts. */
import type { Core } from "#main/core";
import { sendEvent, type Handlers } from "./ipc-main.ts";

/** The part of the core that answers such requests. */
export interface TotalsParts {
  readonly totalsReports: Pick<Core["totalsReports"], "of">;
}

export function totalsHandlers({ totalsReports }: TotalsParts): Pick<Handlers, "totals:get"> {
  return {
    "totals:get": (args, { requestId, signal, sender }) =>
      totalsReports.of(args, {
        signal,
        onProgress: (done, total) =>
          sendEvent(sender, { name: "totals:progress", payload: { requestId, done, total } }),
      }),
  };
}
