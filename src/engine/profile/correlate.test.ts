import { expect, test } from "vitest";
import { parseFrequency } from "#domain/series";
import { CancelledError } from "#domain/errors";
import { normalQuantile, randomFrom } from "#engine/numerics";
import { correlate } from "./correlate.ts";

const hourMs = 3_600_000;
const noiseOf = (seed: number, count: number): Float64Array => {
  const uniform = randomFrom(seed);
  return Float64Array.from({ length: count }, () => normalQuantile(Math.max(1e-12, uniform())));
};
const walkOf = (seed: number, count: number): Float64Array => {
  let level = 0;
  return noiseOf(seed, count).map((step) => (level += step));
};
const series = (id: string, values: Float64Array, fromStep = 0, frequency = "hour") => ({
  id,
  frequency: parseFrequency(frequency),
  times: Float64Array.from(values, (_, at) => (fromStep + at) * hourMs),
  values,
});

test("a series that follows another is found at its lag, whichever comes first and wherever it begins", () => {
  const leader = walkOf(1, 400);
  const own = noiseOf(2, 400);
  const follower = Float64Array.from(
    { length: 380 },
    (_, at) => -2 * (leader[at + 20 - 3] ?? 0) + 0.5 * (own[at] ?? 0),
  );
  const list = [series("follower", follower, 20), series("other", walkOf(9, 400)), series("leader", leader)];
  const { pairs, pairsTested, notes } = correlate(list);
  expect(pairs).toHaveLength(1);
  expect(pairs[0]).toMatchObject({ first: "leader", second: "follower", lag: 3 });
  expect(pairs[0]?.coefficient).toBeLessThan(-0.8);
  expect(pairs[0]?.steps).toBe(379);
  expect([pairsTested, notes]).toEqual([3, []]);
});

test("neither walks that both grow nor days that both have a noon are related", () => {
  const growing = [1, 2, 3, 4, 5, 6].map((seed) =>
    series(
      `walk ${seed}`,
      walkOf(seed, 500).map((level, at) => level + at),
    ),
  );
  const daily = [11, 12, 13, 14].map((seed) =>
    series(
      `day ${seed}`,
      noiseOf(seed, 500).map((own, at) => own + 20 * Math.sin((2 * Math.PI * (at + seed)) / 24)),
    ),
  );
  expect(correlate([...growing, ...daily]).pairs).toEqual([]);
});

test("gaps are left out of the pair, and spikes of one day don't make it", () => {
  const common = noiseOf(3, 300);
  const with1 = noiseOf(4, 300).map((own, at) => (common[at] ?? 0) + 0.3 * own);
  const with2 = noiseOf(5, 300).map((own, at) => (at % 10 === 0 ? Number.NaN : (common[at] ?? 0) + 0.3 * own));
  const spiky = [6, 7].map((seed) => noiseOf(seed, 300).map((own, at) => (at === 150 ? 1000 : own)));
  const { pairs } = correlate([
    series("a", with1),
    series("b", with2),
    ...spiky.map((values, index) => series(`spike ${index}`, values)),
  ]);
  expect(pairs.map(({ first, second, lag }) => [first, second, lag])).toEqual([["a", "b", 0]]);
  expect(pairs[0]?.steps).toBe(240);
});

test("what is not compared is said", () => {
  const list = Array.from({ length: 6 }, (_, index) => series(`s${index}`, walkOf(index + 1, 100)));
  const odd = [series("days", walkOf(8, 100), 0, "day"), series("constant", new Float64Array(100).fill(3))];
  const { notes, series: compared } = correlate([...list, ...odd], { maxSeries: 4 });
  expect(compared).toBe(4);
  expect(notes).toEqual([
    "Series with another step than the first were left out.",
    "Compares the first 4 of 7 series.",
  ]);
  expect(correlate([...list, ...odd]).notes).toContain("1 series has too few changes to compare.");
  expect(correlate([]).pairs).toEqual([]);
});

test("series that share no step, or lie between each other's steps, are no pair", () => {
  const walk = walkOf(1, 200);
  const between = { ...series("between", walk), times: Float64Array.from(walk, (_, at) => (at + 0.5) * hourMs) };
  expect(correlate([series("a", walk), series("later", walk, 1000), between]).pairs).toEqual([]);
});

test("a cancelled comparison ends", () => {
  expect(() => correlate([series("a", walkOf(1, 100))], { signal: { aborted: true } })).toThrow(CancelledError);
});
