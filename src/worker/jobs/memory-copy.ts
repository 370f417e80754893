import { EngineError } from "#domain/errors";
import { DurableDatabase, type SqlValue } from "#storage/database";
import { migrations } from "#worker/jobs/migrations";

/** SQLite's words for a file that can't be written, or read, any more. That another process holds it may pass. */
const reasons: Readonly<Record<number, string>> = {
  8: "it may not be written",
  10: "the disk does not read or write",
  11: "it is damaged",
  13: "the disk is full",
  14: "it can't be opened",
  26: "it is damaged",
};

/** What the user is told where an error means that the file is of no use any more; null for any other error. */
export function outageOf(error: unknown): EngineError | null {
  const code = error instanceof Error && "errcode" in error ? Number(error.errcode) & 0xff : 0;
  const reason = reasons[code];
  if (reason === undefined) return null;
  return new EngineError("user-data-unavailable", `The file with your searches can't be used: ${reason}.`, {
    hint: "Searches go on, and their results stay until Fantail is closed. What was saved before is kept.",
    cause: error,
  });
}

/** In an order in which nothing refers to what is not there yet. */
const tables = [
  "jobs",
  "contents",
  "job_series",
  "results",
  "scores",
  "trials",
  "profiles",
  "profiled_datasets",
  "profiled_series",
];

/** All that can still be read of a queue, in memory. */
export function copyToMemory(file: DurableDatabase, refusal: EngineError): DurableDatabase {
  const memory = new DurableDatabase(":memory:", refusal);
  memory.exec("pragma foreign_keys = off");
  for (const { sql } of migrations) memory.exec(sql);
  for (const table of tables) {
    try {
      for (const row of file.each(`select * from ${table}`)) {
        const values = Object.values(row) as SqlValue[];
        memory.run(`insert into ${table} values (${values.map(() => "?").join(", ")})`, ...values);
      }
    } catch (error) {
      // Where a page is damaged, what lies behind it is not to be had.
      if (outageOf(error) === null) throw error;
    }
  }
  memory.exec("pragma foreign_keys = on");
  return memory;
}
