import type { Preview } from "#domain/dataset";
import type { ImportSubject } from "./import-draft.ts";

export interface PreviewColumn {
  /** Its place in the dataset's list of columns. */
  readonly index: number;
  readonly name: string;
}

/** Columns whose name holds the words, in the file's order. */
export function columnsMatching({ columns }: Pick<ImportSubject, "columns">, query: string): readonly PreviewColumn[] {
  const wanted = query.trim().toLowerCase();
  return columns.flatMap(({ name }, index) => (name.toLowerCase().includes(wanted) ? [{ index, name }] : []));
}

export interface PreviewCell {
  readonly raw: string;
  /** What became of it where that is not what stands there; null where it is, or nothing is known. */
  readonly understood: string | null;
  readonly isMissing: boolean;
}

/** Whether any time of a column is not midnight: then all of them are shown with their clock. */
export function hasClock({ rows }: Preview, column: number): boolean {
  return rows.some(({ understood }) => /T(?!00:00(?::00(?:\.0+)?)?$)/.test(understood?.[column] ?? ""));
}

/** One cell of a data row, as it stands in the file and as it was understood. */
export function previewCell(
  row: Preview["rows"][number],
  column: number,
  preview: Preview,
  withClock: boolean,
): PreviewCell {
  const raw = row.cells[preview.cellOf[column] ?? -1] ?? "";
  const value = row.understood?.[column];
  if (value === undefined) return { raw, understood: null, isMissing: false };
  if (value === null) return { raw, understood: null, isMissing: true };
  const understood = timeText(value, withClock);
  return { raw, understood: isSame(raw, understood, withClock) ? null : understood, isMissing: false };
}

const isoTime = /^(\d{4,6}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(?::(\d\d(?:\.\d+)?))?)?$/;

/** "2024-01-31T06:15:00" → "2024-01-31 06:15", or "2024-01-31" without its clock. Other texts stay as they are. */
function timeText(value: string, withClock: boolean): string {
  const time = isoTime.exec(value);
  if (time === null) return value;
  const [, date = "", clock = "00:00", seconds = "00"] = time;
  if (!withClock) return date;
  return Number(seconds) === 0 ? `${date} ${clock}` : `${date} ${clock}:${seconds}`;
}

function isSame(raw: string, understood: string, withClock: boolean): boolean {
  const text = raw.trim();
  if (text === understood || timeText(text, withClock) === understood) return true;
  // "5.0" and "5" are one number; a separator, a sign or a unit makes another text.
  return /^[+-]?\d+(?:\.\d*)?$/.test(text) && Number(text) === Number(understood);
}
