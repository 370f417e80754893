/** Steps of what a user did, a row each, of which most often one is added at the end. */
import type { DurableDatabase } from "#storage/database";

type StepTable = "correction_steps" | "scenario_steps";

/** @param parse undefined for a step that is not understood @returns null where there is such a one */
export function readSteps<Step>(
  database: DurableDatabase,
  table: StepTable,
  log: number,
  parse: (step: unknown) => Step | undefined,
): readonly Step[] | null {
  const rows = database.all(`select step from ${table} where log = ? order by place`, log);
  const steps = rows.flatMap(({ step }) => parse(JSON.parse(String(step))) ?? []);
  return steps.length < rows.length ? null : steps;
}

/** Writes what differs: steps that are there already are not written again. */
export function writeSteps(database: DurableDatabase, table: StepTable, log: number, steps: readonly unknown[]): void {
  const written = database.all(`select step from ${table} where log = ? order by place`, log);
  const texts = steps.map((step) => JSON.stringify(step));
  let same = 0;
  while (same < texts.length && written[same]?.["step"] === texts[same]) same += 1;
  if (same < written.length) database.run(`delete from ${table} where log = ? and place >= ?`, log, same);
  for (let place = same; place < texts.length; place += 1)
    database.run(`insert into ${table} values (?, ?, ?)`, log, place, texts[place] ?? "");
}
