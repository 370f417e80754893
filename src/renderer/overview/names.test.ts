import fc from "fast-check";
import { expect, test } from "vitest";
import { shortNames } from "./names.ts";

test("what all names share is cut, and never what tells them apart", () => {
  const names = ["Region North / Store 12", "Region North / Store 13", "Region South / Store 12"];
  expect(shortNames(names, 18)).toEqual(["R…North / Store 12", "R…North / Store 13", "R…South / Store 12"]);
  const articles = ["Department 1 Article 000", "Department 1 Article 001"];
  expect(shortNames(articles, 16)).toEqual(["Department…e 000", "Department…e 001"]);
});

test("a name that fits is left alone, and an only one is cut in its middle", () => {
  expect(shortNames(["Article 000", "Article 001"], 11)).toEqual(["Article 000", "Article 001"]);
  expect(shortNames(["an only name that is too long"], 11)).toEqual(["an on… long"]);
});

const letter = fc.constantFrom(..."abc /-012Ä😀");
const word = (maxLength: number) => fc.array(letter, { maxLength }).map((letters) => letters.join(""));

test("different names never look alike where there is room for their difference, and none is longer than its room", () => {
  const families = fc.record({
    start: word(40),
    end: word(40),
    middles: fc.uniqueArray(word(8), { minLength: 2, maxLength: 12 }),
  });
  fc.assert(
    fc.property(families, fc.integer({ min: 18, max: 40 }), ({ start, end, middles }, room) => {
      const names = middles.map((middle) => `${start}${middle}${end}`);
      const texts = shortNames(names, room);
      expect(new Set(texts).size).toBe(new Set(names).size);
      const lengthOf = (text: string | undefined): number => [...(text ?? "")].length;
      expect(Math.max(...texts.map(lengthOf))).toBeLessThanOrEqual(room);
      const fitting = [...names.keys()].filter((index) => lengthOf(names[index]) <= room);
      expect(fitting.map((index) => texts[index])).toEqual(fitting.map((index) => names[index]));
    }),
    { numRuns: 500 },
  );
});
