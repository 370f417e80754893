import { sharedLater } from "#renderer/context";
import type { Comparison, ComparisonState } from "./comparison.ts";

export const [ComparisonContext, useComparison, useComparisonState] = sharedLater<ComparisonState, Comparison>(
  "comparison",
);
