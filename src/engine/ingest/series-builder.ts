import { EngineError } from "#engine/errors";
import { detectSeasonLengths, fixedStepMs, formatFrequency, formatTimestamp, isSameFrequency, seasonLengths, secondMs, timeAt } from "#engine/series";
import type { Frequency } from "#engine/series";
import { NumberSink } from "./column-sink.ts";
import { detectDaylightSaving } from "./daylight-saving.ts";
import type { DaylightSaving } from "./daylight-saving.ts";
import { findFrequency, stepIndex } from "./frequency-evidence.ts";
import type { FrequencyFinding } from "./frequency-evidence.ts";
import { GridTimes, placeOnGrid } from "./grid.ts";
import type { Placement } from "./grid.ts";
import { findSentinel } from "./missing-token.ts";
import { noteGaps, noteOutliers } from "./quality.ts";
import { FlagBoard } from "./series-flags.ts";
import type { Roles } from "./roles.ts";
import { RowGroups, toElapsed } from "./row-groups.ts";
import type { RowGroup } from "./row-groups.ts";
import type { Table } from "./table.ts";
import type { TimeAxis } from "./time-axis.ts";
import type { DuplicatePolicy, IngestedSeries } from "./types.ts";

/** All series together, per row and value column of the file: a small file never becomes gigabytes. */
const maxTotalPerCell = 20;
const freeTotal = 4_000_000;
const minObservations = 2;
const rowsBetweenPauses = 500_000;

/**
 * Turns rows into regular series: sorts, joins repeated times, decides the spacing from the evidence of all series, and
 * lays each one onto its grid. `pause` is awaited between series.
 * @throws EngineError `too-few-rows`, `irregular-series`.
 */
export async function buildSeries(
  table: Table,
  axis: TimeAxis,
  roles: Roles,
  pause: () => Promise<void>,
): Promise<IngestedSeries[]> {
  const groups = await RowGroups.of(table, axis, roles.groups, pause);
  if (groups.readable < minObservations) throw tooFewRows(table, groups.readable);
  const evidence = await gatherEvidence(groups, pause);
  const clock = settleDaylightSaving(table, axis, evidence);
  const common = commonFinding(evidence.findings);
  if (common === null) throw irregular(table, axis, evidence.longest);
  const builder: Builder = {
    table,
    axis,
    roles,
    clock,
    sentinels: new Map(roles.targets.map((column) => [column, dropSentinel(table, column)])),
    grids: new GridTimes(),
    pause,
  };
  const series: IngestedSeries[] = [];
  const budget = freeTotal + table.rows * roles.targets.length * maxTotalPerCell;
  let total = 0;
  let at = 0;
  await groups.forEach(async (wall) => {
    const own = evidence.findings[at]?.finding ?? null;
    at += 1;
    const group = clock === null ? wall : toElapsed(wall, clock);
    const finding = chooseFinding(group, own, common);
    await pause();
    const placed = placeOnGrid(table, axis, group, finding);
    if (placed === null) {
      table.log.warn("irregular", `"${group.label}" is too sparse for steps of one ${formatFrequency(finding.frequency)}.`, group.label);
      return;
    }
    await pause();
    total += placed.steps * roles.targets.length;
    if (total > budget) throw tooSparse(table, axis, finding.frequency);
    for (const column of roles.targets) {
      const id = seriesId(table, roles, group.label, column);
      const built = await fillSeries({ ...builder, group, placed, column, finding, id, flags: new FlagBoard(placed.steps) });
      if (built !== null) series.push(built);
      await pause();
    }
  }, pause);
  if (series.length === 0) throw irregular(table, axis, evidence.longest);
  return series;
}

/** What does not change from one series to the next. */
interface Builder {
  readonly table: Table;
  readonly axis: TimeAxis;
  readonly roles: Roles;
  readonly clock: DaylightSaving | null;
  readonly sentinels: ReadonlyMap<number, number | null>;
  readonly grids: GridTimes;
  readonly pause: () => Promise<void>;
}

interface Evidence {
  /** [groups] in the order of RowGroups. */
  readonly findings: readonly { readonly finding: FrequencyFinding | null; readonly observations: number }[];
  readonly longest: RowGroup | null;
}

async function gatherEvidence(groups: RowGroups, pause: () => Promise<void>): Promise<Evidence> {
  const findings: { finding: FrequencyFinding | null; observations: number }[] = [];
  let longest: RowGroup | null = null;
  await groups.forEach(async (group) => {
    await pause();
    findings.push({ finding: findFrequency(group.times), observations: group.times.length });
    if (longest === null || group.times.length > longest.times.length) longest = { ...group, rows: group.rows.slice(0, 1) };
    await pause();
  }, pause);
  return { findings, longest };
}

function tooFewRows(table: Table, readable: number): EngineError {
  const found = readable === 0 ? "no row with a readable time" : "only one row of data";
  return new EngineError("too-few-rows", `The file has ${found}; a forecast needs a history.`, {
    hint: "Two seasons of history make a useful forecast: 24 months, two weeks of hours.",
    ...(table.rows > 0 ? { row: table.fileRow(0) } : {}),
  });
}

function irregular(table: Table, axis: TimeAxis, group: RowGroup | null): EngineError {
  const column = table.columns[axis.columns[0] ?? 0]?.name ?? "";
  if (group === null || group.times.length < 2) {
    return new EngineError("too-few-rows", "Every series has only one row of data; a forecast needs a history.", {
      column,
      hint: "Two seasons of history make a useful forecast: 24 months, two weeks of hours.",
    });
  }
  const steps = group.times.subarray(1, 1000).map((time, i) => time - (group.times[i] ?? 0)).sort();
  if ((steps[steps.length >> 1] ?? 0) < secondMs) {
    return new EngineError("irregular-series", `The rows in "${column}" are less than a second apart; the shortest step is one second.`, {
      column,
      row: table.fileRow(group.rows[0] ?? 0),
      hint: "Average the data to seconds or longer steps.",
    });
  }
  const sample = [...group.times.subarray(0, 3)].map(formatTimestamp).join(", ");
  return new EngineError("irregular-series", `The times in "${column}" follow no regular step (${sample}, …).`, {
    column,
    row: table.fileRow(group.rows[0] ?? 0),
    hint: "Add up or average the data to regular steps, for example one row per hour or day.",
  });
}

function tooSparse(table: Table, axis: TimeAxis, frequency: Frequency): EngineError {
  return new EngineError("irregular-series", `The rows are too far apart for steps of one ${formatFrequency(frequency)}.`, {
    column: table.columns[axis.columns[0] ?? 0]?.name ?? "",
    hint: "Check the dates for typing errors, or add up the data to longer steps.",
  });
}

/**
 * Local time with daylight saving: rows go onto a grid of elapsed time, in which no hour is missing or double. The longest
 * group decides for the file.
 */
function settleDaylightSaving(table: Table, axis: TimeAxis, { findings, longest }: Evidence): DaylightSaving | null {
  if (longest === null) return null;
  const { times, starts } = longest;
  const finding = findings.find(({ observations }) => observations === times.length)?.finding ?? null;
  const stepMs = finding === null || finding.isJittered ? null : fixedStepMs(finding.frequency);
  if (stepMs === null) return null;
  const clock = detectDaylightSaving(times, (index) => starts !== null && (starts[index + 1] ?? 0) - (starts[index] ?? 0) > 1, stepMs);
  if (clock === null) return null;
  const column = table.columns[axis.columns[0] ?? 0]?.name ?? "";
  const spring = clock.springs[0];
  const autumn = clock.autumns[0];
  const facts = [
    ...(spring === undefined ? [] : [`${formatTimestamp(spring).replace("T", " ").slice(0, 16)} does not exist`]),
    ...(autumn === undefined ? [] : [`${formatTimestamp(autumn).replace("T", " ").slice(0, 16)} occurs twice`]),
  ];
  table.log.warn(
    "daylight-saving",
    `"${column}" is local time with daylight saving: ${facts.join(" and ")}. That is neither a gap nor a duplicate.`,
  );
  return clock;
}

/** The finding that most observations share; series too short to tell for themselves follow it. */
function commonFinding(findings: Evidence["findings"]): FrequencyFinding | null {
  const votes: { finding: FrequencyFinding; weight: number }[] = [];
  for (const { finding, observations } of findings) {
    if (finding === null) continue;
    const same = votes.find((vote) => isSameFrequency(vote.finding.frequency, finding.frequency));
    const weight = Math.min(observations, 1000) * finding.support;
    if (same === undefined) votes.push({ finding, weight });
    else same.weight += weight;
  }
  return votes.sort((a, b) => b.weight - a.weight)[0]?.finding ?? null;
}

function chooseFinding(group: RowGroup, own: FrequencyFinding | null, common: FrequencyFinding): FrequencyFinding {
  if (own === null) return { ...common, isJittered: true };
  if (isSameFrequency(own.frequency, common.frequency)) return own;
  // A handful of rows proves no spacing of its own, and gaps make any spacing look longer.
  return liesOnGrid(group.times, common.frequency) ? common : own;
}

function liesOnGrid(times: Float64Array, frequency: Frequency): boolean {
  const start = times[0] ?? 0;
  for (const time of times) if (timeAt(start, frequency, stepIndex(start, frequency, time)) !== time) return false;
  return true;
}

function dropSentinel(table: Table, column: number): number | null {
  const sink = table.columns[column]?.sink;
  if (!(sink instanceof NumberSink)) return null;
  const sentinel = findSentinel(sink.values);
  if (sentinel === null) return null;
  const name = table.columns[column]?.name ?? "";
  for (let row = 0; row < table.rows; row += 1) {
    if (sink.values.get(row) === sentinel) table.log.add("missing-value-code", table.fileRow(row), name, sentinel, "missing");
  }
  return sentinel;
}

interface Filling extends Builder {
  readonly flags: FlagBoard;
  readonly group: RowGroup;
  readonly placed: Placement;
  readonly column: number;
  readonly id: string;
  readonly finding: FrequencyFinding;
}

async function fillSeries(filling: Filling): Promise<IngestedSeries | null> {
  const { table, group, placed, column, pause } = filling;
  const sentinel = filling.sentinels.get(column) ?? null;
  const sink = table.columns[column]?.sink;
  if (!(sink instanceof NumberSink)) return null;
  const all = new Float64Array(placed.steps).fill(Number.NaN);
  if (placed.isOneToOne) {
    for (let i = 0; i < group.rows.length; i += 1) {
      if (i % rowsBetweenPauses === 0) await pause();
      const value = sink.values.get(group.rows[i] ?? 0);
      all[placed.index === null ? i : (placed.index[i] ?? 0)] = value === sentinel ? Number.NaN : value;
    }
    return finishSeries(filling, all);
  }
  const counts = new Uint16Array(placed.steps);
  const policy = table.options.duplicates ?? "mean";
  const time = group.times;
  for (let i = 0; i < time.length; i += 1) {
    if (i % rowsBetweenPauses === 0) await pause();
    const step = placed.index?.[i] ?? i;
    const from = group.starts?.[i] ?? i;
    const to = group.starts?.[i + 1] ?? from + 1;
    if (to - from > 1) {
      filling.flags.set("duplicate", step);
      noteRepeated(filling, sink, from, to, time[i] ?? 0);
    }
    for (let at = from; at < to; at += 1) {
      const value = sink.values.get(group.rows[at] ?? 0);
      if (value !== value || value === sentinel) continue;
      const count = counts[step] ?? 0;
      // Repeated times and jittered times that fall into one step count alike.
      all[step] = joined(policy, all[step] ?? 0, count, value);
      counts[step] = Math.min(65_535, count + 1);
    }
  }
  return finishSeries(filling, all);
}

/** One more value for a step that holds `count` already. */
function joined(policy: DuplicatePolicy, before: number, count: number, value: number): number {
  if (count === 0 || policy === "last") return value;
  if (policy === "first") return before;
  return policy === "sum" ? before + value : before + (value - before) / (count + 1);
}

const shownRepeats = 8;

function noteRepeated({ table, group, column, clock }: Filling, sink: NumberSink, from: number, to: number, ms: number): void {
  const policy = table.options.duplicates ?? "mean";
  const shown: number[] = [];
  let result = Number.NaN;
  let count = 0;
  for (let at = from; at < to; at += 1) {
    const value = sink.values.get(group.rows[at] ?? 0);
    if (shown.length < shownRepeats) shown.push(value);
    if (value !== value) continue;
    result = joined(policy, result, count, value);
    count += 1;
  }
  table.log.add(
    "duplicate-timestamp",
    table.fileRow(group.rows[from + 1] ?? 0),
    table.columns[column]?.name ?? "",
    `${formatTimestamp(clock === null ? ms : clock.toWall(ms))} ${to - from} times: ${shown.join(", ")}${to - from > shownRepeats ? ", …" : ""}`,
    `${result} (${policy})`,
    to - from - 1,
  );
}

/** Interpolates the short gaps, if that was asked for. Equal steps are equal distances in time. */
function fillGaps({ table, group, placed, column, flags }: Filling, all: Float64Array): void {
  const longest = table.options.fillGapsUpToSteps ?? 0;
  if (longest < 1 || table.log.isUndone("interpolated-gap")) return;
  let last = -1;
  for (let step = 0; step < all.length; step += 1) {
    if (Number.isNaN(all[step])) continue;
    const gap = step - last - 1;
    if (last >= 0 && gap > 0 && gap <= longest) {
      const before = all[last] ?? 0;
      const slope = ((all[step] ?? 0) - before) / (gap + 1);
      for (let i = 1; i <= gap; i += 1) {
        all[last + i] = before + slope * i;
        flags.set("filled", last + i);
      }
      const at = placed.index === null ? last : placed.index.indexOf(last);
      const row = group.rows[group.starts?.[at] ?? at] ?? 0;
      table.log.add("interpolated-gap", table.fileRow(row), table.columns[column]?.name ?? "", "missing", `${gap} after this row`, gap);
    }
    last = step;
  }
}

async function finishSeries(filling: Filling, all: Float64Array): Promise<IngestedSeries | null> {
  const { table, placed, finding, id, clock, grids, pause } = filling;
  const { frequency } = finding;
  fillGaps(filling, all);
  let from = 0;
  while (from < all.length && Number.isNaN(all[from])) from += 1;
  if (from === all.length) {
    table.log.warn("empty-series", `"${id}" has no value at all and was left out.`, id);
    return null;
  }
  const to = endOf(table, all, frequency, id);
  const values = from === 0 && to === all.length ? all : all.slice(from, to);
  const times = grids.make(placed.startMs, frequency, from, values.length, clock === null ? null : clock.toWall);
  await pause();
  let missing = 0;
  let smallest = Infinity;
  let largest = -Infinity;
  for (let step = 0; step < values.length; step += 1) {
    const value = values[step] ?? Number.NaN;
    if (value !== value) missing += 1;
    else {
      if (value < smallest) smallest = value;
      if (value > largest) largest = value;
    }
  }
  describeSeries(table, id, values.length, missing, smallest === largest, frequency);
  await pause();
  noteGaps(table.log, id, times, values);
  await pause();
  for (const step of noteOutliers(table.log, id, times, values)) filling.flags.set("outlier", from + step);
  const seasons = detectSeasonLengths(values, seasonLengths(frequency));
  return {
    id,
    frequency,
    times,
    values,
    missing,
    seasonLengths: seasons.length === 0 ? [1] : seasons,
    isNonNegative: smallest >= 0,
    flags: filling.flags.finish(all, from, to),
  };
}

/** A series that stopped long before the others ends where it stopped: its future starts there. */
function endOf(table: Table, all: Float64Array, frequency: Frequency, id: string): number {
  let to = all.length;
  while (to > 0 && Number.isNaN(all[to - 1])) to -= 1;
  const tail = all.length - to;
  const season = seasonLengths(frequency)[0] ?? 1;
  if (tail <= Math.max(season * 2, all.length * 0.05)) return all.length;
  table.log.warn("ended-early", `"${id}" ends ${tail} steps before the file does.`, id);
  return to;
}

function describeSeries(table: Table, id: string, steps: number, missing: number, isConstant: boolean, frequency: Frequency): void {
  const observed = steps - missing;
  const season = seasonLengths(frequency)[0] ?? 1;
  if (observed < Math.max(8, season * 2)) {
    table.log.warn(
      "too-short",
      `"${id}" has ${observed} ${observed === 1 ? "value" : "values"}; two seasons (${Math.max(8, season * 2)}) make a useful forecast.`,
      id,
    );
  } else if (missing > steps * 0.5) {
    table.log.warn("mostly-missing", `"${id}" lacks ${Math.round((missing / steps) * 100)} % of its values.`, id);
  }
  if (isConstant && observed > 1) table.log.warn("constant", `"${id}" never changes.`, id);
}

function seriesId(table: Table, roles: Roles, label: string, column: number): string {
  const own = table.columns[column]?.name ?? "";
  const name = table.seriesNames.get(own) ?? own;
  if (roles.ids.length === 0) return name;
  const base = label === "" ? "(no id)" : label;
  return roles.targets.length === 1 ? base : `${base} / ${name}`;
}
