import { dayMs } from "#domain/series";
import { clockTime, formatStep } from "#engine/format";

/** When a file was opened, as one says it: "today, 14:05", "yesterday", "3 days ago", "12 Mar 2025". Times are milliseconds since 1970. */
export function ageText(openedMs: number, nowMs: number): string {
  const days = dayOf(nowMs) - dayOf(openedMs);
  if (days <= 0) {
    const minutes = Math.floor((nowMs - openedMs) / 60_000);
    if (minutes < 1) return "just now";
    return `today, ${clockTime(new Date(localMs(openedMs)))}`;
  }
  if (days === 1) return "yesterday";
  if (days < 7) return `${days} days ago`;
  if (days < 14) return "last week";
  if (days < 60) return `${Math.floor(days / 7)} weeks ago`;
  return formatStep(localMs(openedMs), { unit: "day", count: 1 });
}

/** Wall clock of this computer, as milliseconds. */
function localMs(ms: number): number {
  return ms - new Date(ms).getTimezoneOffset() * 60_000;
}

const dayOf = (ms: number): number => Math.floor(localMs(ms) / dayMs);
