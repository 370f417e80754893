import { formatStepSpan } from "#engine/format";
import { type IngestedSeries, dayMs, fixedStepMs, isSameFrequency, secondMs, type Frequency } from "#domain/series";
import { EngineError } from "#domain/errors";
import { formatTimestamp, timeAt } from "#engine/series";
import type { Roles, TimeAxis } from "#engine/ingest/understanding";
import type { Table } from "#engine/ingest/columns";
import { detectDaylightSaving, timeWriter, type DaylightSaving } from "./daylight-saving.ts";
import { findFrequency, stepIndex, type FrequencyFinding } from "./frequency-evidence.ts";
import { GridTimes, placeOnGrid } from "./grid.ts";
import { RowGroups, toElapsed, type RowGroup } from "./row-groups.ts";
import { fillSeries, rowAt, sayConflicts, type Builder, type MissingCodes } from "./series-fill.ts";
import { finishSeries, partPrefix } from "./series-finish.ts";
import { FlagBoard, spanBudget } from "./series-flags.ts";

/** All series together, per row and value column of the file: a small file never becomes gigabytes. */
const maxTotalPerCell = 20;
const freeTotal = 4_000_000;
const minObservations = 2;
/** A year of months. */
const leastOwnSteps = 12;
const leastOwnShare = 0.9;

/**
 * Turns rows into regular series: sorts, joins repeated times, decides the spacing from the evidence of all series, and
 * lays each one onto its grid. `pause` is awaited between series.
 * @throws EngineError `too-few-rows`, `irregular-series`.
 */
export async function buildSeries(
  table: Table,
  axis: TimeAxis,
  roles: Roles,
  missingCodes: MissingCodes,
  pause: () => Promise<void>,
): Promise<BuiltSeries> {
  const groups = await RowGroups.of(table, axis, roles.groups, roles.targets, pause);
  if (groups.readable < minObservations) throw tooFewRows(table, groups.readable);
  const evidence = await gatherEvidence(table, groups, pause);
  const clock = settleDaylightSaving(table, axis, evidence);
  const { frequency } = table.options;
  const isFine = frequency === undefined && isWithinSeconds(evidence.longest);
  if (isFine) table.log.warn("sub-second", "Rows are less than a second apart: each second is the mean of its rows.");
  const everywhere = isFine ? ({ unit: "second", count: 1 } as const) : frequency;
  const common =
    everywhere === undefined
      ? commonFinding(evidence.findings)
      : { frequency: everywhere, isJittered: false, support: 1 };
  if (common === null) throw irregular(table, axis, evidence.longest);
  const builder: Builder = {
    table,
    axis,
    roles,
    clock,
    missingCodes,
    grids: new GridTimes(),
    spans: spanBudget(),
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
    const forced = stated ?? everywhere;
    const own = evidence.findings[at]?.finding ?? null;
    at += 1;
    const ownSteps =
      forced === undefined &&
      own !== null &&
      !isSameFrequency(own.frequency, common.frequency) &&
      provesSteps(wall.times, own)
        ? own
        : null;
    // Days and longer steps follow the calendar, whatever the clock does within them.
    const ownClock = ownSteps !== null && (fixedStepMs(ownSteps.frequency) ?? dayMs) >= dayMs ? null : clock;
    const group = ownClock === null ? wall : toElapsed(wall, ownClock);
    const finding =
      forced === undefined
        ? (ownSteps ?? chooseFinding(group, own, common))
        : { frequency: forced, support: 1, isJittered: !isFine && !liesOnGrid(group.times, forced) };
    await pause();
    const placed = placeOnGrid(table, axis, group, finding, timeWriter(ownClock, axis.zone ?? null));
    if (placed === null) {
      table.log.warn(
        "irregular",
        `"${group.label}" is too sparse for steps of ${formatStepSpan(1, finding.frequency)}.`,
        group.label,
      );
      return;
    }
    await pause();
    total += placed.steps * roles.targets.length;
    if (total > budget) throw tooSparse(table, axis, finding.frequency);
    for (const column of roles.targets) {
      const id = seriesId(table, roles, group.label, column);
      if (!chosen.mayHold(id)) {
        chosen.leaveOut(id);
        continue;
      }
      const grid = await fillSeries({
        ...builder,
        clock: ownClock,
        group,
        placed,
        column,
        finding,
        id,
        flags: new FlagBoard(placed.steps),
      });
      for (const built of await finishSeries(
        { ...builder, column, id, rowAt: (step) => rowAt(table, group, placed, step) },
        grid,
      )) {
        if (chosen.has(built.id, id)) series.push(built);
        else chosen.leaveOut(built.id);
      }
      await pause();
    }
  }, pause);
  sayConflicts(builder);
  if (series.length === 0) throw chosen.none() ?? irregular(table, axis, evidence.longest);
  return { series, otherSeries: chosen.leftOut };
}

export interface BuiltSeries {
  readonly series: IngestedSeries[];
  readonly otherSeries: readonly string[];
}

interface Evidence {
  /** [groups] in the order of RowGroups. */
  readonly findings: readonly { readonly finding: FrequencyFinding | null; readonly observations: number }[];
  readonly longest: LongestGroup | null;
}

interface LongestGroup {
  readonly length: number;
  /** Its first times. */
  readonly times: Float64Array;
  /** File row of the first one. */
  readonly firstRow: number;
  /** Local time with daylight saving, if it is that. */
  readonly clock: DaylightSaving | null;
}

const sampledTimes = 1000;

async function gatherEvidence(table: Table, groups: RowGroups, pause: () => Promise<void>): Promise<Evidence> {
  const findings: { finding: FrequencyFinding | null; observations: number }[] = [];
  let longest: LongestGroup | null = null;
  await groups.forEach(async (group) => {
    await pause();
    const { times } = group;
    const finding = findFrequency(times);
    findings.push({ finding, observations: times.length });
    if (longest === null || times.length > longest.length) {
      const firstRow = table.fileRow(group.rowOf(0));
      longest = {
        length: times.length,
        times: times.slice(0, sampledTimes),
        firstRow,
        clock: findClock(group, finding),
      };
    }
    await pause();
  }, pause);
  return { findings, longest };
}

function findClock({ times, starts }: RowGroup, finding: FrequencyFinding | null): DaylightSaving | null {
  const stepMs = finding === null || finding.isJittered ? null : fixedStepMs(finding.frequency);
  if (stepMs === null) return null;
  return detectDaylightSaving(
    times,
    (index) => starts !== null && (starts[index + 1] ?? 0) - (starts[index] ?? 0) > 1,
    stepMs,
  );
}

function tooFewRows(table: Table, readable: number): EngineError {
  const found = readable === 0 ? "no row with a readable time" : "only one row of data";
  return new EngineError("too-few-rows", `The file has ${found}; a forecast needs a history.`, {
    hint: "Two seasons of history make a useful forecast: 24 months, two weeks of hours.",
    ...(table.rows > 0 ? { row: table.fileRow(0) } : {}),
  });
}

function irregular(table: Table, axis: TimeAxis, group: LongestGroup | null): EngineError {
  const column = table.columns[axis.columns[0] ?? 0]?.name ?? "";
  if (group === null || group.times.length < 2) {
    return new EngineError("too-few-rows", "Every series has only one row of data; a forecast needs a history.", {
      column,
      hint: "Two seasons of history make a useful forecast: 24 months, two weeks of hours.",
    });
  }
  const sample = [...group.times.subarray(0, 3)].map(formatTimestamp).join(", ");
  return new EngineError("irregular-series", `The times in "${column}" follow no regular step (${sample}, …).`, {
    column,
    row: group.firstRow,
    hint: "Add up or average the data to regular steps, for example one row per hour or day.",
  });
}

/** Most rows are less than a second after the one before; the shortest step of a series is a second. */
function isWithinSeconds(group: LongestGroup | null): boolean {
  if (group === null || group.times.length < 3) return false;
  const steps = group.times
    .subarray(1)
    .map((time, i) => time - (group.times[i] ?? 0))
    .sort();
  return (steps[steps.length >> 1] ?? 0) < secondMs;
}

function tooSparse(table: Table, axis: TimeAxis, frequency: Frequency): EngineError {
  return new EngineError(
    "irregular-series",
    `The rows are too far apart for steps of ${formatStepSpan(1, frequency)}.`,
    {
      column: table.columns[axis.columns[0] ?? 0]?.name ?? "",
      hint: "Check the dates for typing errors, or add up the data to longer steps.",
    },
  );
}

/**
 * Local time with daylight saving: rows go onto a grid of elapsed time, in which no hour is missing or double. The longest
 * group decides for the file.
 */
function settleDaylightSaving(table: Table, axis: TimeAxis, { longest }: Evidence): DaylightSaving | null {
  const clock = longest?.clock ?? null;
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

/** Enough rows, nearly all of them one step apart: gaps in shorter steps do not come in such an order. */
function provesSteps(times: Float64Array, { frequency, isJittered }: FrequencyFinding): boolean {
  if (isJittered || times.length < leastOwnSteps) return false;
  const steps = stepIndex(times[0] ?? 0, frequency, times.at(-1) ?? 0) + 1;
  return times.length >= steps * leastOwnShare && liesOnGrid(times, frequency);
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
    const listed = this.leftOut.slice(0, 6).join(", ") + (this.leftOut.length > 6 ? ", …" : "");
    return new EngineError("wrong-arguments", "None of the chosen series is in this file.", {
      hint: `Its series are: ${listed}.`,
    });
  }
}

function liesOnGrid(times: Float64Array, frequency: Frequency): boolean {
  const start = times[0] ?? 0;
  for (const time of times) if (timeAt(start, frequency, stepIndex(start, frequency, time)) !== time) return false;
  return true;
}

function seriesId(table: Table, roles: Roles, label: string, column: number): string {
  const own = table.columns[column]?.name ?? "";
  const name = table.seriesNames.get(own) ?? own;
  if (roles.ids.length === 0) return name;
  const base = label === "" ? "(no id)" : label;
  return roles.targets.length === 1 ? base : `${base} / ${name}`;
}
