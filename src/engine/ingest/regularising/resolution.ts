/** Where the rows of a series begin to come more often or less often than before. */
import { formatStepSpan } from "#engine/format";
import { dayMs, hourMs, minuteMs, secondMs, weekMs, type Frequency } from "#domain/series";
import type { RepairLog } from "#engine/ingest/report";

/** So many equal intervals in a row are a habit. */
const leastRun = 12;
/** Days and nights alternate: a resolution that changes more often than this is a pattern and no change. */
const maxChanges = 5;

const units = [
  ["week", weekMs],
  ["day", dayMs],
  ["hour", hourMs],
  ["minute", minuteMs],
  ["second", secondMs],
] as const;

const calendar = [
  { least: 1, most: 4, lengthMs: dayMs, unit: "day" },
  { least: 28, most: 31, lengthMs: 30 * dayMs, unit: "month" },
  { least: 89, most: 92, lengthMs: 91 * dayMs, unit: "quarter" },
  { least: 365, most: 366, lengthMs: 365 * dayMs, unit: "year" },
] as const;

interface Change {
  readonly fromMs: number;
  readonly toMs: number;
  readonly atMs: number;
}

/** Says where the resolution of a series changes; its grid has one step for all of it. */
export function noteResolution(
  log: RepairLog,
  label: string,
  times: Float64Array,
  frequency: Frequency,
  written: (ms: number) => string,
): void {
  const changes = resolutionChanges(times);
  const [first] = changes;
  if (first === undefined || changes.length > maxChanges) return;
  const subject = label === "" ? "The rows come" : `The rows of "${label}" come`;
  const more = changes.length === 1 ? "" : ` There are ${changes.length} such changes.`;
  log.warn(
    "resolution-changes",
    `${subject} every ${spanOf(first.fromMs)} until ${written(first.atMs)
      .replace("T", " ")
      .slice(
        0,
        first.toMs < dayMs || first.fromMs < dayMs ? 16 : 10,
      )}, then every ${spanOf(first.toMs)}; the steps are ${formatStepSpan(1, frequency)} long.${more} --frequency and --aggregate choose other steps.`,
    label || undefined,
  );
}

/** @param times ascending */
function resolutionChanges(times: Float64Array): Change[] {
  const changes: Change[] = [];
  let current = Number.NaN;
  let interval = Number.NaN;
  let run = 0;
  for (let i = 1; i < times.length; i += 1) {
    const own = usualLength((times[i] ?? 0) - (times[i - 1] ?? 0));
    run = own === interval ? run + 1 : 1;
    interval = own;
    if (run !== leastRun || own === current) continue;
    if (current === current) changes.push({ fromMs: current, toMs: own, atMs: times[i - leastRun] ?? 0 });
    current = own;
  }
  return changes;
}

/** Months differ in length, and business days rest: lengths of the calendar count as one. */
function usualLength(ms: number): number {
  if (ms < dayMs || ms % dayMs !== 0) return ms;
  return calendar.find(({ least, most }) => ms >= least * dayMs && ms <= most * dayMs)?.lengthMs ?? ms;
}

function spanOf(ms: number): string {
  const named = calendar.find(({ lengthMs }) => lengthMs === ms);
  if (named !== undefined) return named.unit;
  const [unit, unitMs] = units.find(([, each]) => ms % each === 0) ?? ["second", secondMs];
  const text = formatStepSpan(1, { unit, count: ms / unitMs });
  return ms === unitMs ? unit : text;
}
