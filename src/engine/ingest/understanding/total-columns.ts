/** Columns that add up the others: a series of them says nothing new. */
import { oneOf } from "#engine/ingest/report";
import { columnName, NumberSink, type Table } from "#engine/ingest/columns";
import { isTotalName, totalOf } from "./total-names.ts";
import { leastFittingShare, SumCheck } from "./total-rows.ts";

const sampledRows = 2000;

/**
 * Which of the columns are called a total and are the sum of others: of all, of those with the same word in their names, or
 * of those to the left up to the next total. Lists them; empty where the user wants them kept.
 */
export function totalColumns(table: Table, columns: readonly number[]): ReadonlySet<number> {
  const nameOf = (column: number): string => columnName(table, column);
  const totals = columns.filter((column) => isTotalName(nameOf(column)));
  const found = new Set<number>();
  for (const total of totals) {
    const parts = columns.filter((column) => !totals.includes(column));
    const word = totalOf(nameOf(total))?.toLowerCase();
    const named = word === undefined ? [] : parts.filter((column) => nameOf(column).toLowerCase().includes(word));
    const before = Math.max(-1, ...totals.filter((column) => column < total));
    const beside = parts.filter((column) => column < total && column > before);
    if ([named, parts, beside].some((addends) => addends.length > 1 && areSum(table, total, addends))) found.add(total);
  }
  if (found.size === 0 || table.log.isUndone("total-row")) return new Set();
  const names = [...found].map(nameOf);
  for (const name of names) table.log.add("total-row", Math.max(1, table.headRow), name, name, "column left out");
  table.log.warn(
    "total-row",
    `Column ${oneOf(names[0] ?? "", names.length, "column", "columns")} ${names.length > 1 ? "are sums of others and were" : "is the sum of others and was"} left out. --undo total-row keeps ${names.length > 1 ? "them" : "it"}.`,
  );
  return found;
}

function areSum(table: Table, total: number, addends: readonly number[]): boolean {
  const whole = table.columns[total]?.sink;
  const parts = addends.flatMap((column) => {
    const sink = table.columns[column]?.sink;
    return sink instanceof NumberSink ? [sink.values] : [];
  });
  if (!(whole instanceof NumberSink)) return false;
  const stride = Math.max(1, Math.ceil(table.rows / sampledRows));
  const totals: number[] = [];
  const sums: number[] = [];
  for (let row = 0; row < table.rows; row += stride) {
    totals.push(whole.values.get(row));
    sums.push(parts.reduce((sum, values) => sum + (values.get(row) || 0), 0));
  }
  return new SumCheck(totals).fitting((at) => sums[at] ?? 0) >= leastFittingShare;
}
