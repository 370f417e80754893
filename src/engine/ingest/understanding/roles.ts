import type { ColumnInfo } from "#domain/dataset";
import { EngineError } from "#domain/errors";
import { dayMs } from "#domain/series";
import { NumberSink, type Table } from "#engine/ingest/columns";
import { isIdWord, isTimeName } from "./column-names.ts";
import { groupRows, type Groups } from "./groups.ts";
import { findIds } from "./id-search.ts";
import { areEpochs, convertNumericTimes } from "./numeric-time.ts";
import { isRowCounter } from "./row-order.ts";
import { chooseTargets } from "./target-choice.ts";
import { columnNamed, type TimeAxis } from "./time-axis.ts";

/** Which column is what. Indices into the table's columns. */
export interface Roles {
  readonly ids: readonly number[];
  readonly targets: readonly number[];
  readonly covariates: readonly number[];
  /** Which series a row belongs to; all zero without id columns. */
  readonly groups: Groups;
}

/**
 * Decides the roles from the whole table, or as asked for. Without targets nothing holds numbers, and rows can only be
 * counted.
 * @param known ids that the layout of the table settles; null where the rows have to be looked at
 * @throws EngineError `wrong-arguments` for a column that does not exist, `bad-number` for a target without numbers.
 */
export function findRoles(table: Table, axis: TimeAxis, known: readonly number[] | null = null): Roles {
  const { options } = table;
  const free = table.columns.flatMap((_, column) => (axis.columns.includes(column) ? [] : [column]));
  const ids =
    options.idColumns === undefined
      ? (known ?? findIds(table, axis, free))
      : options.idColumns.map((name) => columnNamed(table, name));
  const usable = free.filter((column) => !ids.includes(column) && isUsableNumber(table, axis, column));
  // 1, 2, 3 … beside other numbers is the row's number; alone it is what there is to forecast.
  const uncounted = usable.filter((column) => !isCounterColumn(table, column));
  const numbers = uncounted.length > 0 ? uncounted : usable;
  if (options.targetColumns !== undefined && options.targetColumns.length > 0) {
    const targets = countsRows(table) ? [] : options.targetColumns.map((name) => columnNamed(table, name));
    for (const column of targets) requireNumbers(table, column);
    const covariates = numbers.filter((column) => !targets.includes(column));
    return { ids, targets, covariates, groups: groupRows(table, ids) };
  }
  if (numbers.length === 0) return { ids, targets: [], covariates: [], groups: groupRows(table, ids) };
  const groups = groupRows(table, ids);
  return { ids, ...chooseTargets(table, axis, groups, numbers), groups };
}

/** How many rows a step holds is a target under this name, unless a column has it. */
export const rowCountName = "rows";

function countsRows({ options, columns }: Table): boolean {
  const [only, more] = options.targetColumns ?? [];
  return only === rowCountName && more === undefined && !columns.some(({ name }) => name === rowCountName);
}

function requireNumbers(table: Table, column: number): void {
  const { name, sink } = table.columns[column] ?? { name: "", sink: null };
  if (sink instanceof NumberSink) return;
  throw new EngineError("bad-number", `Column "${name}" does not hold numbers.`, {
    column: name,
    hint: "Choose a column of numbers: --target COLUMN; in the window: its role.",
  });
}

function isUsableNumber(table: Table, axis: TimeAxis, column: number): boolean {
  const { name, sink } = table.columns[column] ?? { name: "", sink: null };
  if (!(sink instanceof NumberSink)) return false;
  const observed = table.rows - sink.missingCells;
  if (observed <= 0) return false;
  if (sink.misfitCount > observed * 0.5) return false;
  const isNamed = isIdWord(name);
  // A billion people or euros is as large as a second of our age: size alone makes no time of it.
  if (areEpochs(sink.values) && (isNamed || isTimeName(name) || /_at$/i.test(name) || followsTime(sink, axis)))
    return false;
  // A number that names the one thing the file is about (a site, a shop) is no measurement.
  return !(isNamed && isConstantInteger(sink));
}

/** Whether epochs are the rows' own times once more, give or take what zones and delays make of them. */
function followsTime({ values }: NumberSink, axis: TimeAxis): boolean {
  const { ms } = convertNumericTimes(values, "epoch");
  for (let row = 0; row < ms.length; row += 1) if (Math.abs(ms.get(row) - axis.ms.get(row)) > 2 * dayMs) return false;
  return true;
}

function isCounterColumn(table: Table, column: number): boolean {
  const sink = table.columns[column]?.sink;
  return sink instanceof NumberSink && isRowCounter(sink);
}

function isConstantInteger(sink: NumberSink): boolean {
  const first = sink.values.get(0);
  if (!Number.isInteger(first)) return false;
  for (let i = 1; i < sink.values.length; i += 1) if (sink.values.get(i) !== first) return false;
  return true;
}

/** The report's list of columns; all arguments are column names of the file. */
export function describeColumns(
  table: Table,
  named: {
    readonly time: readonly string[];
    readonly ids: readonly string[];
    readonly targets: readonly string[];
    readonly covariates: readonly string[];
  },
): ColumnInfo[] {
  return table.columns.map(({ name, sink }) => {
    const type = sink.type;
    if (named.time.includes(name)) return { name, role: "time", type: "time" };
    if (named.ids.includes(name)) return { name, role: "id", type };
    if (named.targets.includes(name)) return { name, role: "target", type };
    if (named.covariates.includes(name)) return { name, role: "covariate", type };
    return { name, role: "ignored", type };
  });
}
