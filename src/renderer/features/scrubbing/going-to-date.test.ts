import { expect, test } from "vitest";
import { destinationOf } from "./going-to-date.ts";

const days = {
  times: Float64Array.from({ length: 30 }, (_, day) => Date.UTC(2024, 0, 1 + 2 * day)),
  oldest: -22,
  order: null,
};

test("a date leads to the step at it or after it", () => {
  expect(destinationOf("5 Jan 2024", { ...days, oldest: -29 })).toEqual({
    kind: "origin",
    origin: -27,
    isBeyond: false,
  });
  expect(destinationOf("28 Jan 2024", days)).toEqual({ kind: "origin", origin: -15, isBeyond: false });
  expect(destinationOf("28 Feb 2024", days)).toEqual({ kind: "origin", origin: 0, isBeyond: false });
});

test("one that no forecast was made at leads to the nearest, and says so", () => {
  expect(destinationOf("1999", days)).toEqual({ kind: "origin", origin: -22, isBeyond: true });
  expect(destinationOf("2031", days)).toEqual({ kind: "origin", origin: 0, isBeyond: true });
  expect(destinationOf("tomorrow", days)).toEqual({ kind: "no-date" });
});
