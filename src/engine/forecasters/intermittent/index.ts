export { croston, isIntermittent } from "./croston.ts";
export { classicCroston } from "./croston-classic.ts";
export { tsb } from "./tsb.ts";
