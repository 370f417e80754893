import { nothingScored } from "#domain/score";
import { randomFrom } from "#engine/numerics";
import { expect, test } from "vitest";
import { pairedFigures, pairedRatio, scaledQuantileLoss, type WindowScore } from "./accuracy-paired.ts";

function scored(set: string, losses: readonly number[], scale = 1): WindowScore[] {
  return losses.map((pinballSum, index) => ({
    set,
    series: index,
    key: `${index}`,
    score: { ...nothingScored, steps: 4, pinballSum, seasonalScale: scale },
  }));
}

test("sets weigh the same, and the interval holds the ratio", () => {
  const found = pairedRatio(
    [...scored("a", [1, 3]), ...scored("b", [8])],
    [...scored("a", [4, 4]), ...scored("b", [4])],
  );
  expect(found).toMatchObject({ ratio: 1, sets: 2, windows: 3 });
  expect(found?.low).toBeLessThan(1);
  expect(found?.high).toBeGreaterThan(1);
});

test("a difference that every series shows is sure; one that chance made is not", () => {
  const random = randomFrom(5);
  const theirs = Array.from({ length: 200 }, () => 1 + random());
  const better = pairedRatio(
    scored(
      "a",
      theirs.map((loss) => 0.9 * loss),
    ),
    scored("a", theirs),
  );
  expect(better?.low).toBeCloseTo(0.9, 12);
  expect(better?.high).toBeCloseTo(0.9, 12);
  const noise = pairedRatio(
    scored(
      "a",
      theirs.map((loss) => loss * (0.5 + random())),
    ),
    scored("a", theirs),
  );
  expect(noise?.low).toBeLessThan(1);
  expect(noise?.high).toBeGreaterThan(1);
});

test("the same seed gives the same interval, and only windows that both have count", () => {
  const [ours, theirs] = [scored("a", [1, 2, 3, 9]), scored("a", [2, 2, 2])];
  expect(pairedRatio(ours, theirs)).toEqual(pairedRatio(ours, theirs));
  expect(pairedRatio(ours, theirs)).toMatchObject({ ratio: 1, windows: 3 });
  expect(pairedRatio(scored("a", [1]), scored("b", [1]))).toBeNull();
});

test("windows of one series are drawn together", () => {
  const one = (losses: readonly number[]) => scored("a", losses).map((score) => ({ ...score, series: 0 }));
  expect(pairedRatio(one([1, 5, 9]), one([5, 5, 5]))).toMatchObject({ low: 1, high: 1 });
});

test("the scaled loss has no unit, and none where there is no scale", () => {
  const [small, large] = [scored("a", [9], 2), scored("a", [9000], 2000)].map(([one]) =>
    scaledQuantileLoss(one!.score),
  );
  expect(small).toBeCloseTo(0.25, 12);
  expect(large).toBeCloseTo(0.25, 12);
  expect(scaledQuantileLoss(scored("a", [9], 0)[0]!.score)).toBeNaN();
});

test("every comparison has its interval", () => {
  const scores = new Map([
    ["net", scored("a", [1, 2])],
    ["naive", scored("a", [2, 4])],
  ]);
  const figures = new Map(pairedFigures(scores, ["net"]).map(({ id, value }) => [id, value]));
  expect([...figures.keys()]).toEqual([
    "paired-wql-net/naive",
    "paired-wql-net/naive/low",
    "paired-wql-net/naive/high",
    "paired-sql-net/naive",
    "paired-sql-net/naive/low",
    "paired-sql-net/naive/high",
  ]);
  expect(figures.get("paired-wql-net/naive")).toBe(0.5);
});
