/** SQLite files of the application, as any process of it uses them. Whose data they hold, the rooms above know. */
export { SqliteConnection, type SqlRow, type SqlValue } from "./connection.ts";
export { backUp, fileStamp, isUsable, listBackups, restore, type Backup } from "./backups.ts";
export { migrate, NewerDatabase } from "./migrate.ts";
export type { Migration } from "./migration.ts";
