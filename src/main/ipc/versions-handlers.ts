/** Requests that compare two versions of a dataset. */
import type { Core } from "#main/core";
import { sendEvent, type Handlers } from "./ipc-main.ts";

export function versionsHandlers({ versions }: Pick<Core, "versions">): Pick<Handlers, "versions:compare"> {
  return {
    "versions:compare": (args, { requestId, signal, sender }) =>
      versions.compare(args, {
        signal,
        onProgress: (progress) => sendEvent(sender, { name: "versions:progress", payload: { requestId, ...progress } }),
      }),
  };
}
