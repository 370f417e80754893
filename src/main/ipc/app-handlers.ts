/** Requests about the application itself that its core answers. */
import { composedModels, forecasterNames } from "#main/evaluation";
import type { Handlers } from "./ipc-main.ts";

export function appHandlers(): Pick<Handlers, "app:methods"> {
  return {
    "app:methods": async () => ({ composedModels: [...composedModels], forecasters: forecasterNames() }),
  };
}
