import fc from "fast-check";
import { expect, test } from "vitest";
import { arranged, maxColumns, panelGap, panelHead } from "./arrange.ts";

test.each([
  // Panels, width and height of the room, columns.
  [12, 910, 560, 4],
  [24, 1580, 820, 6],
  [6, 910, 560, 3],
  [2, 910, 560, 2],
  [24, 540, 300, 2],
  [12, 300, 300, 1],
  [1, 1580, 820, 1],
])("%d panels in %d × %d stand in %d columns", (count, width, height, columns) => {
  expect(arranged(count, { width, height }).columns).toBe(columns);
});

test("panels lie within the room, in one to six columns, and can be read", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 24 }),
      fc.integer({ min: 210, max: 4_000 }),
      fc.integer({ min: 100, max: 3_000 }),
      (count, width, height) => {
        const made = arranged(count, { width, height });
        expect(made.columns).toBeLessThanOrEqual(Math.min(maxColumns, count));
        expect(made.columns * made.width + panelGap * (made.columns - 1)).toBeLessThanOrEqual(width);
        expect(made.width).toBeGreaterThanOrEqual(200);
        expect(made.height).toBeGreaterThanOrEqual(118);
      },
    ),
  );
});

test("where all can be in sight they are", () => {
  const { columns, height } = arranged(12, { width: 910, height: 570 });
  const rows = Math.ceil(12 / columns);
  expect(rows * (height + panelHead) + panelGap * (rows - 1)).toBeLessThanOrEqual(570);
});
