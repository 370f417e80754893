import type { ColumnInfo, DuplicatePolicy, ImportOptions } from "#contract/data";
import type { ImportedDataset } from "#contract/ipc";

type Role = ColumnInfo["role"];

/** What the user has chosen in the import dialog and not applied yet. */
export interface ImportDraft {
  /** One per column of the file, in its order. */
  readonly roles: readonly Role[];
  /** null: as the file has it. */
  readonly timezone: string | null;
  readonly duplicates: DuplicatePolicy;
  /** 0: gaps stay missing. */
  readonly fillGapsUpToSteps: number;
  /** Empty: the one that the import takes by itself. */
  readonly recordTable: string;
}

export const defaultDuplicates: DuplicatePolicy = "mean";

/** The choices that are in force. */
export function draftOf({ columns, settings }: ImportedDataset): ImportDraft {
  const { timezone = null, duplicates = defaultDuplicates, fillGapsUpToSteps = 0, recordTable = "" } = settings.options;
  return { roles: columns.map(({ role }) => role), timezone, duplicates, fillGapsUpToSteps, recordTable };
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
  const needsNumbers = type === "number" ? {} : { obstacle: type === "time" ? "Holds times" : "Holds text" };
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
export function optionsOf({ columns, settings }: ImportedDataset, draft: ImportDraft): ImportOptions {
  const { options } = settings;
  // Another table has other columns: which role each has is found out anew.
  if (draft.recordTable.trim() !== (options.recordTable ?? "")) return rulesOf(draft);
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
    ...(isSame("covariate") && areSeriesSame ? kept({ covariateColumns }) : { covariateColumns: named("covariate", draft.roles) }),
    ...rulesOf(draft),
  };
}

function rulesOf({ timezone, duplicates, fillGapsUpToSteps, recordTable }: ImportDraft): ImportOptions {
  return {
    ...(timezone === null ? {} : { timezone }),
    ...(duplicates === defaultDuplicates ? {} : { duplicates }),
    ...(fillGapsUpToSteps === 0 ? {} : { fillGapsUpToSteps }),
    ...(recordTable.trim() === "" ? {} : { recordTable: recordTable.trim() }),
  };
}

/** The option that would leave what a repair changed as it was in the file; undefined where the import has none. */
export function withoutRepair(options: ImportOptions, code: string): ImportOptions | undefined {
  const { fillGapsUpToSteps, ...others } = options;
  return code === "interpolated-gap" && fillGapsUpToSteps !== undefined ? others : undefined;
}

/** The same without the keys that have no value. */
function kept<K extends string, V>(entry: Readonly<Record<K, V | undefined>>): { [P in K]?: V } {
  return Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== undefined)) as { [P in K]?: V };
}

export function isChanged(dataset: ImportedDataset, draft: ImportDraft): boolean {
  return JSON.stringify(draft) !== JSON.stringify(draftOf(dataset));
}

/** Why a draft can't be applied, in words; null when it can. */
export function draftProblem(dataset: ImportedDataset, draft: ImportDraft): string | null {
  if (!draft.roles.includes("target")) return "Choose at least one column of values to forecast.";
  // Where times stand in the header no column holds them, and none has to.
  if (!draft.roles.includes("time") && dataset.columns.some(({ role }) => role === "time")) return "Choose the column that holds the time.";
  return null;
}
