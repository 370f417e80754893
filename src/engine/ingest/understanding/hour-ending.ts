import type { Table } from "#engine/ingest/columns";

/** Hours that are counted from 1 to 24 are named by their end. @param what a column in quotes, or the columns */
export function sayHourEnding(table: Table, what: string): void {
  table.log.warn(
    "hour-ending",
    `${what} from 1 to 24: each is read as the hour that ends then, so hour 1 starts at 00:00.`,
  );
}
