/** Which step a series has: its own where its rows prove one, else that of most rows, or the one that the user named. */
import { timeText } from "#engine/ingest/report";
import { dayMs, fixedStepMs, isSameFrequency, secondMs, type Frequency } from "#domain/series";
import { type StampRule, timeAt } from "#engine/series";
import { columnName, type Table } from "#engine/ingest/columns";
import type { TimeAxis } from "#engine/ingest/understanding";
import { detectDaylightSaving, type DaylightSaving } from "./daylight-saving.ts";
import { findFrequency, stepIndex, type FrequencyFinding } from "./frequency-evidence.ts";
import { toElapsed, type RowGroup, type RowGroups } from "./row-groups.ts";

/** A year of months. */
const leastOwnSteps = 12;
const leastOwnShare = 0.9;

export interface Evidence {
  /** [groups] in the order of RowGroups. */
  readonly findings: readonly { readonly finding: FrequencyFinding | null; readonly observations: number }[];
  readonly longest: LongestGroup | null;
}

export interface LongestGroup {
  readonly length: number;
  /** Its first times. */
  readonly times: Float64Array;
  /** File row of the first one. */
  readonly firstRow: number;
  /** Local time with daylight saving, if it is that. */
  readonly clock: DaylightSaving | null;
}

const sampledTimes = 1000;

export async function gatherEvidence(table: Table, groups: RowGroups, pause: () => Promise<void>): Promise<Evidence> {
  const findings: { finding: FrequencyFinding | null; observations: number }[] = [];
  let longest: LongestGroup | null = null;
  let before: { readonly times: Float64Array; readonly finding: FrequencyFinding | null } | null = null;
  await groups.forEach(async (group) => {
    await pause();
    const { times } = group;
    // Series of a turned table share their times.
    const finding = times === before?.times ? before.finding : withWeekends(table, findFrequency(times));
    before = { times, finding };
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

/** Business days with single weekends among them are days where the user wants these. */
function withWeekends(table: Table, finding: FrequencyFinding | null): FrequencyFinding | null {
  if ((finding?.strays ?? 0) === 0 || !table.log.isUndone("weekend-row")) return finding;
  return { frequency: { unit: "day", count: 1 }, isJittered: false, support: 1 };
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

/** What holds for the file before its series are looked at one by one. */
export interface SettledSteps {
  readonly common: FrequencyFinding;
  /** Named by the user, or seconds for rows that come more often. */
  readonly isForced: boolean;
  /** Rows are less than a second apart. */
  readonly isFine: boolean;
  /** Local time with daylight saving. */
  readonly clock: DaylightSaving | null;
}

/** Null where neither the user nor any series says a step. */
export function settleSteps(table: Table, axis: TimeAxis, evidence: Evidence): SettledSteps | null {
  const clock = settleDaylightSaving(table, axis, evidence);
  const { frequency } = table.options;
  const isFine = frequency === undefined && isWithinSeconds(evidence.longest);
  if (isFine) table.log.warn("sub-second", "Rows are less than a second apart: each second is the mean of its rows.");
  const forced = isFine ? ({ unit: "second", count: 1 } as const) : frequency;
  const common =
    forced === undefined ? commonFinding(evidence.findings) : { frequency: forced, isJittered: false, support: 1 };
  return common === null ? null : { common, isForced: forced !== undefined, isFine, clock };
}

/** A series' step, and its rows on the clock that its steps follow. */
export interface ChosenStep {
  readonly finding: FrequencyFinding;
  readonly group: RowGroup;
  readonly clock: DaylightSaving | null;
}

/**
 * @param wall the series' rows on the wall clock
 * @param own what its times say by themselves
 */
export function chooseStep(
  wall: RowGroup,
  own: FrequencyFinding | null,
  { common, isForced, isFine, clock: fileClock }: SettledSteps,
): ChosenStep {
  const isOther = own !== null && !isForced && !isSameFrequency(own.frequency, common.frequency);
  const ownSteps = isOther && provesSteps(wall.times, own) ? own : null;
  // Days and longer steps follow the calendar, whatever the clock does within them.
  const clock = ownSteps !== null && (fixedStepMs(ownSteps.frequency) ?? dayMs) >= dayMs ? null : fileClock;
  const group = clock === null ? wall : toElapsed(wall, clock);
  const finding = isForced ? asForced(group, own, common, isFine) : (ownSteps ?? chooseFinding(group, own, common));
  return { finding, group, clock };
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

/**
 * Local time with daylight saving: rows go onto a grid of elapsed time, in which no hour is missing or double. The longest
 * group decides for the file.
 */
function settleDaylightSaving(table: Table, axis: TimeAxis, { longest }: Evidence): DaylightSaving | null {
  const clock = longest?.clock ?? null;
  if (clock === null) return null;
  const column = columnName(table, axis.columns[0] ?? 0);
  const spring = clock.springs[0];
  const autumn = clock.autumns[0];
  const facts = [
    ...(spring === undefined ? [] : [`${timeText(spring).slice(0, 16)} does not exist`]),
    ...(autumn === undefined ? [] : [`${timeText(autumn).slice(0, 16)} occurs twice`]),
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
  const isSame = own !== null && isSameFrequency(own.frequency, common.frequency);
  if (common.rule !== undefined && !(isSame && own.rule !== undefined) && keepsRule(group.times, common.rule))
    return common;
  if (own === null) return { frequency: common.frequency, isJittered: true, support: common.support };
  if (isSame) return own;
  // A handful of rows proves no spacing of its own, and gaps make any spacing look longer.
  return liesOnGrid(group.times, common.frequency) ? common : own;
}

/** The step that the user named. */
function asForced(
  group: RowGroup,
  own: FrequencyFinding | null,
  { frequency, support }: FrequencyFinding,
  isFine: boolean,
): FrequencyFinding {
  if (own?.rule !== undefined && isSameFrequency(own.frequency, frequency)) return own;
  return { frequency, support, isJittered: !isFine && !liesOnGrid(group.times, frequency) };
}

/**
 * Enough rows, nearly all of them one step after the one before: gaps in shorter steps do not come in such an order. After a
 * gap the steps may begin anew at another minute.
 */
function provesSteps(times: Float64Array, { frequency, isJittered, rule }: FrequencyFinding): boolean {
  if (isJittered) return times.length >= leastOwnSteps * 2;
  if (times.length < leastOwnSteps) return false;
  let single = 0;
  for (let i = 1; i < times.length; i += 1) {
    const before = times[i - 1] ?? 0;
    const next = rule === undefined ? timeAt(before, frequency, 1) : rule.after(before, 1);
    if (next === times[i]) single += 1;
  }
  return single >= (times.length - 1) * leastOwnShare;
}

function keepsRule(times: Float64Array, rule: StampRule): boolean {
  return times.every(
    (time, i) => i === 0 || rule.after(times[i - 1] ?? 0, rule.stepsBetween(times[i - 1] ?? 0, time)) === time,
  );
}

function liesOnGrid(times: Float64Array, frequency: Frequency): boolean {
  const start = times[0] ?? 0;
  for (const time of times) if (timeAt(start, frequency, stepIndex(start, frequency, time)) !== time) return false;
  return true;
}
