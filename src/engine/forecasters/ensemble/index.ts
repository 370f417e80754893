export { combination } from "./combination.ts";
