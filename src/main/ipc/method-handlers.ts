/** Requests of the window about the methods that were adopted for series. */
import type { RequestName } from "#contract/ipc";
import type { Core } from "#main/core";
import type { Handlers } from "./ipc-main.ts";

type MethodRequest = Extract<RequestName, `methods:${string}`>;

export function methodHandlers(adopted: Pick<Core["adopted"], "list" | "adopt">): Pick<Handlers, MethodRequest> {
  return {
    "methods:list": async ({ dataset }) => [...adopted.list(dataset)],
    "methods:adopt": async ({ dataset, choices, job }) => ({ before: [...adopted.adopt(dataset, choices, job)] }),
  };
}
