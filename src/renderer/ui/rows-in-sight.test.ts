import fc from "fast-check";
import { expect, test } from "vitest";
import { rowsInSight } from "./rows-in-sight.ts";

test("what is in sight is drawn, and never more than a screen and its edges", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 20_000 }),
      fc.integer({ min: 1, max: 3_000 }),
      fc.integer({ min: 16, max: 64 }),
      fc.double({ min: 0, max: 1.2, noNaN: true }),
      (rows, height, rowHeight, share) => {
        const top = share * rows * rowHeight;
        const { from, to } = rowsInSight({ top, height }, rowHeight, rows);
        expect(from).toBeGreaterThanOrEqual(0);
        expect(to).toBeLessThanOrEqual(rows);
        expect(to - from).toBeLessThanOrEqual(Math.ceil(height / rowHeight) + 26);
        const seen = [Math.ceil(top / rowHeight), Math.floor((top + height) / rowHeight) - 1];
        const missing = seen.filter((row) => row < rows && row * rowHeight >= top && (row < from || row >= to));
        expect(missing).toEqual([]);
        expect(rows === 0 || to > from).toBe(true);
      },
    ),
  );
});
