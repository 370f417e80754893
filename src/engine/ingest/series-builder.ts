import { EngineError } from "#engine/errors";
import { detectSeasonLengths, fixedStepMs, formatFrequency, formatTimestamp, isSameFrequency, seasonLengths, timeAt } from "#engine/series";
import type { Frequency } from "#engine/series";
import { NumberSink } from "./column-sink.ts";
import { detectDaylightSaving } from "./daylight-saving.ts";
import type { DaylightSaving } from "./daylight-saving.ts";
import { findFrequency, stepIndex } from "./frequency-evidence.ts";
import type { FrequencyFinding } from "./frequency-evidence.ts";
import { findSentinel } from "./missing-token.ts";
import type { Roles } from "./roles.ts";
import type { Table } from "./table.ts";
import type { TimeAxis } from "./time-axis.ts";
import type { IngestedSeries } from "./types.ts";

/** A grid may hold this many steps per observation before the spacing is disbelieved. */
const maxStepsPerObservation = 50;
const freeSteps = 10_000;
const maxSteps = 100_000_000;
/** All series together, per row and value column of the file: a small file never becomes gigabytes. */
const maxTotalPerCell = 20;
const freeTotal = 4_000_000;
const minObservations = 2;

interface Group {
  readonly label: string;
  /** Rows in time order, repeated times next to each other. */
  rows: Uint32Array;
  /** [distinct] */
  times: Float64Array;
  /** [distinct + 1] where each distinct time's rows begin; null when no time repeats. */
  starts: Uint32Array | null;
  finding: FrequencyFinding | null;
}

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
  const groups = await groupByTime(table, axis, roles, pause);
  const readable = groups.reduce((sum, group) => sum + group.rows.length, 0);
  if (readable < minObservations) throw tooFewRows(table, readable);
  for (const group of groups) {
    group.finding = findFrequency(group.times);
    await pause();
  }
  const clock = settleDaylightSaving(table, axis, groups);
  const common = commonFinding(groups);
  if (common === null) throw irregular(table, axis, groups);
  const sentinels = new Map(roles.targets.map((column) => [column, dropSentinel(table, column)]));
  const series: IngestedSeries[] = [];
  const budget = freeTotal + table.rows * roles.targets.length * maxTotalPerCell;
  let total = 0;
  for (const group of groups) {
    const finding = chooseFinding(group, common);
    if (finding === null) {
      table.log.warn("irregular", `"${group.label}" has no regular spacing and was left out.`, group.label);
      continue;
    }
    const placed = placeOnGrid(table, axis, group, finding);
    if (placed === null) {
      table.log.warn("irregular", `"${group.label}" is too sparse for steps of one ${formatFrequency(finding.frequency)}.`, group.label);
      continue;
    }
    total += placed.steps * roles.targets.length;
    if (total > budget) throw tooSparse(table, axis, finding.frequency);
    for (const column of roles.targets) {
      const id = seriesId(table, roles, group.label, column);
      const built = fillSeries({ table, group, placed, column, sentinel: sentinels.get(column) ?? null, id, finding, clock });
      if (built !== null) series.push(built);
      await pause();
    }
  }
  if (series.length === 0) throw irregular(table, axis, groups);
  return series;
}

function tooFewRows(table: Table, readable: number): EngineError {
  const found = readable === 0 ? "no row with a readable time" : "only one row of data";
  return new EngineError("too-few-rows", `The file has ${found}; a forecast needs a history.`, {
    hint: "Two seasons of history make a useful forecast: 24 months, two weeks of hours.",
    ...(table.rows > 0 ? { row: table.fileRow(0) } : {}),
  });
}

function irregular(table: Table, axis: TimeAxis, groups: readonly Group[]): EngineError {
  const column = table.columns[axis.columns[0] ?? 0]?.name ?? "";
  const group = groups.find(({ times }) => times.length >= 2);
  if (group === undefined) {
    return new EngineError("too-few-rows", "Every series has only one row of data; a forecast needs a history.", {
      column,
      hint: "Two seasons of history make a useful forecast: 24 months, two weeks of hours.",
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

async function groupByTime(table: Table, axis: TimeAxis, roles: Roles, pause: () => Promise<void>): Promise<Group[]> {
  const { codes, labels } = roles.groups;
  const counts = new Uint32Array(labels.length + 1);
  for (let row = 0; row < table.rows; row += 1) {
    if (!Number.isNaN(axis.ms.get(row))) counts[(codes[row] ?? 0) + 1] = (counts[(codes[row] ?? 0) + 1] ?? 0) + 1;
  }
  for (let group = 0; group < labels.length; group += 1) counts[group + 1] = (counts[group + 1] ?? 0) + (counts[group] ?? 0);
  const order = new Uint32Array(counts[labels.length] ?? 0);
  const next = counts.slice();
  for (let row = 0; row < table.rows; row += 1) {
    if (Number.isNaN(axis.ms.get(row))) continue;
    const group = codes[row] ?? 0;
    order[next[group] ?? 0] = row;
    next[group] = (next[group] ?? 0) + 1;
  }
  const groups: Group[] = [];
  for (const [group, label] of labels.entries()) {
    const rows = order.subarray(counts[group] ?? 0, counts[group + 1] ?? 0);
    if (rows.length === 0) continue;
    groups.push(sortGroup(table, axis, label, rows));
    await pause();
  }
  return groups;
}

function sortGroup(table: Table, axis: TimeAxis, label: string, rows: Uint32Array): Group {
  const column = table.columns[axis.columns[0] ?? 0]?.name ?? "";
  let all = timesOf(axis, rows);
  const state = sortedness(all);
  if (state.falls && !state.rises) {
    rows.reverse();
    all.reverse();
  } else if (state.falls) {
    noteUnsorted(table, rows, all, column);
    rows.sort((a, b) => axis.ms.get(a) - axis.ms.get(b) || a - b);
    all = timesOf(axis, rows);
  }
  if (!state.repeats) return { label, finding: null, rows, times: all, starts: null };
  return { label, finding: null, ...collectTimes(rows, all) };
}

/** Distinct times of rows that are in order already. */
function collectTimes(rows: Uint32Array, all: Float64Array): Pick<Group, "rows" | "times" | "starts"> {
  let distinct = 0;
  for (let i = 0; i < all.length; i += 1) if (i === 0 || all[i] !== all[i - 1]) distinct += 1;
  if (distinct === all.length) return { rows, times: all, starts: null };
  const times = new Float64Array(distinct);
  const starts = new Uint32Array(distinct + 1);
  let at = -1;
  for (let i = 0; i < all.length; i += 1) {
    if (i > 0 && all[i] === all[i - 1]) continue;
    at += 1;
    times[at] = all[i] ?? 0;
    starts[at] = i;
  }
  starts[distinct] = rows.length;
  return { rows, times, starts };
}

function timesOf(axis: TimeAxis, rows: Uint32Array): Float64Array {
  const times = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i += 1) times[i] = axis.ms.get(rows[i] ?? 0);
  return times;
}

/** `repeats` is certain only where times do not both rise and fall; it is true there. */
function sortedness(times: Float64Array): { rises: boolean; falls: boolean; repeats: boolean } {
  const state = { rises: false, falls: false, repeats: false };
  let before = Number.NaN;
  for (const time of times) {
    if (time > before) state.rises = true;
    else if (time < before) state.falls = true;
    else if (time === before) state.repeats = true;
    before = time;
  }
  if (state.rises && state.falls) state.repeats = true;
  return state;
}

function noteUnsorted(table: Table, rows: Uint32Array, times: Float64Array, column: string): void {
  for (let i = 1; i < rows.length; i += 1) {
    const ms = times[i] ?? 0;
    if (ms < (times[i - 1] ?? 0)) {
      table.log.add("unsorted-row", table.fileRow(rows[i] ?? 0), column, formatTimestamp(ms), "moved to its place in time");
    }
  }
}

/**
 * Local time with daylight saving: rows go onto a grid of elapsed time, in which no hour is missing or double. The longest
 * group decides for the file.
 */
function settleDaylightSaving(table: Table, axis: TimeAxis, groups: Group[]): DaylightSaving | null {
  let longest: Group | null = null;
  for (const group of groups) if (longest === null || group.times.length > longest.times.length) longest = group;
  const finding = longest?.finding ?? null;
  const stepMs = finding === null || finding.isJittered ? null : fixedStepMs(finding.frequency);
  if (longest === null || stepMs === null) return null;
  const { times, starts } = longest;
  const clock = detectDaylightSaving(times, (index) => starts !== null && (starts[index + 1] ?? 0) - (starts[index] ?? 0) > 1, stepMs);
  if (clock === null) return null;
  for (const group of groups) toElapsed(group, clock);
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

function toElapsed(group: Group, clock: DaylightSaving): void {
  const { rows, times, starts } = group;
  const elapsed = new Float64Array(rows.length);
  for (let i = 0; i < times.length; i += 1) {
    const from = starts?.[i] ?? i;
    const to = starts?.[i + 1] ?? from + 1;
    // Rows of one time keep the file's order: the first is summer's, the others are winter's.
    for (let at = from; at < to; at += 1) elapsed[at] = clock.toElapsed(times[i] ?? 0, at > from);
  }
  const order = Uint32Array.from({ length: rows.length }, (_, i) => i).sort((a, b) => (elapsed[a] ?? 0) - (elapsed[b] ?? 0) || a - b);
  const regrouped = collectTimes(
    rows.map((_, i) => rows[order[i] ?? 0] ?? 0),
    elapsed.map((_, i) => elapsed[order[i] ?? 0] ?? 0),
  );
  group.rows = regrouped.rows;
  group.times = regrouped.times;
  group.starts = regrouped.starts;
}

/** The finding that most observations share; series too short to tell for themselves follow it. */
function commonFinding(groups: readonly Group[]): FrequencyFinding | null {
  const votes: { finding: FrequencyFinding; weight: number }[] = [];
  for (const { finding, times } of groups) {
    if (finding === null) continue;
    const same = votes.find((vote) => isSameFrequency(vote.finding.frequency, finding.frequency));
    const weight = Math.min(times.length, 1000) * finding.support;
    if (same === undefined) votes.push({ finding, weight });
    else same.weight += weight;
  }
  return votes.sort((a, b) => b.weight - a.weight)[0]?.finding ?? null;
}

function chooseFinding(group: Group, common: FrequencyFinding): FrequencyFinding | null {
  const own = group.finding;
  if (own === null) return { ...common, isJittered: true };
  if (isSameFrequency(own.frequency, common.frequency)) return own;
  // A handful of rows proves no spacing of its own, and gaps make any spacing look longer.
  const fits = group.times.length < 2 || liesOnGrid(group.times, common.frequency);
  return fits ? common : own;
}

function liesOnGrid(times: Float64Array, frequency: Frequency): boolean {
  const start = times[0] ?? 0;
  for (const time of times) if (timeAt(start, frequency, stepIndex(start, frequency, time)) !== time) return false;
  return true;
}

interface Placement {
  readonly startMs: number;
  readonly steps: number;
  /** [distinct] grid step of each distinct time; null when the i-th time is the i-th step. */
  readonly index: Uint32Array | null;
  /** No two rows fall into one step. */
  readonly isOneToOne: boolean;
}

function placeOnGrid(table: Table, axis: TimeAxis, group: Group, finding: FrequencyFinding): Placement | null {
  const { times } = group;
  const { frequency } = finding;
  const startMs = finding.isJittered ? snapToClock(times[0] ?? 0, frequency) : (times[0] ?? 0);
  const last = stepIndex(startMs, frequency, times.at(-1) ?? startMs);
  const steps = last + 1;
  if (steps > maxSteps || steps > times.length * maxStepsPerObservation + freeSteps) return null;
  if (isGapless(times, startMs, frequency, steps)) {
    return { startMs, steps, index: null, isOneToOne: group.starts === null };
  }
  const column = table.columns[axis.columns[0] ?? 0]?.name ?? "";
  const index = indexTimes(times, startMs, finding);
  let isOneToOne = group.starts === null;
  for (let i = 0; i < times.length; i += 1) {
    const time = times[i] ?? 0;
    const step = index[i] ?? 0;
    if (i > 0 && step === index[i - 1]) isOneToOne = false;
    const onGrid = timeAt(startMs, frequency, step);
    if (onGrid !== time) {
      const row = group.rows[group.starts?.[i] ?? i] ?? 0;
      table.log.add("snapped-timestamp", table.fileRow(row), column, formatTimestamp(time), formatTimestamp(onGrid));
    }
  }
  return { startMs, steps: Math.max(steps, (index.at(-1) ?? 0) + 1), index, isOneToOne };
}

/** Share of a new phase that replaces the old one; beyond this many steps' silence it is taken whole. */
const phaseWeight = 0.2;
const phaseMemorySteps = 6;
/** A clock may drift this far from the grid before a step is skipped or taken twice. */
const maxPhase = 0.8;

/**
 * Which step each time belongs to. A sensor's clock keeps a distance of its own from the grid, and loses or gains seconds a
 * day: its distance is followed, so that times half-way between two steps do not fall now here, now there.
 */
function indexTimes(times: Float64Array, startMs: number, { frequency, isJittered }: FrequencyFinding): Uint32Array {
  const index = new Uint32Array(times.length);
  const stepMs = isJittered ? fixedStepMs(frequency) : null;
  if (stepMs === null) {
    for (let i = 0; i < times.length; i += 1) index[i] = Math.max(0, stepIndex(startMs, frequency, times[i] ?? 0));
    return index;
  }
  let phase = 0;
  let before = -Infinity;
  for (let i = 0; i < times.length; i += 1) {
    const distance = (times[i] ?? 0) - startMs;
    if (distance - before > phaseMemorySteps * stepMs) phase = distance - Math.round(distance / stepMs) * stepMs;
    before = distance;
    const step = Math.round((distance - phase) / stepMs);
    phase += phaseWeight * (distance - step * stepMs - phase);
    if (Math.abs(phase) > maxPhase * stepMs) phase -= Math.sign(phase) * stepMs;
    index[i] = Math.max(0, step);
  }
  return index;
}

/** The common case, checked without a division per row. */
function isGapless(times: Float64Array, startMs: number, frequency: Frequency, steps: number): boolean {
  const stepMs = fixedStepMs(frequency);
  if (stepMs === null || times.length !== steps) return false;
  for (let i = 0; i < times.length; i += 1) if (times[i] !== startMs + i * stepMs) return false;
  return true;
}

/** The wandering clock's first time, moved to the nearest whole step of the day. */
function snapToClock(ms: number, frequency: Frequency): number {
  if (frequency.unit !== "second" && frequency.unit !== "minute" && frequency.unit !== "hour") {
    return Math.floor(ms / 86_400_000) * 86_400_000;
  }
  const unitMs = frequency.unit === "second" ? 1000 : frequency.unit === "minute" ? 60_000 : 3_600_000;
  const stepMs = unitMs * frequency.count;
  return Math.round(ms / stepMs) * stepMs;
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

interface Filling {
  readonly table: Table;
  readonly group: Group;
  readonly placed: Placement;
  readonly column: number;
  readonly sentinel: number | null;
  readonly id: string;
  readonly finding: FrequencyFinding;
  readonly clock: DaylightSaving | null;
}

function fillSeries(filling: Filling): IngestedSeries | null {
  const { table, group, placed, column, sentinel } = filling;
  const sink = table.columns[column]?.sink;
  if (!(sink instanceof NumberSink)) return null;
  const all = new Float64Array(placed.steps).fill(Number.NaN);
  if (placed.isOneToOne) {
    for (let i = 0; i < group.rows.length; i += 1) {
      const value = sink.values.get(group.rows[i] ?? 0);
      all[placed.index === null ? i : (placed.index[i] ?? 0)] = value === sentinel ? Number.NaN : value;
    }
    return finishSeries(filling, all);
  }
  const counts = new Uint16Array(placed.steps);
  const time = group.times;
  for (let i = 0; i < time.length; i += 1) {
    const step = placed.index?.[i] ?? i;
    const from = group.starts?.[i] ?? i;
    const to = group.starts?.[i + 1] ?? from + 1;
    if (to - from > 1) noteRepeated(filling, sink, from, to, time[i] ?? 0);
    for (let at = from; at < to; at += 1) {
      const value = sink.values.get(group.rows[at] ?? 0);
      if (value !== value || value === sentinel) continue;
      const count = counts[step] ?? 0;
      // Running mean: repeated times and jittered times that fall into one step count alike.
      all[step] = count === 0 ? value : (all[step] ?? 0) + (value - (all[step] ?? 0)) / (count + 1);
      counts[step] = Math.min(65_535, count + 1);
    }
  }
  return finishSeries(filling, all);
}

function noteRepeated({ table, group, column, clock }: Filling, sink: NumberSink, from: number, to: number, ms: number): void {
  const values: number[] = [];
  for (let at = from; at < to && values.length < 8; at += 1) values.push(sink.values.get(group.rows[at] ?? 0));
  const observed = values.filter((value) => !Number.isNaN(value));
  const mean = observed.reduce((sum, value) => sum + value, 0) / Math.max(1, observed.length);
  const name = table.columns[column]?.name ?? "";
  table.log.add(
    "duplicate-timestamp",
    table.fileRow(group.rows[from + 1] ?? 0),
    name,
    `${formatTimestamp(clock === null ? ms : clock.toWall(ms))} ${to - from} times: ${values.join(", ")}`,
    `${mean} (mean)`,
    to - from - 1,
  );
}

function finishSeries({ table, placed, finding, id, clock }: Filling, all: Float64Array): IngestedSeries | null {
  const { frequency } = finding;
  let from = 0;
  while (from < all.length && Number.isNaN(all[from])) from += 1;
  if (from === all.length) {
    table.log.warn("empty-series", `"${id}" has no value at all and was left out.`, id);
    return null;
  }
  const to = endOf(table, all, frequency, id);
  const values = from === 0 && to === all.length ? all : all.slice(from, to);
  const times = gridTimes(placed.startMs, frequency, from, values.length);
  if (clock !== null) for (let step = 0; step < times.length; step += 1) times[step] = clock.toWall(times[step] ?? 0);
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
  const seasons = detectSeasonLengths(values, seasonLengths(frequency));
  return {
    id,
    frequency,
    times,
    values,
    missing,
    seasonLengths: seasons.length === 0 ? [1] : seasons,
    isNonNegative: smallest >= 0,
  };
}

function gridTimes(startMs: number, frequency: Frequency, from: number, steps: number): Float64Array {
  const times = new Float64Array(steps);
  const stepMs = fixedStepMs(frequency);
  for (let step = 0; step < steps; step += 1) {
    times[step] = stepMs === null ? timeAt(startMs, frequency, from + step) : startMs + (from + step) * stepMs;
  }
  return times;
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
