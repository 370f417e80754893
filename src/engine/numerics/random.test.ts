import { expect, test } from "vitest";
import { randomBelow, randomFrom } from "./random.ts";

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

test("numbers that are kept, and were drawn before, are drawn again", () => {
  const random = randomFrom(1);
  expect([random(), random(), random()]).toEqual([0.6270739405881613, 0.002735721180215478, 0.5274470399599522]);
  const below = randomBelow(1);
  expect([below(1000), below(1000), below(1000)]).toEqual([627, 2, 527]);
});
