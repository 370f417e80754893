export { croston, isIntermittent } from "./croston.ts";
