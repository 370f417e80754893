import {
  formatRowRange,
  mergeRowRanges,
  parseRowRange,
  type RowRange,
  type ColumnInfo,
  type Dataset,
  type DateOrder,
  type DuplicatePolicy,
  type FileInfo,
  type ImportedDataset,
  type ImportOptions,
  type Preview,
  type TableChoice,
  type Understood,
} from "#domain/dataset";
import type { Frequency } from "#domain/series";

type Role = ColumnInfo["role"];
type Aggregate = NonNullable<ImportOptions["aggregate"]>;

/** What a draft is about: a file that was imported, or what was understood of one that was not. */
export interface ImportSubject {
  readonly columns: readonly ColumnInfo[];
  /** null where not even that was found out. */
  readonly file: FileInfo | null;
  readonly preview: Preview;
  readonly tables: TableChoice | null;
  /** Empty where the import failed. */
  readonly series: Dataset["series"];
  readonly otherSeries: readonly string[];
  readonly warnings: Dataset["warnings"];
  /** The options in force. */
  readonly options: ImportOptions;
}

export function subjectOf(dataset: ImportedDataset): ImportSubject {
  const { columns, file, preview, tables, series, otherSeries, warnings, settings } = dataset;
  return { columns, file, preview, tables, series, otherSeries, warnings, options: settings.options };
}

/** The same for a file that could not be imported with these options: roles are as far as they were asked for. */
export function subjectOfFailed(understood: Understood, options: ImportOptions): ImportSubject {
  const { timeColumn, targetColumns = [], idColumns = [], covariateColumns = [] } = options;
  const asked = (name: string): Role | undefined => {
    if (name === timeColumn) return "time";
    if (targetColumns.includes(name)) return "target";
    if (idColumns.includes(name)) return "id";
    return covariateColumns.includes(name) ? "covariate" : undefined;
  };
  const columns = understood.columns.map((column) => ({ ...column, role: asked(column.name) ?? column.role }));
  return { ...understood, columns, series: [], otherSeries: [], warnings: [], options };
}

/** What the user has chosen in the import dialog and not applied yet. */
export interface ImportDraft {
  /** One per column of the file, in its order. */
  readonly roles: readonly Role[];
  /** null: as the file has it. The same holds for the next three. */
  readonly timezone: string | null;
  readonly decimalMark: "." | "," | null;
  readonly dateOrder: DateOrder | null;
  readonly frequency: Frequency | null;
  /** Time of the first row of a file without times; null: the import's own. */
  readonly start: string | null;
  /** Besides those that every file may hold. */
  readonly missingTokens: readonly string[];
  /** null: decided from evidence. */
  readonly duplicates: DuplicatePolicy | null;
  /** Rows and ranges of rows that are no data, as the user writes them. */
  readonly leftOutRows: readonly string[];
  /** 0: gaps stay missing. */
  readonly fillGapsUpToSteps: number;
  readonly longGaps: "missing" | "split";
  /** null: two seasons, at least 24 steps. */
  readonly splitGapsOverSteps: number | null;
  /** Rows after a series' last value are what is known of its future, and no steps of it. */
  readonly knownFuture: "evidence" | "known" | "missing";
  /** null: the file's own steps. */
  readonly aggregate: Aggregate | null;
  /** A table, a sheet of a workbook or a file of an archive; empty: the one that the import takes by itself. */
  readonly table: string;
  /** Ids of the series to keep; null: all. */
  readonly series: readonly string[] | null;
  /** Codes of repairs that are not to be made. */
  readonly undo: readonly string[];
}

/** The choices that are in force. */
export function draftOf({ columns, options, tables }: ImportSubject): ImportDraft {
  return {
    roles: columns.map(({ role }) => role),
    timezone: options.timezone ?? null,
    decimalMark: options.decimalMark ?? null,
    dateOrder: options.dateOrder ?? null,
    frequency: options.frequency ?? null,
    start: options.start ?? null,
    missingTokens: options.missingTokens ?? [],
    duplicates: options.duplicates ?? null,
    leftOutRows: (options.leftOutRows ?? []).map(formatRowRange),
    fillGapsUpToSteps: options.fillGapsUpToSteps ?? 0,
    longGaps: options.longGaps ?? "missing",
    splitGapsOverSteps: options.splitGapsOverSteps ?? null,
    knownFuture: options.knownFuture === undefined ? "evidence" : options.knownFuture ? "known" : "missing",
    aggregate: options.aggregate ?? null,
    table: (tables?.kind === "sheet" ? options.sheet : options.recordTable) ?? "",
    series: options.series ?? null,
    undo: options.undo ?? [],
  };
}

/** A file has one time column: the one before makes room. Times made of several columns give way as a whole. */
export function withRole(draft: ImportDraft, index: number, role: Role): ImportDraft {
  return {
    ...draft,
    roles: draft.roles.map((current, at) => {
      if (at === index) return role;
      return role === "time" && current === "time" ? "ignored" : current;
    }),
  };
}

/** Roles that a column can take at all; of the others it is said why not. */
export function rolesFor({ type }: ColumnInfo): readonly { readonly role: Role; readonly obstacle?: string }[] {
  const needsNumbers = type === "number" ? {} : { obstacle: type === "time" ? "Has times" : "Has text" };
  return [
    { role: "time" },
    { role: "target", ...needsNumbers },
    { role: "id" },
    { role: "covariate", ...needsNumbers },
    { role: "ignored" },
  ];
}

/**
 * The options that make an import come out as drafted. Only what differs from the import as it is becomes an option, so
 * that everything else is still decided from evidence.
 */
export function optionsOf(subject: ImportSubject, draft: ImportDraft): ImportOptions {
  const { columns, options } = subject;
  // Another table has other columns: which role each has, and which series there are, is found out anew.
  if (draft.table !== draftOf(subject).table) return rulesOf(subject, { ...draft, series: null });
  const named = (role: Role, roles: readonly Role[]): string[] =>
    columns.flatMap(({ name }, index) => (roles[index] === role ? [name] : []));
  const before = columns.map(({ role }) => role);
  const isSame = (...kinds: readonly Role[]): boolean =>
    kinds.every((role) => named(role, before).join("\n") === named(role, draft.roles).join("\n"));

  const [time] = named("time", draft.roles);
  const areSeriesSame = isSame("target", "id");
  const { timeColumn, targetColumns, idColumns, covariateColumns } = options;
  return {
    ...(isSame("time") ? kept({ timeColumn }) : time === undefined ? {} : { timeColumn: time }),
    // Values and names of series depend on each other: whoever chose the one saw the other.
    ...(areSeriesSame
      ? { ...kept({ targetColumns }), ...kept({ idColumns }) }
      : { targetColumns: named("target", draft.roles), idColumns: named("id", draft.roles) }),
    // A column that gave up its values is a covariate by evidence; the user may have meant something else.
    ...(isSame("covariate") && areSeriesSame
      ? kept({ covariateColumns })
      : { covariateColumns: named("covariate", draft.roles) }),
    // Other columns make other series: those that were to be kept are gone.
    ...rulesOf(subject, areSeriesSame ? draft : { ...draft, series: null }),
  };
}

function rulesOf({ tables }: ImportSubject, draft: ImportDraft): ImportOptions {
  const {
    timezone,
    decimalMark,
    dateOrder,
    frequency,
    start,
    missingTokens,
    duplicates,
    leftOutRows,
    fillGapsUpToSteps,
    aggregate,
    table,
    undo,
  } = draft;
  return {
    ...(timezone === null ? {} : { timezone }),
    ...(decimalMark === null ? {} : { decimalMark }),
    ...(dateOrder === null ? {} : { dateOrder }),
    ...(frequency === null ? {} : { frequency }),
    ...(start === null ? {} : { start }),
    ...(missingTokens.length === 0 ? {} : { missingTokens: [...missingTokens] }),
    ...(duplicates === null ? {} : { duplicates }),
    ...(leftOutRows.length === 0 ? {} : { leftOutRows: rangesOf(leftOutRows) }),
    ...(fillGapsUpToSteps === 0 ? {} : { fillGapsUpToSteps }),
    ...(draft.longGaps === "missing"
      ? {}
      : { longGaps: draft.longGaps, ...kept({ splitGapsOverSteps: draft.splitGapsOverSteps ?? undefined }) }),
    ...(draft.knownFuture === "evidence" ? {} : { knownFuture: draft.knownFuture === "known" }),
    ...(aggregate === null ? {} : { aggregate }),
    ...(table === "" ? {} : tables?.kind === "sheet" ? { sheet: table } : { recordTable: table }),
    ...(draft.series === null ? {} : { series: [...draft.series] }),
    ...(undo.length === 0 ? {} : { undo: [...undo] }),
  };
}

function rangesOf(rows: readonly string[]): RowRange[] {
  return mergeRowRanges(rows.flatMap((text) => parseRowRange(text) ?? []));
}

/**
 * Columns that would no longer tell series apart: rows of several series then fall on one time, and only the user knows what
 * becomes of them. Empty where that has been decided.
 */
export function undecidedIds({ columns }: ImportSubject, draft: ImportDraft): readonly string[] {
  if (draft.duplicates !== null) return [];
  return columns.flatMap(({ name, role }, index) => (role === "id" && draft.roles[index] !== "id" ? [name] : []));
}

/** The same without the keys that have no value. */
function kept<K extends string, V>(entry: Readonly<Record<K, V | undefined>>): { [P in K]?: V } {
  return Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== undefined)) as { [P in K]?: V };
}

export function isChanged(subject: ImportSubject, draft: ImportDraft): boolean {
  return JSON.stringify(draft) !== JSON.stringify(draftOf(subject));
}

/** Why a draft can't be applied, in words; null when it can. */
export function draftProblem(subject: ImportSubject, draft: ImportDraft): string | null {
  const { columns } = subject;
  // What no column is now, none has to become: times may stand in the header, and of a file that failed nothing is known yet.
  const isLost = (role: Role): boolean => columns.some((column) => column.role === role) && !draft.roles.includes(role);
  if (isLost("target")) return "Choose at least one column of values to forecast.";
  if (isLost("time")) return "Choose the column with the times.";
  if (draft.series?.length === 0) return "Keep at least one series.";
  const unreadable = draft.leftOutRows.find((text) => parseRowRange(text) === null);
  if (unreadable !== undefined) return `“${unreadable}” is no row and no range of rows, such as 7 or 10-14.`;
  if (undecidedIds(subject, draft).length > 0) return "Choose what becomes of several rows at one time.";
  return null;
}
