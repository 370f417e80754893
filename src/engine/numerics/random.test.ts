import { expect, test } from "vitest";
import { randomBelow } from "./random.ts";

test("the same seed gives the same numbers, another one others, all of them below the count and equally often", () => {
  const draws = (seed: number): readonly number[] => {
    const below = randomBelow(seed);
    return Array.from({ length: 10_000 }, () => below(5));
  };
  expect(draws(1)).toEqual(draws(1));
  expect(draws(1)).not.toEqual(draws(2));
  const counts = [0, 0, 0, 0, 0];
  for (const draw of draws(1)) counts[draw] = (counts[draw] ?? 0) + 1;
  for (const count of counts) expect(Math.abs(count - 2000)).toBeLessThan(160);
});
