/** How the application is doing. */
export type { Doctor } from "./doctor.ts";
export { loadLevels, workerStates, type Health } from "./health.ts";
