export { croston, isIntermittent } from "./croston.ts";
export { tsb } from "./tsb.ts";
