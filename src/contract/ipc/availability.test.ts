import { expect, test } from "vitest";
import { maxBinsPerRange } from "#domain/availability";
import { requests } from "./index.ts";

const { args } = requests["availability:bins"];
const request = { dataset: "d", view: "v", size: "day", ranges: [{ first: -3, last: 9 }], rows: [0, 7] };
const isTaken = (part: object): boolean => args.safeParse({ ...request, ...part }).success;

test("a request for bins is bounded, and its ranges run forwards", () => {
  expect(isTaken({})).toBe(true);
  expect(isTaken({ ranges: [{ first: 0, last: maxBinsPerRange - 1 }] })).toBe(true);
  expect(isTaken({ ranges: [{ first: 0, last: maxBinsPerRange }] })).toBe(false);
  expect(isTaken({ ranges: [{ first: 1, last: 0 }] })).toBe(false);
  expect(isTaken({ ranges: [] })).toBe(false);
  expect(isTaken({ size: "fortnight" })).toBe(false);
  expect(isTaken({ rows: [-1] })).toBe(false);
});
