/** Requests about thresholds of open datasets. */
import type { RequestName } from "#contract/ipc";
import type { Core } from "#main/core";
import type { Handlers } from "./ipc-main.ts";

type ThresholdRequest = Extract<RequestName, `thresholds:${string}`>;

export function thresholdHandlers({
  thresholds,
  chances,
}: Pick<Core, "thresholds" | "chances">): Pick<Handlers, ThresholdRequest> {
  return {
    "thresholds:list": async ({ dataset }) => thresholds.list(dataset),
    "thresholds:change": async ({ dataset, ...changes }) => thresholds.change(dataset, changes),
    "thresholds:undo": async ({ dataset }) => thresholds.undo(dataset),
    "thresholds:redo": async ({ dataset }) => thresholds.redo(dataset),
    "thresholds:chances": ({ thresholds: asked, ...shown }, { signal }) => chances.of(shown, asked, signal),
    "thresholds:reliability": ({ threshold, ...shown }, { signal }) => chances.reliability(shown, threshold, signal),
    "thresholds:risks": (args, { signal }) => chances.risks(args, signal),
  };
}
