/** What the window knows of all series of a dataset, a row each: for the table of series and the list beside the chart. */
export { OverviewContext, useOverview, useOverviewState } from "./context.ts";
export { shortNames } from "./names.ts";
export { createOverview, type Look, type Overview, tableOf } from "./overview.ts";
export {
  changeOf,
  type Computed,
  evidenceAt,
  expectedGrowthOf,
  knownOf,
  numbersOf,
  type OverviewRow,
  type RowEvidence,
} from "./rows.ts";
export { Sparkline } from "./sparkline.tsx";
export { TrustDot, trustText } from "./trust-dot.tsx";
