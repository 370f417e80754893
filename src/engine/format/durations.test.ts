import { expect, test } from "vitest";
import { formatDuration, formatMs } from "./durations.ts";

test.each([
  [10, "1 s"],
  [8400, "8 s"],
  [89_000, "89 s"],
  [150_000, "3 min"],
  [7_200_000, "2 h"],
  [2_592_000_000, "30 days"],
])("%d ms are written %s", (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});

test.each([
  [0, "0 ms"],
  [0.44, "0.4 ms"],
  [9.97, "10 ms"],
  [999.7, "1.0 s"],
  [3707, "3.7 s"],
  [71_000, "71 s"],
])("a measured time of %d ms is written %s", (ms, text) => {
  expect(formatMs(ms)).toBe(text);
});
