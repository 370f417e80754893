import { expect, test } from "vitest";
import { progressText } from "./progress.ts";

test.each([
  [{ computed: 0, total: 1228, reused: 0 }, "0 of 1,228 past forecasts ready"],
  [{ computed: 500, total: 1228, reused: 0 }, "500 of 1,228 past forecasts ready"],
  [{ computed: 1228, total: 1228, reused: 0 }, "All 1,228 past forecasts ready"],
  [{ computed: 1210, total: 1228, reused: 1204 }, "1,204 of 1,228 forecasts reused, 1,210 ready"],
  [{ computed: 1228, total: 1228, reused: 1204 }, "1,204 of 1,228 forecasts reused"],
  [{ computed: 1228, total: 1228, reused: 1228 }, "1,228 of 1,228 forecasts reused"],
  [
    {
      computed: 500,
      total: 1228,
      reused: 0,
      paused: { reason: "Too many series are waiting.", retryInMs: 20_000 },
    },
    "500 of 1,228 past forecasts ready. Paused: Too many series are waiting. Next try in 20 s.",
  ],
] as const)("%j reads %s", (progress, text) => {
  expect(progressText(progress)).toBe(text);
});
