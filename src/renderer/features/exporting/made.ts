import { useStore } from "zustand";
import { useExportingPorts } from "./context.ts";
import { type BatchState, createExporting, type Exporting, type ExportingPorts } from "./exporting.ts";

/** Made where they are first used: an empty window has none. */
const stores = new WeakMap<ExportingPorts, Exporting>();

/** The same for all who have these ports. */
export function exportingOf(ports: ExportingPorts): Exporting {
  const made = stores.get(ports) ?? createExporting(ports);
  stores.set(ports, made);
  return made;
}

export function useExporting(): Exporting {
  return exportingOf(useExportingPorts());
}

export function useBatchState<T>(selector: (state: BatchState) => T): T {
  return useStore(useExporting().store, selector);
}
