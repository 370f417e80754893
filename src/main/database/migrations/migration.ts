export type { Migration } from "#storage/database";
