import type { DateOrder } from "#domain/dataset";

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"] as const;

/**
 * The wall-clock time where a typed date begins; null for what is none. Understood are the dates that the window writes ("Mar 1957",
 * "3 Mar 2024 14:00", "Q3 2021", "1957"), those of files ("2024-03-05T14:00", "20240305") and numbers between slashes, dots or dashes,
 * as far as they are told apart: days before months, unless the order says otherwise.
 *
 * @param order of the dataset's own dates
 */
export function typedDate(text: string, order: DateOrder | null): number | null {
  const words = text
    .trim()
    .toLowerCase()
    .replaceAll(/[,\u00A0]/gu, " ")
    .replace(/(\d)t(\d)/u, "$1 $2");
  const clock = /(?:^|\s)(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?z?$/u.exec(words);
  const day = dateOf((clock === null ? words : words.slice(0, clock.index)).trim(), order);
  if (day === null || clock === null) return day;
  const [hour, minute, second] = [clock[1], clock[2], clock[3]].map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
  ];
  return hour < 24 && minute < 60 && second < 60 ? day + ((hour * 60 + minute) * 60 + second) * 1000 : null;
}

function dateOf(words: string, order: DateOrder | null): number | null {
  const quarter = /^q([1-4])[\s/-]*(\d{4})$/u.exec(words) ?? swapped(/^(\d{4})[\s/-]*q([1-4])$/u.exec(words));
  if (quarter !== null) return timeOf(Number(quarter[2]), 3 * Number(quarter[1]) - 2, 1);
  const packed = /^(\d{4})(\d{2})(\d{2})$/u.exec(words);
  if (packed !== null) return timeOf(Number(packed[1]), Number(packed[2]), Number(packed[3]));
  const parts = words.split(/[\s./-]+/u).filter(Boolean);
  const named = parts.findIndex((part) => monthOf(part) !== null);
  const numbers = parts
    .filter((_, index) => index !== named)
    .map((part) => part.replace(/^(\d{1,2})(?:st|nd|rd|th)$/u, "$1"));
  if (parts.length > 3 || !numbers.every((part) => /^\d{1,4}$/u.test(part))) return null;
  const at = numbers.findIndex((part) => part.length === 4);
  if (at < 0) return null;
  const year = Number(numbers[at]);
  const others = numbers.filter((_, index) => index !== at).map(Number);
  if (named >= 0) return others.length > 1 ? null : timeOf(year, monthOf(parts[named] ?? "") ?? 0, others[0] ?? 1);
  const [first, second] = others;
  if (first === undefined) return timeOf(year, 1, 1);
  if (second === undefined) return timeOf(year, first, 1);
  // A year that stands first is followed by the month, whoever writes it.
  if (at === 0) return timeOf(year, first, second);
  const isMonthFirst = second > 12 || (first <= 12 && order === "month-first");
  return isMonthFirst ? timeOf(year, first, second) : timeOf(year, second, first);
}

function swapped(found: RegExpExecArray | null): readonly (string | undefined)[] | null {
  return found === null ? null : [found[0], found[2], found[1]];
}

/** 1 to 12; null for another word. Any three letters or more of an English name. */
function monthOf(word: string): number | null {
  const index = months.findIndex((name) => word.startsWith(name));
  return index >= 0 && /^[a-z]+$/u.test(word) ? index + 1 : null;
}

/** Days that are not in the calendar are none. */
function timeOf(year: number, month: number, day: number): number | null {
  const time = Date.UTC(2000, month - 1, day);
  const date = new Date(time);
  // Years before 100 would be taken for those of the last century.
  date.setUTCFullYear(year, month - 1, day);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date.getTime() : null;
}
