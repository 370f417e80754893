/** Numerical methods that know nothing of series or forecasts. */
export { minimise } from "./golden-section.ts";
export { type Minimum, minimiseSmooth, type Objective } from "./quasi-newton.ts";
