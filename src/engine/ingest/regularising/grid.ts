import { plural } from "#engine/format";
import { dayMs, fixedStepMs, hourMs, minuteMs, secondMs, type Frequency } from "#domain/series";
import { isWeekend, type StampRule, timeAt } from "#engine/series";
import { columnName, type Table } from "#engine/ingest/columns";
import type { RepairLog } from "#engine/ingest/report";
import type { TimeAxis } from "#engine/ingest/understanding";
import { commonPhase, stepIndex, type FrequencyFinding } from "./frequency-evidence.ts";
import type { RowGroup } from "./row-groups.ts";

/** A grid may hold this many steps per observation before the spacing is disbelieved. */
const maxStepsPerObservation = 50;
const freeSteps = 10_000;
const maxSteps = 100_000_000;

/** Whether a grid of this many steps would hold next to nothing. */
export function isNearlyEmpty(steps: number, rows: number): boolean {
  return steps > maxSteps || steps > rows * maxStepsPerObservation + freeSteps;
}

/** In a placement's index: the row has no step. */
export const offGrid = 0xffff_ffff;

/** Where a group's rows lie on their regular grid. */
export interface Placement {
  readonly startMs: number;
  readonly steps: number;
  /** [distinct] grid step of each distinct time; null when the i-th time is the i-th step. */
  readonly index: Uint32Array | null;
  /** No two rows fall into one step. */
  readonly isOneToOne: boolean;
  /** Steps whose times were moved onto the grid. */
  readonly moved: readonly number[];
  /** [steps] the times of the steps, where they are written by a rule of their own; null where they are equally far apart. */
  readonly stamps: Float64Array | null;
}

/**
 * Null when the grid would be nearly empty: the spacing does not describe these times.
 * @param written how the report writes one of the group's times
 */
export function placeOnGrid(
  table: Table,
  axis: TimeAxis,
  group: RowGroup,
  finding: FrequencyFinding,
  written: (ms: number) => string,
): Placement | null {
  const { times } = group;
  const { frequency } = finding;
  if (finding.rule !== undefined) return placeByRule(group, finding.rule);
  if (isGapless(times, frequency)) {
    const startMs = times[0] ?? 0;
    return { startMs, steps: times.length, index: null, isOneToOne: group.starts === null, moved: [], stamps: null };
  }
  const startMs = gridStart(times, finding);
  const steps = stepIndex(startMs, frequency, times.at(-1) ?? startMs) + 1;
  if (isNearlyEmpty(steps, times.length)) return null;
  const column = columnName(table, axis.columns[0] ?? 0);
  const fileRow = (i: number): number => table.fileRow(group.rowOf(group.starts?.[i] ?? i));
  const index = indexTimes(times, startMs, finding);
  const moved: number[] = [];
  const hasStrays = (finding.strays ?? 0) > 0;
  let isUndone: boolean | null = null;
  let isOneToOne = group.starts === null;
  let stray = Number.NaN;
  for (let i = 0; i < times.length; i += 1) {
    const time = times[i] ?? 0;
    const step = index[i] ?? 0;
    if (hasStrays && isWeekend(time)) {
      stray = time;
      table.log.add("weekend-row", fileRow(i), column, written(time), "row left out");
      index[i] = offGrid;
      continue;
    }
    if (i > 0 && step === index[i - 1]) isOneToOne = false;
    const onGrid = timeAt(startMs, frequency, step);
    if (onGrid === time) continue;
    const row = fileRow(i);
    isUndone ??= table.log.isUndone("snapped-timestamp");
    if (isUndone) {
      table.log.add("off-grid-row", row, column, written(time), "row left out");
      index[i] = offGrid;
    } else {
      table.log.add("snapped-timestamp", row, column, written(time), written(onGrid));
      moved.push(step);
    }
  }
  if (!Number.isNaN(stray)) sayWeekendRows(table.log, group.label || column, finding.strays ?? 1, written(stray));
  const last = index.findLast((step) => step !== offGrid) ?? 0;
  return { startMs, steps: last + 1, index, isOneToOne, moved, stamps: null };
}

/** A few weekends among business days make no days of them. */
export function sayWeekendRows(log: RepairLog, name: string, rows: number, written: string): void {
  log.warn(
    "weekend-rows",
    `"${name}" has business days and ${plural(rows, "row on a weekend, which was", "rows on weekends, which were")} left out: ${written.slice(0, 10)}. --undo weekend-row keeps ${rows === 1 ? "it" : "them"} and makes the steps days.`,
    name,
  );
}

/** Stamps stay as they are written; a missing step has the one that the rule gives. */
function placeByRule({ times, starts }: RowGroup, rule: StampRule): Placement {
  const startMs = times[0] ?? 0;
  const index = Uint32Array.from(times, (time) => Math.max(0, rule.stepsBetween(startMs, time)));
  const steps = (index.at(-1) ?? 0) + 1;
  const stamps = new Float64Array(steps).fill(Number.NaN);
  let shared = 0;
  for (let i = 0; i < times.length; i += 1) {
    const step = index[i] ?? 0;
    if (i > 0 && step === index[i - 1]) shared += 1;
    else stamps[step] = times[i] ?? 0;
  }
  for (let step = 1; step < steps; step += 1)
    if (Number.isNaN(stamps[step])) stamps[step] = rule.after(stamps[step - 1] ?? 0, 1);
  const isGapless = shared === 0 && steps === times.length;
  const isOneToOne = shared === 0 && starts === null;
  return { startMs, steps, index: isGapless ? null : index, isOneToOne, moved: [], stamps };
}

/** Beginning of the grid on which most times lie as they are; of a clock that wanders, a whole step of the day. */
function gridStart(times: Float64Array, { frequency, isJittered, strays = 0 }: FrequencyFinding): number {
  const first = times[0] ?? 0;
  if (strays > 0) return times.find((time) => !isWeekend(time)) ?? first;
  const stepMs = fixedStepMs(frequency);
  const phaseMs = stepMs === null ? null : commonPhase(times, stepMs);
  if (isJittered && stepMs !== null && isDelay(phaseMs ?? 0, stepMs)) return snapToClock(first, frequency);
  if (stepMs !== null && phaseMs !== null) return Math.round((first - phaseMs) / stepMs) * stepMs + phaseMs;
  return isJittered ? snapToClock(first, frequency) : first;
}

/** A record that comes seconds after the clock's step was meant for it; whole minutes are a setting. */
const maxDelayShare = 0.1;

function isDelay(phaseMs: number, stepMs: number): boolean {
  const distance = Math.min(phaseMs, stepMs - phaseMs);
  return distance % minuteMs !== 0 ? distance <= stepMs * maxDelayShare : distance === 0;
}

/** Share of a new phase that replaces the old one; beyond this many steps' silence it is taken whole. */
const phaseWeight = 0.2;
const phaseMemorySteps = 6;
/** A clock may drift this far from the grid before a step is skipped or taken twice. */
const maxDrift = 0.8;

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
    if (Math.abs(phase) > maxDrift * stepMs) phase -= Math.sign(phase) * stepMs;
    index[i] = Math.max(0, step);
  }
  return index;
}

/** The common case, checked without a division per row. */
function isGapless(times: Float64Array, frequency: Frequency): boolean {
  const stepMs = fixedStepMs(frequency);
  const startMs = times[0] ?? 0;
  if (stepMs === null || times.at(-1) !== startMs + (times.length - 1) * stepMs) return false;
  for (let i = 0; i < times.length; i += 1) if (times[i] !== startMs + i * stepMs) return false;
  return true;
}

/** The wandering clock's first time, moved to the nearest whole step of the day. */
function snapToClock(ms: number, frequency: Frequency): number {
  if (frequency.unit !== "second" && frequency.unit !== "minute" && frequency.unit !== "hour") {
    return Math.floor(ms / dayMs) * dayMs;
  }
  const unitMs = frequency.unit === "second" ? secondMs : frequency.unit === "minute" ? minuteMs : hourMs;
  const stepMs = unitMs * frequency.count;
  return Math.round(ms / stepMs) * stepMs;
}

const maxShared = 64;

/** The times of regular grids. Series on the same grid share one array, in memory and on their way to other processes. */
export class GridTimes {
  readonly #known = new Map<string, Float64Array>();

  /** `steps` times from step `from` of the grid that starts at `startMs`; `toWall` turns elapsed time into wall-clock time. */
  make(
    startMs: number,
    frequency: Frequency,
    from: number,
    steps: number,
    toWall: ((ms: number) => number) | null,
  ): Float64Array {
    const first = timeAt(startMs, frequency, from);
    // Months from a 31st differ from months from the 28th that the 31st was clipped to: the grid's start is part of the key.
    const key = `${fixedStepMs(frequency) === null ? `${startMs} ${from}` : first} ${frequency.unit} ${frequency.count} ${steps}${toWall === null ? "" : " wall"}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const times = new Float64Array(steps);
    const stepMs = fixedStepMs(frequency);
    for (let step = 0; step < steps; step += 1) {
      times[step] = stepMs === null ? timeAt(startMs, frequency, from + step) : first + step * stepMs;
    }
    if (toWall !== null) for (let step = 0; step < steps; step += 1) times[step] = toWall(times[step] ?? 0);
    if (this.#known.size < maxShared) this.#known.set(key, times);
    return times;
  }
}
