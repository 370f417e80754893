import { dayMs, fixedStepMs, hourMs, minuteMs, secondMs, type Frequency } from "#domain/series";
import { timeAt } from "#engine/series";
import type { Table } from "#engine/ingest/columns";
import type { TimeAxis } from "#engine/ingest/understanding";
import { stepIndex, type FrequencyFinding } from "./frequency-evidence.ts";
import type { RowGroup } from "./row-groups.ts";

/** A grid may hold this many steps per observation before the spacing is disbelieved. */
const maxStepsPerObservation = 50;
const freeSteps = 10_000;
const maxSteps = 100_000_000;

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
  const startMs = finding.isJittered ? snapToClock(times[0] ?? 0, frequency) : (times[0] ?? 0);
  const steps = stepIndex(startMs, frequency, times.at(-1) ?? startMs) + 1;
  if (steps > maxSteps || steps > times.length * maxStepsPerObservation + freeSteps) return null;
  if (isGapless(times, startMs, frequency, steps)) {
    return { startMs, steps, index: null, isOneToOne: group.starts === null, moved: [] };
  }
  const column = table.columns[axis.columns[0] ?? 0]?.name ?? "";
  const index = indexTimes(times, startMs, finding);
  const moved: number[] = [];
  let isUndone: boolean | null = null;
  let isOneToOne = group.starts === null;
  for (let i = 0; i < times.length; i += 1) {
    const time = times[i] ?? 0;
    const step = index[i] ?? 0;
    if (i > 0 && step === index[i - 1]) isOneToOne = false;
    const onGrid = timeAt(startMs, frequency, step);
    if (onGrid === time) continue;
    isUndone ??= table.log.isUndone("snapped-timestamp");
    const row = table.fileRow(group.rowOf(group.starts?.[i] ?? i));
    if (isUndone) {
      table.log.add("off-grid-row", row, column, written(time), "row left out");
      index[i] = offGrid;
    } else {
      table.log.add("snapped-timestamp", row, column, written(time), written(onGrid));
      moved.push(step);
    }
  }
  const last = index.findLast((step) => step !== offGrid) ?? 0;
  return { startMs, steps: Math.max(steps, last + 1), index, isOneToOne, moved };
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
