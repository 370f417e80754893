/** What a vendor's profile makes of a table: names, roles, and the rows that are measurements. */
import { columnName, NumberSink, TextSink, type Aside, type Table } from "#engine/ingest/columns";
import type { TimeAxis } from "#engine/ingest/understanding";
import { keepRows, type ColumnWords } from "./table-rows.ts";
import { findHeaderlessNames, type VendorProfile } from "./vendor-profile.ts";
const maxAsides = 10_000;

/** Known layouts that come without a header get the names that their makers use for the columns. */
export function nameHeaderless(table: Table): Table {
  const texts = table.columns.map(({ sink }) => (sink instanceof TextSink ? sink.words : []));
  const names = namesOfHeaderless(
    table.columns.map(({ name }) => name),
    texts,
  );
  return { ...table, columns: table.columns.map(({ name, sink }, column) => ({ name: names[column] ?? name, sink })) };
}

/**
 * The names themselves unless they are all made up.
 * @param texts per column its words, empty for a column that is no text
 */
export function namesOfHeaderless(names: readonly string[], texts: readonly (readonly string[])[]): readonly string[] {
  if (!names.every((name) => name.startsWith("column "))) return names;
  const known = findHeaderlessNames(names.length, texts);
  return names.map((name, column) => known?.[column] ?? name);
}

/** The user's choices, and the profile's where the user made none. */
export function withProfile(table: Table, profile: VendorProfile | null): Table {
  if (profile === null) return table;
  const names = table.columns.map(({ name }) => name);
  const matching = (patterns: readonly RegExp[]): string[] =>
    patterns.flatMap((pattern) => names.find((name) => pattern.test(name)) ?? []);
  const targets = (profile.targets ?? []).flatMap(({ column, series }) => {
    const name = names.find((candidate) => column.test(candidate));
    return name === undefined ? [] : [{ name, series }];
  });
  const { options } = table;
  const time = options.timeColumn ?? matching(profile.time === undefined ? [] : [profile.time])[0];
  const targetColumns = options.targetColumns ?? (targets.length === 0 ? undefined : targets.map(({ name }) => name));
  // An empty list of ids says that there are none; ids that the file lacks say nothing.
  const ids = profile.ids === undefined ? undefined : matching(profile.ids);
  const idColumns = options.idColumns ?? (ids?.length === 0 && profile.ids?.length !== 0 ? undefined : ids);
  return {
    ...table,
    options: {
      ...options,
      ...(time === undefined ? {} : { timeColumn: time }),
      ...(targetColumns === undefined ? {} : { targetColumns }),
      ...(idColumns === undefined ? {} : { idColumns }),
    },
    seriesNames: new Map(
      targets.flatMap(({ name, series }) => (series === undefined ? [] : [[name, series] as const])),
    ),
  };
}

/** The vendor's measurements; rows of other kinds are left out and reported. */
export function vendorRows(
  table: Table,
  axis: TimeAxis,
  profile: VendorProfile | null,
): { table: Table; axis: TimeAxis } {
  const { rows, skipsEmptyRows, targets = [] } = profile ?? {};
  const columns = table.columns.flatMap(({ name, sink }, column) => {
    const target = targets.find((candidate) => candidate.column.test(name));
    return target === undefined || !(sink instanceof NumberSink) ? [] : [{ column, sink, target }];
  });
  if (rows === undefined && skipsEmptyRows !== true) return { table, axis };
  const kind = rows === undefined ? -1 : table.columns.findIndex(({ name }) => rows.column.test(name));
  const values = columns.map(({ sink }) => sink);
  const words: ColumnWords = new Map(
    columns.map(
      ({ column, target }) =>
        [column, { words: target.words ?? {}, range: target.range, measures: target.measures }] as const,
    ),
  );
  const asides: Aside[] = [];
  const calibrations =
    profile?.calibrations === undefined
      ? -1
      : table.columns.findIndex(({ name }) => profile.calibrations?.test(name) === true);
  const noteCalibration = (row: number): void => {
    const sink = table.columns[calibrations]?.sink;
    const value = sink instanceof NumberSink ? sink.values.get(row) : Number.NaN;
    const ms = axis.ms.get(row);
    if (value === value && ms === ms && asides.length < maxAsides) {
      asides.push({ code: "calibration", ms, fileRow: table.fileRow(row), text: String(value) });
    }
  };
  const isWanted = (row: number): boolean => {
    const value = values.find((sink) => !Number.isNaN(sink.values.get(row)))?.values.get(row);
    if (rows === undefined || kind < 0) {
      if (value === undefined) noteCalibration(row);
      return value !== undefined;
    }
    const word = cellText(table, kind, row);
    if (rows.equals.test(word)) return true;
    const isCalibration = rows.calibration?.test(word) === true;
    const code = isCalibration ? "calibration-row" : "other-record";
    if (value !== undefined && table.log.isUndone(code)) return true;
    const text = value === undefined ? word : `${word} ${value}`;
    table.log.add(code, table.fileRow(row), columnName(table, kind), text, "row left out");
    const ms = axis.ms.get(row);
    if (isCalibration && ms === ms && asides.length < maxAsides)
      asides.push({ code: "calibration", ms, fileRow: table.fileRow(row), text });
    return false;
  };
  const kept = keepRows(table, axis, isWanted, words);
  return { ...kept, table: { ...kept.table, asides } };
}

function cellText(table: Table, column: number, row: number): string {
  const sink = table.columns[column]?.sink;
  if (sink instanceof TextSink) return sink.words[sink.codes.get(row)] ?? "";
  return sink instanceof NumberSink ? String(sink.values.get(row)) : "";
}
