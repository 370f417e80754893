/** Totals of series and of groups of them, as a table shows them. */
export { Reconciling } from "./reconciling.ts";
export { TotalsReports } from "./totals-reports.ts";
