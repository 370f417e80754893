/** All forecasters: the single list used by processes, the command line and the window. */
export type { ForecasterInfo, Fitted, FittedParameters, Forecaster } from "#engine/forecasters/base";
export { Catalogue, factsOf, type SeriesFacts, whyUnsuitable } from "./catalogue.ts";
export { familiesOf, type ForecasterFamily } from "./families.ts";
export { forecasters } from "./forecasters.ts";
