import type { BinRange } from "#domain/availability";

type Columns = Readonly<Record<string, Float64Array>>;

interface Segment extends BinRange {
  readonly columns: Columns;
}

/** Columns of numbers over numbered bins, known in parts: stretches that touch or overlap become one. */
export class KnownColumns {
  /** In order, none touching the next. */
  #segments: readonly Segment[] = [];

  /** Numbers that are held. */
  get size(): number {
    return this.#segments.reduce(
      (total, { columns }) => total + Object.values(columns).reduce((sum, { length }) => sum + length, 0),
      0,
    );
  }

  /** What is not known of a range, in order. */
  missing({ first, last }: BinRange): BinRange[] {
    const missing: BinRange[] = [];
    let next = first;
    for (const segment of this.#segments) {
      if (segment.last < next) continue;
      if (segment.first > last) break;
      if (segment.first > next) missing.push({ first: next, last: segment.first - 1 });
      next = segment.last + 1;
    }
    if (next <= last) missing.push({ first: next, last });
    return missing;
  }

  /** A column that a stretch does not have is zero there. What was known of the same bins before is replaced. */
  add({ first, last }: BinRange, columns: Columns): void {
    const touching = this.#segments.filter((segment) => segment.last >= first - 1 && segment.first <= last + 1);
    const from = Math.min(first, ...touching.map((segment) => segment.first));
    const to = Math.max(last, ...touching.map((segment) => segment.last));
    const parts = [...touching, { first, last, columns }];
    const names = new Set(parts.flatMap((part) => Object.keys(part.columns)));
    const merged = Object.fromEntries(
      [...names].map((name) => {
        const column = new Float64Array(to - from + 1);
        for (const part of parts) {
          const own = part.columns[name];
          if (own === undefined) column.fill(0, part.first - from, part.last - from + 1);
          else column.set(own, part.first - from);
        }
        return [name, column];
      }),
    );
    const before = this.#segments.filter((segment) => segment.last < first - 1);
    const after = this.#segments.filter((segment) => segment.first > last + 1);
    this.#segments = [...before, { first: from, last: to, columns: merged }, ...after];
  }

  /** The columns over a range, NaN where they are not known; those that no stretch in it has are absent. */
  read({ first, last }: BinRange): Record<string, Float64Array> {
    const within = this.#segments.filter((segment) => segment.first <= last && segment.last >= first);
    const read: Record<string, Float64Array> = {};
    for (const name of new Set(within.flatMap(({ columns }) => Object.keys(columns)))) {
      const column = new Float64Array(last - first + 1).fill(Number.NaN);
      for (const segment of within) {
        const from = Math.max(first, segment.first);
        const to = Math.min(last, segment.last) + 1;
        const own = segment.columns[name];
        if (own === undefined) column.fill(0, from - first, to - first);
        else column.set(own.subarray(from - segment.first, to - segment.first), from - first);
      }
      read[name] = column;
    }
    return read;
  }
}
