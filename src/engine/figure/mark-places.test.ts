import fc from "fast-check";
import { expect, test } from "vitest";
import type { DatedMark } from "#domain/chart";
import { textWidth } from "./markup.ts";
import { placeMarks } from "./mark-places.ts";

const note = (from: number, text: string, to = from): DatedMark => ({ kind: "note", from, to, text });
const same = (time: number): number => time;

test("words of one row never run into each other, and stay in the picture", () => {
  const marks = fc.array(
    fc.record({ from: fc.integer({ min: -50, max: 650 }), text: fc.string({ minLength: 1, maxLength: 40 }) }),
    { maxLength: 20 },
  );
  fc.assert(
    fc.property(marks, (list) => {
      const placed = placeMarks(
        list.map(({ from, text }) => note(from, text)),
        same,
        600,
        12,
      );
      expect(placed).toHaveLength(list.filter(({ from }) => from >= 0 && from <= 600).length);
      const worded = placed.filter(({ text }) => text !== "");
      for (const row of [0, 1, 2]) {
        const inRow = worded.filter((one) => one.row === row);
        inRow.forEach((one, index) => {
          expect(one.left + textWidth(one.text, 12)).toBeLessThanOrEqual(600);
          expect(one.left + textWidth(one.text, 12)).toBeLessThan(inRow[index + 1]?.left ?? Infinity);
        });
      }
    }),
  );
});

test("a stretch is cut at the edges, and one out of sight is gone", () => {
  expect(placeMarks([note(-20, "strike", 50), note(700, "later")], same, 600, 12)).toMatchObject([
    { left: 0, right: 50, text: "strike", row: 0 },
  ]);
});
