import { EngineError } from "#domain/errors";
import { dayMs, hourMs, minuteMs, secondMs, type TimeZone } from "#domain/series";
import { formatTimestamp } from "./calendar.ts";

const quarterMs = 15 * minuteMs;
/** Days whose offset is remembered, per zone: a century and more. */
const maxDays = 50_000;
/** No zone sets its clock back by more than this, dateline aside. */
const longestFoldMs = 3 * hourMs;

/**
 * The zone that a user names; other names of UTC and other ways to write an offset are made one.
 * @throws EngineError `wrong-arguments` for a name that the system does not know.
 */
export function zoneNamed(name: string): string {
  const { timeZone } = formatIn(name).resolvedOptions();
  const fixed = fixedOffset(timeZone);
  return fixed === null ? name : zoneOfOffset(fixed);
}

/** The zone whose clock is always this far ahead of UTC, in milliseconds. */
export function zoneOfOffset(offsetMs: number): string {
  return offsetMs === 0 ? "UTC" : formatOffset(offsetMs);
}

/** In milliseconds; null for zones with rules. */
function fixedOffset(zone: string): number | null {
  if (zone === "UTC") return 0;
  const [, sign, hours, minutes] = /^([+-])(\d\d):(\d\d)$/.exec(zone) ?? [];
  return sign === undefined ? null : (sign === "-" ? -1 : 1) * (Number(hours) * hourMs + Number(minutes) * minuteMs);
}

function formatIn(zone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
  } catch (cause) {
    throw new EngineError("wrong-arguments", `"${zone}" is not a time zone.`, {
      hint: 'Write it as in "Europe/Berlin" or "UTC".',
      cause,
    });
  }
}

/** How far the zone's clock is ahead of UTC at an instant, in milliseconds. */
type Offsets = (utcMs: number) => number;

const known = new Map<string, Offsets>();

/** @throws EngineError `wrong-arguments` for a name that the system does not know. */
function offsetsIn(zone: string): Offsets {
  let offsets = known.get(zone);
  if (offsets === undefined) {
    const fixed = fixedOffset(zone);
    offsets = fixed === null ? cachedPerDay(formatIn(zone)) : () => fixed;
    known.set(zone, offsets);
  }
  return offsets;
}

/** Asking the calendar for every time would take minutes: nearly all days have one offset, the others change on a quarter hour. */
function cachedPerDay(format: Intl.DateTimeFormat): Offsets {
  const days = new Map<number, number | null>();
  const quarters = new Map<number, number>();
  const ask = (ms: number): number => {
    const parts = new Map(format.formatToParts(ms).map((part) => [part.type, Number(part.value)]));
    const date = new Date(0);
    date.setUTCFullYear(parts.get("year") ?? 1970, (parts.get("month") ?? 1) - 1, parts.get("day") ?? 1);
    return (
      date.getTime() +
      (parts.get("hour") ?? 0) * hourMs +
      (parts.get("minute") ?? 0) * minuteMs +
      (parts.get("second") ?? 0) * secondMs -
      ms
    );
  };
  return (ms) => {
    const day = Math.floor(ms / dayMs);
    let offset = days.get(day);
    if (offset === undefined) {
      const start = ask(day * dayMs);
      offset = start === ask((day + 1) * dayMs) ? start : null;
      if (days.size >= maxDays) days.clear();
      days.set(day, offset);
    }
    if (offset !== null) return offset;
    const quarter = Math.floor(ms / quarterMs);
    let within = quarters.get(quarter);
    if (within === undefined) {
      within = ask(quarter * quarterMs);
      quarters.set(quarter, within);
    }
    return within;
  };
}

/** From UTC to the wall clock of a zone. */
export function wallClockIn(zone: string): (utcMs: number) => number {
  const offsets = offsetsIn(zone);
  return (ms) => ms + offsets(ms);
}

/**
 * How far each of these wall-clock times is from UTC, in milliseconds; null without a zone.
 *
 * An hour that autumn repeats is the first one, in summer time, unless that would make a step of the list (with `before`)
 * shorter than its others, or negative; a list that begins within such an hour has its first steps as long as its others, too.
 * A time that spring leaves out has the offset of the time before the change, as in RFC 5545.
 *
 * @param times in time order
 * @param before times that precede them; only the last hours are looked at
 */
export function utcOffsets(
  times: ArrayLike<number>,
  zone: TimeZone,
  before: ArrayLike<number> = [],
): Float64Array | null {
  if (zone === null) return null;
  const fixed = fixedOffset(zone);
  if (fixed !== null) return new Float64Array(times.length).fill(fixed);
  const offsets = offsetsIn(zone);
  const lead = leadIn(times, before);
  const wall = Float64Array.from(
    { length: lead.length + times.length },
    (_, i) => lead[i] ?? times[i - lead.length] ?? Number.NaN,
  );
  const early = new Float64Array(wall.length);
  const late = new Float64Array(wall.length);
  for (const [i, ms] of wall.entries()) [early[i], late[i]] = choices(ms, offsets);
  return resolve(wall, early, late).subarray(lead.length);
}

function leadIn(times: ArrayLike<number>, before: ArrayLike<number>): number[] {
  const from = (times[0] ?? Number.NaN) - longestFoldMs;
  const lead: number[] = [];
  for (let i = before.length - 1; i >= 0 && (before[i] ?? 0) >= from; i -= 1) lead.push(before[i] ?? 0);
  return lead.reverse();
}

/** The offset that a wall-clock time has on its first and on its second pass; the same where there is only one. */
function choices(wallMs: number, offsets: Offsets): readonly [number, number] {
  // No clock is a day or more ahead of UTC or behind it.
  const before = offsets(wallMs - dayMs);
  const after = offsets(wallMs + dayMs);
  if (before === after) return [before, after];
  const isBefore = offsets(wallMs - before) === before;
  const isAfter = offsets(wallMs - after) === after;
  if (isBefore && isAfter) return [before, after];
  const only = isAfter ? after : before;
  return [only, only];
}

function resolve(wall: Float64Array, early: Float64Array, late: Float64Array): Float64Array {
  const chosen = Float64Array.from(early);
  const instant = (i: number): number => (wall[i] ?? 0) - (chosen[i] ?? 0);
  const isCertain = (i: number): boolean => early[i] === late[i];
  let step = Infinity;
  let certain = -1;
  for (let i = 0; i < wall.length; i += 1) {
    if (!isCertain(i)) continue;
    if (certain < 0) certain = i;
    const distance = i > 0 && isCertain(i - 1) ? instant(i) - instant(i - 1) : 0;
    if (distance > 0 && distance < step) step = distance;
  }
  // A list that does not show its steps must only not run backwards.
  if (step === Infinity) step = 1;
  // Days and longer steps follow the wall clock, shorter ones the time that passes.
  else if (step >= dayMs) return chosen;
  for (let i = certain - 1; i >= 0; i -= 1) {
    if (instant(i + 1) - ((wall[i] ?? 0) - (late[i] ?? 0)) >= step) chosen[i] = late[i] ?? 0;
  }
  for (let i = Math.max(certain, 0) + 1; i < wall.length; i += 1)
    if (instant(i) - instant(i - 1) < step) chosen[i] = late[i] ?? 0;
  return chosen;
}

/**
 * ISO 8601 in the zone: without offset where there is no zone, `Z` for UTC itself, else `+02:00`; a zone whose clock shows
 * UTC for a while (London in winter) has `+00:00` then. Offsets are whole minutes, which ISO 8601 has no finer.
 * @param times as for {@link utcOffsets}
 */
export function formatTimestamps(times: ArrayLike<number>, zone: TimeZone, before: ArrayLike<number> = []): string[] {
  const offsets = utcOffsets(times, zone, before);
  return Array.from(
    times,
    (ms, i) => formatTimestamp(ms) + (offsets === null ? "" : zone === "UTC" ? "Z" : formatOffset(offsets[i] ?? 0)),
  );
}

/** Of the first and the last of a series' times. */
export function formatSpan(times: Float64Array, zone: TimeZone): { readonly start: string; readonly end: string } {
  const last = times.length - 1;
  let head = 1;
  while (head < times.length && (times[head] ?? 0) < (times[0] ?? 0) + 2 * longestFoldMs) head += 1;
  const [start = ""] = formatTimestamps(times.subarray(0, head + 2), zone);
  const [end = ""] = formatTimestamps(times.subarray(last), zone, times.subarray(0, last));
  return { start, end };
}

/** `+02:00`. */
export function formatOffset(offsetMs: number): string {
  const minutes = Math.round(Math.abs(offsetMs) / minuteMs);
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${offsetMs < 0 && minutes > 0 ? "-" : "+"}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
