import { sharedLater } from "#renderer/context";
import type { SideBySide, SideBySideState } from "./side-by-side.ts";

export const [SideBySideContext, useSideBySide, useSideBySideState] = sharedLater<SideBySideState, SideBySide>(
  "forecasts side by side",
);
