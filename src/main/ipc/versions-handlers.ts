/** Requests that compare versions of a dataset: with another file, and with what was forecast of it earlier. */
import type { Core } from "#main/core";
import { sendEvent, type Handlers } from "./ipc-main.ts";

export function versionsHandlers({
  versions,
  records,
}: Pick<Core, "versions" | "records">): Pick<Handlers, "versions:compare" | "records:list" | "records:earlier"> {
  return {
    "versions:compare": (args, { requestId, signal, sender }) =>
      versions.compare(args, {
        signal,
        onProgress: (progress) => sendEvent(sender, { name: "versions:progress", payload: { requestId, ...progress } }),
      }),
    "records:list": (args, { signal }) => records.outcomes(args, signal),
    "records:earlier": async (args) => records.earlier(args),
  };
}
