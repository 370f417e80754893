export { Jobs } from "./jobs.ts";
export type { JobChange } from "./jobs-client.ts";
