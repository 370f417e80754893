import { sharedLater } from "#renderer/context";
import type { Influences, InfluencesPageState } from "./influences.ts";

export const [InfluencesContext, useInfluences, useInfluencesState] = sharedLater<InfluencesPageState, Influences>(
  "influences",
);
