import type { Frequency } from "#domain/series";
import { weekdayName } from "#engine/format";
import { formatTime } from "#renderer/format";

/** One line of the readout; `kind` names the key that the legend has for it. */
export interface ReadoutRow {
  readonly name: string;
  readonly kind: string;
  readonly value: string;
}

/** A step's time, with the day of the week where steps are that short. */
export function formatMoment(time: number, frequency: Frequency): string {
  const { unit } = frequency;
  const hasWeekday =
    unit === "day" || unit === "businessDay" || unit === "hour" || unit === "minute" || unit === "second";
  const text = formatTime(time, frequency);
  return hasWeekday && Number.isFinite(time) ? `${weekdayName(new Date(time))} ${text}` : text;
}

/** The key of a range: the usual ones have a shade of their own each, and others that of the next wider one. */
export function bandKind(share: number): "50" | "80" | "95" {
  return share <= 0.6 ? "50" : share <= 0.85 ? "80" : "95";
}

/** The readout as a sentence that is heard. */
export function spokenStep(when: string, rows: readonly ReadoutRow[], words: readonly string[]): string {
  const values = rows.map(({ name, value }) => `${name} ${value.replace(" – ", " to ")}`);
  return `${[when, ...values, ...words].join(", ")}.`;
}
