/** Requests about the application itself that its core answers. */
import type { Core } from "#main/core";
import { composedModels, forecasterNames } from "#main/evaluation";
import type { Handlers } from "./ipc-main.ts";

export function appHandlers({ diagnostics }: Core): Pick<Handlers, "app:methods" | "diagnostics:get"> {
  return {
    "app:methods": async () => ({ composedModels: [...composedModels], forecasters: forecasterNames() }),
    "diagnostics:get": () => diagnostics.doctor({ waitForDevices: false }),
  };
}
