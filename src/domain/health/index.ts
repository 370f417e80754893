/** The health of the application. */
export type { Doctor } from "./doctor.ts";
export { loadLevels, workerStates, type Health } from "./health.ts";
