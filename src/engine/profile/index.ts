/** What can be said about a series and a dataset: numbers, labels, decompositions, correlations. */
export { correlate, type CorrelateOptions } from "./correlate.ts";
export { profileDataset } from "./dataset.ts";
export { decompose } from "./decompose.ts";
export { anomaliesOf, maxProfiledSteps, type ProfiledInput, profileSeries } from "./profile-series.ts";
export { summarise } from "./summary.ts";
