/** Words that many sentences of the import share, so that the same thing is always said in the same way. */
import { plural } from "#engine/format";
import { formatTimestamp } from "#engine/series";

const maxListed = 6;

/** "a, b, c, …": the first few of some names. */
export function listed(names: readonly string[], most = maxListed): string {
  return names.slice(0, most).join(", ") + (names.length > most ? ", …" : "");
}

/** `"load" and 2 more columns`: one of several things, in quotes, and how many others there are. */
export function oneOf(name: string, count: number, one: string, many: string): string {
  return count > 1 ? `"${name}" and ${plural(count - 1, `more ${one}`, `more ${many}`)}` : `"${name}"`;
}

/** An option's value as it is typed. */
export function typed(text: string): string {
  if (text.includes('"')) return `'${text}'`;
  return /^[\w.:+-]+$/.test(text) ? text : `"${text}"`;
}

/** 2024-01-31 13:45:00 */
export function timeText(ms: number): string {
  return formatTimestamp(ms).replace("T", " ");
}
