/** All forecasters: the one list that processes, the command line and the window take them from. */
export type { ForecasterInfo, Fitted, FittedParameters, Forecaster } from "#engine/forecasters/base";
export { Catalogue, factsOf, type SeriesFacts, whyUnsuitable } from "./catalogue.ts";
export { forecasters } from "./forecasters.ts";
