/** What was done to the cells of columns of numbers, as the report lists and says it. */
import { oneOf } from "#engine/ingest/report";
import { plural } from "#engine/format";
import { NumberSink, TextSink, type Table } from "#engine/ingest/columns";
import { isPrecipitationName, type TimeAxis } from "#engine/ingest/understanding";

/** What was done to the cells of the value columns. Rows without a time are reported as rows. */
export function noteNumbers(
  table: Table,
  axis: TimeAxis | null,
  columns: readonly number[],
  leftOut: ReadonlySet<number>,
): void {
  const isLeftOut = (index: number): boolean =>
    leftOut.has(index) || (axis !== null && Number.isNaN(axis.ms.get(index)));
  const changed = new Map<string, ChangedCells[]>();
  for (const column of columns) {
    const { name, sink } = table.columns[column] ?? { name: "", sink: null };
    if (!(sink instanceof NumberSink)) continue;
    const kinds = [
      ["not-a-number", sink.misfits, sink.misfitCount],
      ["missing-value-word", sink.tokenExamples, sink.missingTokens],
      ["chosen-missing", sink.namedExamples, sink.named],
      ["not-finite", sink.notFiniteExamples, sink.notFinite],
      ["written-number", sink.writtenExamples, sink.written],
      ["flagged-value", sink.flaggedExamples, sink.flagged],
      ["scaled-number", sink.scaledExamples, sink.scaled],
      ["trace-amount", sink.traceExamples, sink.traces],
      ["beyond-limit", sink.limitedExamples, sink.limited],
    ] as const;
    if (isPrecipitationName(name) && sink.misfits.some(({ text }) => text.trim() === "T"))
      table.log.isUndone("trace-amount");
    for (const [code, kept, count] of kinds) {
      if (code === "beyond-limit" && count > 0 && table.log.isUndone(code)) continue;
      if (kept[0] !== undefined) changed.set(code, [...(changed.get(code) ?? []), { name, count, example: kept[0] }]);
      const cells = kept.filter(({ index }) => !isLeftOut(index));
      // Cells that were only counted belong to the last one that was kept.
      const uncounted = count - kept.length;
      for (const [at, { index, text }] of cells.entries()) {
        const value = sink.values.get(index);
        const to = value === value ? value : "missing";
        table.log.add(code, table.fileRow(index), name, text, to, at === cells.length - 1 ? 1 + uncounted : 1);
      }
    }
  }
  sayChanged(table, "flagged-value", changed, ["has a flag, which was taken off", "have flags, which were taken off"]);
  sayChanged(table, "scaled-number", changed, [
    "has a magnitude and was put into one unit with the others",
    "have magnitudes and were put into one unit",
  ]);
  sayChanged(table, "beyond-limit", changed, [
    "is known only by a limit and counts as missing",
    "are known only by a limit and count as missing",
  ]);
  for (const { name, sink } of table.columns) {
    if (sink instanceof NumberSink && sink.blank + sink.missingTokens + sink.named + sink.limited === table.rows) {
      table.log.warn("empty-column", `Column "${name}" is empty.`);
    } else if (sink instanceof TextSink && sink.isFreeText) {
      table.log.warn("free-text", `Column "${name}" holds free text and was left out.`);
    }
  }
}

interface ChangedCells {
  readonly name: string;
  readonly count: number;
  readonly example: { readonly index: number; readonly text: string };
}

/** One warning for all columns. */
function sayChanged(
  table: Table,
  code: "beyond-limit" | "flagged-value" | "scaled-number",
  changed: ReadonlyMap<string, ChangedCells[]>,
  [ofOne, ofMany]: readonly [one: string, many: string],
): void {
  const columns = changed.get(code) ?? [];
  const [first] = columns;
  if (first === undefined) return;
  const count = columns.reduce((sum, column) => sum + column.count, 0);
  const where = oneOf(first.name, columns.length, "column", "columns");
  const undo = code === "beyond-limit" ? " --undo beyond-limit reads the limits." : "";
  table.log.warn(
    code,
    `${plural(count, "number", "numbers")} in ${where} ${count === 1 ? ofOne : ofMany}: "${first.example.text}" in row ${table.fileRow(first.example.index)}.${undo}`,
  );
}
