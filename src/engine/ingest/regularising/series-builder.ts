import { listed, tooFewRows } from "#engine/ingest/report";
import { formatStepSpan } from "#engine/format";
import type { Frequency, IngestedSeries } from "#domain/series";
import { EngineError } from "#domain/errors";
import { formatTimestamp, timeAt } from "#engine/series";
import type { Roles, TimeAxis } from "#engine/ingest/understanding";
import { columnName, type Table } from "#engine/ingest/columns";
import { withoutWeekends } from "./business-days.ts";
import { timeWriter } from "./daylight-saving.ts";
import { GridTimes, placeOnGrid, sayWeekendRows } from "./grid.ts";
import { noteResolution } from "./resolution.ts";
import { RowGroups } from "./row-groups.ts";
import {
  fillGaps,
  fillSeries,
  rowAt,
  sayConflicts,
  type Builder,
  type Filling,
  type MissingCodes,
} from "./series-fill.ts";
import { finishSeries, partPrefix } from "./series-finish.ts";
import { FlagBoard, flagLedger, sayEverywhere } from "./series-flags.ts";
import type { SeriesGrid } from "./series-grid.ts";
import { sessionsOf } from "./sessions.ts";
import { chooseStep, gatherEvidence, settleSteps, type LongestGroup } from "./step-choice.ts";

/** All series together, per row and value column of the file: a small file never becomes gigabytes. */
const maxTotalPerCell = 20;
const freeTotal = 4_000_000;
const minObservations = 2;

/**
 * Turns rows into regular series: sorts, joins repeated times, decides the spacing from the evidence of all series, and
 * lays each one onto its grid. `pause` is awaited between series.
 * @param about what is said of the rows of a label
 * @param isVendors the file has the layout of a known vendor
 * @throws EngineError `too-few-rows`, `irregular-series`.
 */
export async function buildSeries(
  table: Table,
  axis: TimeAxis,
  roles: Roles,
  missingCodes: MissingCodes,
  about: ReadonlyMap<string, string>,
  isVendors: boolean,
  pause: () => Promise<void>,
): Promise<BuiltSeries> {
  const groups = await RowGroups.of(table, axis, roles.groups, roles.targets, pause);
  if (groups.readable < minObservations) throw tooFewReadable(table, groups.readable);
  const evidence = await gatherEvidence(table, groups, pause);
  const settled = settleSteps(table, axis, evidence);
  if (settled === null) throw irregular(table, axis, evidence.longest);
  const builder: Builder = {
    table,
    axis,
    roles,
    clock: settled.clock,
    missingCodes,
    about,
    grids: new GridTimes(),
    ledger: flagLedger(),
    pause,
    conflicts: new Map(),
  };
  const series: IngestedSeries[] = [];
  const chosen = new ChosenSeries(table.options.series);
  const budget = freeTotal + table.rows * roles.targets.length * maxTotalPerCell;
  let total = 0;
  let at = 0;
  await groups.takeEach(async (wall) => {
    const stated = axis.stepOf?.(wall.rowOf(0));
    const own = evidence.findings[at]?.finding ?? null;
    at += 1;
    const decided =
      stated === undefined
        ? settled
        : { ...settled, common: { frequency: stated, isJittered: false, support: 1 }, isForced: true };
    const { finding, group, clock } = chooseStep(wall, own, decided);
    await pause();
    const written = timeWriter(clock, axis.zone ?? null);
    if ((finding.rule?.weeks ?? null) !== null) sayWeeks(table, axis, group.label);
    const columns = roles.targets.flatMap((column) => {
      const id = seriesId(table, roles, group.label, column);
      if (chosen.mayHold(id)) return [{ column, id, parts: 0 }];
      chosen.leaveOut(id);
      return [];
    });
    const names = columns.map(({ id }) => id);
    const sessions = sessionsOf(table, axis, group, finding.frequency, names, written, isVendors);
    for (const session of sessions) {
      const placed = placeOnGrid(table, axis, session, finding, written);
      if (placed === null) {
        table.log.warn(
          "irregular",
          `"${group.label}" is too sparse for steps of ${formatStepSpan(1, finding.frequency)} and was left out.`,
          group.label,
        );
        return;
      }
      if (placed.index !== null) noteResolution(table.log, session.label, session.times, finding.frequency, written);
      await pause();
      total += placed.steps * roles.targets.length;
      if (total > budget) throw tooSparse(table, axis, finding.frequency);
      for (const each of columns) {
        const { column, id } = each;
        const filling = { ...builder, clock, group: session, placed, finding, column, id };
        const partsBefore = sessions.length === 1 ? null : each.parts;
        for (const built of await makeSeries(filling, !decided.isForced, partsBefore)) {
          each.parts += 1;
          if (chosen.has(built.id, id)) series.push(built);
          else chosen.leaveOut(built.id);
        }
        await pause();
      }
    }
    for (const { id, parts } of columns)
      if (parts === 0) table.log.warn("empty-series", `"${id}" has no values and was left out.`, id);
  }, pause);
  sayConflicts(builder);
  sayEverywhere(table.log, builder.ledger);
  if (series.length === 0) throw chosen.none() ?? irregular(table, axis, evidence.longest);
  return { series, otherSeries: chosen.leftOut };
}

/**
 * One column's series of one session.
 * @param mayRest whether its days may turn out to be business days
 */
async function makeSeries(
  filling: Omit<Filling, "flags">,
  mayRest: boolean,
  partsBefore: number | null,
): Promise<IngestedSeries[]> {
  const { table, group, placed, column, id } = filling;
  let grid = await fillSeries({ ...filling, flags: new FlagBoard(placed.steps) });
  let rowOf = (step: number): number => rowAt(table, group, placed, step);
  const business = mayRest ? withoutWeekends(grid) : null;
  if (business !== null && (business.strays.length === 0 || !table.log.isUndone("weekend-row"))) {
    noteStrays(filling, grid, business.strays);
    rowOf = (step) => rowAt(table, group, placed, business.oldStep[step] ?? 0);
    ({ grid } = business);
  }
  fillGaps(table, column, grid, rowOf);
  return finishSeries({ ...filling, id, rowAt: rowOf, partsBefore }, grid);
}

/** Values on weekends of a series that has business days. */
function noteStrays(
  { table, axis, group, placed, column, id }: Omit<Filling, "flags">,
  { startMs, frequency, values }: SeriesGrid,
  strays: readonly number[],
): void {
  const written = timeWriter(null, axis.zone ?? null);
  const dateOf = (step: number): string => written(timeAt(startMs, frequency, step)).slice(0, 10);
  const [first] = strays;
  if (first === undefined) return;
  const name = columnName(table, column);
  for (const step of strays)
    table.log.add(
      "weekend-row",
      rowAt(table, group, placed, step),
      name,
      `${dateOf(step)}: ${values[step] ?? Number.NaN}`,
      "left out",
    );
  sayWeekendRows(table.log, id, strays.length, dateOf(first));
}

/** Two of a retail calendar's stamps may lie in one month of the calendar, whose name says only one of them. */
function sayWeeks(table: Table, axis: TimeAxis, label: string): void {
  table.log.warn(
    "retail-calendar",
    `"${label || columnName(table, axis.columns[0] ?? 0)}" has periods of four and five weeks (4-4-5), twelve a year: they are read as months, and their times stay as they are written.`,
    label || undefined,
  );
}

export interface BuiltSeries {
  readonly series: IngestedSeries[];
  readonly otherSeries: readonly string[];
}

function tooFewReadable(table: Table, readable: number): EngineError {
  const found = readable === 0 ? "no row with a readable time" : "only one row of data";
  return tooFewRows(
    `The file has ${found}; a forecast needs a history.`,
    table.rows > 0 ? { row: table.fileRow(0) } : {},
  );
}

function irregular(table: Table, axis: TimeAxis, group: LongestGroup | null): EngineError {
  const column = columnName(table, axis.columns[0] ?? 0);
  if (group === null || group.times.length < 2) {
    return tooFewRows("Every series has only one row of data; a forecast needs a history.", { column });
  }
  const sample = [...group.times.subarray(0, 3)].map(formatTimestamp).join(", ");
  return new EngineError("irregular-series", `The times in "${column}" follow no regular step (${sample}, …).`, {
    column,
    row: group.firstRow,
    hint: "--aggregate day makes days of the rows, --aggregate month months; in the window: Longer steps.",
  });
}

function tooSparse(table: Table, axis: TimeAxis, frequency: Frequency): EngineError {
  return new EngineError(
    "irregular-series",
    `The rows are too far apart for steps of ${formatStepSpan(1, frequency)}.`,
    {
      column: columnName(table, axis.columns[0] ?? 0),
      hint: "Check the dates for typing errors, or make longer steps of the rows: --aggregate month; in the window: Longer steps.",
    },
  );
}

/** Which series the user wants; parts of a split series go by their own names or by the whole's. */
class ChosenSeries {
  readonly #wanted: readonly string[] | null;
  readonly #ids: ReadonlySet<string>;
  readonly leftOut: string[] = [];

  constructor(wanted: readonly string[] | undefined) {
    this.#wanted = wanted ?? null;
    this.#ids = new Set(wanted);
  }

  /** Whether a series or a part of it is wanted. */
  mayHold(id: string): boolean {
    return (
      this.#wanted === null || this.#ids.has(id) || this.#wanted.some((wanted) => wanted.startsWith(partPrefix(id)))
    );
  }

  has(id: string, whole: string): boolean {
    return this.#wanted === null || this.#ids.has(id) || this.#ids.has(whole);
  }

  leaveOut(id: string): void {
    this.leftOut.push(id);
  }

  /** When none of the chosen series is there. */
  none(): EngineError | null {
    if (this.#wanted === null || this.leftOut.length === 0) return null;
    return new EngineError("wrong-arguments", "None of the chosen series is in this file.", {
      hint: `Its series are: ${listed(this.leftOut)}.`,
    });
  }
}

function seriesId(table: Table, roles: Roles, label: string, column: number): string {
  const own = columnName(table, column);
  const name = table.seriesNames.get(own) ?? own;
  if (roles.ids.length === 0) return name;
  const base = label === "" ? "(no id)" : label;
  return roles.targets.length === 1 ? base : `${base} / ${name}`;
}
