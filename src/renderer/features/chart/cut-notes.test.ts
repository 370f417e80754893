import { expect, test } from "vitest";
import { cutText } from "./cut-notes.tsx";

test("ranges that the axis cuts are named with how far they go", () => {
  const of = (...shares: number[]): string =>
    cutText({ side: "above", shares, reach: 5120 }, String).replaceAll("\u00A0", " ");
  expect(of(0.95)).toBe("95 % range goes on to 5120");
  expect(of(0.8, 0.95)).toBe("80 % and 95 % ranges go on to 5120");
  expect(of(0.5, 0.8, 0.95)).toBe("50 %, 80 % and 95 % ranges go on to 5120");
});
