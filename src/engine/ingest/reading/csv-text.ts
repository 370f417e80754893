interface Encoder {
  encode(text: string): Uint8Array;
}
declare const TextEncoder: new () => Encoder;

const encoder = new TextEncoder();

/** One line of CSV, quoted where it has to be. */
export function csvLine(cells: readonly unknown[]): string {
  return `${cells.map(csvCell).join(",")}\n`;
}

/** Dates as ISO wall clock, everything else as text; null, undefined and NaN as an empty cell. */
function csvCell(cell: unknown): string {
  if (cell === null || cell === undefined || (typeof cell === "number" && Number.isNaN(cell))) return "";
  if (cell instanceof Date) return Number.isNaN(cell.getTime()) ? "" : dateText(cell);
  if (typeof cell === "number") return decimalText(String(cell));
  const text = typeof cell === "object" ? JSON.stringify(cell) : String(cell as string | boolean | bigint);
  return /[",\n\r]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * A number that a program wrote, so that its point can't be taken for one that groups thousands: 1.171 as 1.1710. Everything
 * else as it is.
 */
export function decimalText(text: string): string {
  return /^[+-]?\d{1,3}\.\d{3}$/.test(text) ? `${text}0` : text;
}

/** Spreadsheets keep days as fractions: a time within two milliseconds of a second means that second. */
function dateText(date: Date): string {
  const ms = date.getTime();
  const second = Math.round(ms / 1000) * 1000;
  const text = new Date(Math.abs(ms - second) <= 2 ? second : ms).toISOString();
  return text.endsWith(".000Z") ? text.slice(0, -5) : text.slice(0, -1);
}

const chunkCharacters = 256 * 1024;

/** Joins lines into chunks of bytes. */
export async function* csvChunks(lines: Iterable<string> | AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  let text = "";
  for await (const line of lines) {
    text += line;
    if (text.length < chunkCharacters) continue;
    yield encoder.encode(text);
    text = "";
  }
  if (text !== "") yield encoder.encode(text);
}
