import { sharedLater } from "#renderer/context";
import type { Thresholds, ThresholdsStoreState } from "./thresholds.ts";

export const [ThresholdsContext, useThresholds, useThresholdsState] = sharedLater<ThresholdsStoreState, Thresholds>(
  "thresholds",
);
