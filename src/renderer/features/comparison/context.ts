import { sharedStore } from "#renderer/context";
import type { Comparison, ComparisonState } from "./comparison.ts";

export const [ComparisonContext, useComparison, useComparisonState] = sharedStore<ComparisonState, Comparison>(
  "comparison",
);
