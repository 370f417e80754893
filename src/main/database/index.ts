export { openUserDatabase } from "./open-database.ts";
export { UserDatabase } from "./user-database.ts";
