import { sharedStore } from "#renderer/context";
import type { Correcting, CorrectingState } from "./correcting.ts";

export const [CorrectingContext, useCorrecting, useCorrectingState] = sharedStore<CorrectingState, Correcting>(
  "correcting",
);
