/** Sessions of one series: long silences between its rows are no missing steps. */
import { formatDuration, plural } from "#engine/format";
import { seasonLengths } from "#engine/series";
import { dayMs, fixedStepMs, stepMonths, type Frequency } from "#domain/series";
import { columnName, type Table } from "#engine/ingest/columns";
import type { TimeAxis } from "#engine/ingest/understanding";
import { isNearlyEmpty } from "./grid.ts";
import type { RowGroup } from "./row-groups.ts";

/** Shorter gaps are missing steps, whatever share of the series they take: two seasons, and at least a day's hours. */
const leastLongGap = 24;
/** Nights and weekends are no long silences. */
const leastSpanShare = 0.1;
/** A series that has this share of its steps is one, whatever it lacks: a gauge that rests in winter. */
const leastFilled = 0.25;
/** What a forecast needs. */
const leastRows = 8;

/** Gaps of more steps than this are long, unless the user says otherwise. */
export function longGapSteps(frequency: Frequency): number {
  return Math.max(leastLongGap, (seasonLengths(frequency)[0] ?? 1) * 2);
}

/**
 * The group as a whole, or in pieces where most of its steps would be missing in a few long gaps.
 * @param names the ids of the group's series
 * @param written how the report writes one of the group's times
 * @param keepsWhole only what would be refused as a whole is cut: a sensor's silence is a part of its record
 */
export function sessionsOf(
  table: Table,
  axis: TimeAxis,
  group: RowGroup,
  frequency: Frequency,
  names: readonly string[],
  written: (ms: number) => string,
  keepsWhole: boolean,
): readonly RowGroup[] {
  const stepMs = meanStepMs(frequency);
  const longest = table.options.splitGapsOverSteps ?? longGapSteps(frequency);
  const cuts = longSilences(group.times, stepMs, longest, keepsWhole);
  if (cuts.length === 0 || table.log.isUndone("split-gap")) return [group];
  const column = columnName(table, axis.columns[0] ?? 0);
  for (const [at, cut] of cuts.entries()) {
    const before = group.times[cut - 1] ?? 0;
    const steps = Math.round(((group.times[cut] ?? 0) - before) / stepMs) - 1;
    const row = table.fileRow(group.rowOf(group.starts?.[cut - 1] ?? cut - 1));
    table.log.add("split-gap", row, column, `${steps} missing steps after this row`, "a series of its own begins");
    if (at > 0) continue;
    const [name = ""] = names;
    table.log.warn(
      "split-gap",
      `${names.length === 1 ? `"${name}" has` : "All series have"} a gap of ${plural(steps, "step", "steps")} (${formatDuration(steps * stepMs)}) after ${written(before).replace("T", " ").slice(0, 16)}${cuts.length === 1 ? "" : `, and ${plural(cuts.length - 1, "more gap", "more gaps")}`}: what follows is a series of its own, "${name} · 2". --undo split-gap keeps it in one.`,
      name,
    );
  }
  return [0, ...cuts].map((from, i) => rowsBetween(group, from, cuts[i] ?? group.times.length));
}

/** Indices of the times that follow a long silence, ascending; none where the rest would lack as much all the same. */
function longSilences(times: Float64Array, stepMs: number, longestGap: number, keepsWhole: boolean): number[] {
  const rows = times.length;
  const spanMs = (times.at(-1) ?? 0) - (times[0] ?? 0);
  let steps = spanMs / stepMs + 1;
  const isRefused = isNearlyEmpty(steps, rows);
  if (!isRefused && (keepsWhole || rows >= steps * leastFilled)) return [];
  const leastMs = Math.max((longestGap + 1) * stepMs, spanMs * leastSpanShare);
  const leastRowsOfPart = isRefused ? 1 : leastRows;
  const cuts: number[] = [];
  for (let at = leastRowsOfPart; at <= rows - leastRowsOfPart; at += 1) {
    const ms = (times[at] ?? 0) - (times[at - 1] ?? 0);
    if (ms < leastMs || at - (cuts.at(-1) ?? 0) < leastRowsOfPart) continue;
    cuts.push(at);
    steps -= ms / stepMs - 1;
  }
  const isEnough = isRefused ? !isNearlyEmpty(steps, rows) : rows >= steps * leastFilled;
  return isEnough ? cuts : [];
}

function meanStepMs(frequency: Frequency): number {
  const months = stepMonths(frequency);
  if (months !== null) return months * 30.436875 * dayMs;
  return fixedStepMs(frequency) ?? (frequency.count * dayMs * 7) / 5;
}

/** @param from index of a distinct time */
function rowsBetween(group: RowGroup, from: number, to: number): RowGroup {
  const { starts } = group;
  const first = starts?.[from] ?? from;
  const end = starts?.[to] ?? to;
  return {
    label: group.label,
    length: end - first,
    times: group.times.slice(from, to),
    starts: starts === null ? null : starts.slice(from, to + 1).map((start) => start - first),
    rowOf: (i) => group.rowOf(first + i),
    cells: (column) => group.cells(column).slice(first, end),
  };
}
