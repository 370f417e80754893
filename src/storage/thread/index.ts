/** SQLite off the thread that everybody waits for. */
export { DatabaseThread, type DistantDatabase } from "./database-thread.ts";
export type { ToDatabase } from "./messages.ts";
export { DatabaseServer } from "./serve.ts";
