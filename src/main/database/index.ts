export { openUserDatabase, userDatabasePath } from "./open-database.ts";
/** What must not be lost. Parts that have something to keep read and write their own tables through it. */
export { DurableDatabase as UserDatabase } from "#storage/database";
export { readSteps, writeSteps } from "./step-rows.ts";
