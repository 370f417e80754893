import { expect, test } from "vitest";
import { ageText } from "./ages.ts";

/** On this computer's clock. */
const at = (day: number, hour: number, minute = 0): number => new Date(2026, 10, day, hour, minute).getTime();

test.each([
  ["just now", at(30, 14), at(30, 14, 0)],
  ["today, 09:05", at(30, 9, 5), at(30, 14)],
  // A clock that was put back.
  ["just now", at(30, 15), at(30, 14)],
  ["yesterday", at(29, 23, 59), at(30, 0, 1)],
  ["3 days ago", at(27, 8), at(30, 14)],
  ["last week", at(20, 8), at(30, 14)],
  ["4 weeks ago", at(2, 8), at(30, 14)],
  ["12 Mar 2025", new Date(2025, 2, 12, 23).getTime(), at(30, 14)],
])("%s", (text, openedMs, nowMs) => {
  expect(ageText(openedMs, nowMs)).toBe(text);
});
