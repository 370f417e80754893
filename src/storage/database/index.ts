/** SQLite files of the application, as any process of it uses them. Whose data they hold, the rooms above know. */
export { SqliteConnection, type SqlRow, type SqlValue } from "./connection.ts";
export { DurableDatabase } from "./durable-database.ts";
export type { Logger } from "./logger.ts";
export type { Migration } from "./migration.ts";
export { openDatabase, type Opened } from "./open-database.ts";
