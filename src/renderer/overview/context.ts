import { sharedStore } from "#renderer/context";
import type { Overview, OverviewState } from "./overview.ts";

export const [OverviewContext, useOverview, useOverviewState] = sharedStore<OverviewState, Overview>("rows of series");
