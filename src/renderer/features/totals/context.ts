import { sharedLater } from "#renderer/context";
import type { Totals, TotalsState } from "./totals.ts";

export const [TotalsContext, useTotals, useTotalsState] = sharedLater<TotalsState, Totals>("totals");
