import fc from "fast-check";
import type { FlagKind, PackedIntervals, SeriesIntervals } from "#domain/availability";
import { dayMs, hourMs, minuteMs } from "#domain/series";

/** Two leap days, and a beginning before the epoch's. */
export const startMs = Date.UTC(1967, 10, 18, 7, 30);
const spreadMs = 4 * 366 * dayMs;

/** Lengths of what follows what: some fall on edges of bins, some within them, some cover many. */
const length = fc.oneof(
  fc.integer({ min: 1, max: 90 * minuteMs }),
  fc.integer({ min: 1, max: 96 }).map((quarters) => quarters * 15 * minuteMs),
  fc.integer({ min: 1, max: 60 }).map((days) => days * dayMs),
  fc.integer({ min: hourMs, max: 200 * dayMs }),
);

const packed: fc.Arbitrary<PackedIntervals> = fc
  .tuple(fc.integer({ min: 0, max: spreadMs }), fc.array(length, { maxLength: 24 }))
  .map(([from, lengths]) => {
    let ms = startMs + from - (from % (15 * minuteMs));
    const ends = lengths.slice(0, lengths.length - (lengths.length % 2)).map((own) => (ms += own));
    return Float64Array.from(ends);
  });

const kinds = ["filled", "outlier", "duplicate"] as const satisfies readonly FlagKind[];

/** A series with intervals anywhere, none at all now and then, and flags beside its data, too. */
export const anySeries: fc.Arbitrary<SeriesIntervals> = fc
  .record({
    data: packed,
    before: length,
    after: length,
    flagged: fc.dictionary(fc.constantFrom(...kinds), packed, { maxKeys: 2 }),
  })
  .map(({ data, before, after, flagged }) => ({
    from: (data[0] ?? startMs) - before,
    to: (data.at(-1) ?? startMs) + after,
    data,
    flagged,
  }));
