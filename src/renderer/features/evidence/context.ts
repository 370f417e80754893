import { useStore } from "zustand";
import type { StoreApi } from "zustand/vanilla";
import { shared } from "#renderer/context";
import type { CoverageState } from "./coverage.ts";

const [CoverageContext, useCoverageStore] = shared<StoreApi<CoverageState>>("coverage");
export { CoverageContext };

export function useCoverage<T>(selector: (state: CoverageState) => T): T {
  return useStore(useCoverageStore(), selector);
}
