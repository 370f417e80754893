export { openUserDatabase, type OpenedDatabase } from "./open-database.ts";
export { UserDatabase } from "./user-database.ts";
