/** Rows of a file, both ends included, counted as the file does: its first line is 1. */
export interface RowRange {
  readonly from: number;
  readonly to: number;
}

/** One row or a range of rows as people write it: `7`, `10-14`, `10–14`. Null for anything else. */
export function parseRowRange(text: string): RowRange | null {
  const match = /^\s*(\d{1,10})(?:\s*[-–:]\s*(\d{1,10}))?\s*$/.exec(text);
  if (match === null) return null;
  const from = Number(match[1]);
  const to = Number(match[2] ?? match[1]);
  return from >= 1 && from <= to ? { from, to } : null;
}

export function formatRowRange({ from, to }: RowRange): string {
  return from === to ? String(from) : `${from}-${to}`;
}

/** The same rows in ascending order, as few ranges as will do. */
export function mergeRowRanges(ranges: readonly RowRange[]): RowRange[] {
  const merged: RowRange[] = [];
  for (const range of [...ranges].sort((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (last !== undefined && range.from <= last.to + 1)
      merged[merged.length - 1] = { from: last.from, to: Math.max(last.to, range.to) };
    else merged.push(range);
  }
  return merged;
}
