import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nothingScored } from "#domain/score";
import { randomFrom } from "#engine/numerics";
import reference from "./significance-reference.json" with { type: "json" };
import { dieboldMariano, lossFor, PairedLosses } from "./significance.ts";

const nan = Number.NaN;
const losses = (errors: readonly number[], power: number): number[] => errors.map((error) => Math.abs(error) ** power);

describe("the test of two models' losses", () => {
  test("is R's forecast::dm.test", () => {
    const off = reference.tests.filter(({ h, power, first, second, plain }) => {
      const { statistic, p } = dieboldMariano(losses(first, power), losses(second, power), h - 1);
      return !(Math.abs(statistic - plain.statistic) < 1e-5 && Math.abs(p - plain.p) < 1e-6);
    });
    expect(off).toEqual([]);
    expect(reference.tests.length).toBeGreaterThan(14);
  });

  test("weighs lags where their plain sum is negative, as R does when told to", () => {
    const { h, first, second, ...expected } = reference.bartlett;
    const { statistic, p } = dieboldMariano(losses(first, 1), losses(second, 1), h - 1);
    expect(statistic).toBeCloseTo(expected.statistic, 5);
    expect(p).toBeCloseTo(expected.p, 6);
  });

  test("says that there are too few, and then gives no number to read", () => {
    expect(dieboldMariano([1, 2, 3, 4, 5], [0, 0, 0, 0, 0], 0)).toEqual({
      meanDifference: 3,
      statistic: nan,
      p: nan,
      pairs: 5,
      verdict: "too-few",
    });
    const many = Array.from({ length: 39 }, (_, index) => (index * 7919) % 13);
    expect(dieboldMariano(many, many.toReversed(), 3).verdict).toBe("too-few");
    expect(dieboldMariano([...many, 4], [...many.toReversed(), 3], 3).verdict).not.toBe("too-few");
    expect(dieboldMariano([], [], 0)).toMatchObject({ pairs: 0, verdict: "too-few" });
  });

  test("of a model and itself finds nothing", () => {
    const same = [3, 1, 4, 1, 5, 9, 2, 6];
    expect(dieboldMariano(same, same, 0)).toMatchObject({ statistic: 0, p: 1, verdict: "no-clear-difference" });
  });

  test("does not count what could not be measured", () => {
    const [first, second] = [
      [3, 1, 4, 1, 5, 9, 2, 6],
      [2, 1, 2, 1, 2, 1, 2, 1],
    ];
    const plain = dieboldMariano(first, second, 0);
    expect(dieboldMariano([...first, nan, 7], [...second, 1, nan], 0)).toEqual(plain);
  });

  test("has two equal sides", () => {
    const loss = fc.array(fc.tuple(fc.integer({ min: 0, max: 99 }), fc.integer({ min: 0, max: 99 })), {
      minLength: 24,
      maxLength: 40,
    });
    fc.assert(
      fc.property(loss, fc.nat(1), (pairs, overlap) => {
        const [first, second] = [pairs.map(([one]) => one), pairs.map(([, other]) => other)];
        const [one, turned] = [dieboldMariano(first, second, overlap), dieboldMariano(second, first, overlap)];
        expect(turned.p).toBeCloseTo(one.p, 12);
        expect(turned.statistic).toBeCloseTo(-one.statistic, 9);
        expect(one.p).toBeGreaterThanOrEqual(0);
        expect(one.p).toBeLessThanOrEqual(1);
      }),
    );
  });

  test("is seldom wrong where there is no difference, and finds one that is there", () => {
    const random = randomFrom(3);
    const overlap = 3;
    const smooth = (count: number): number[] => {
      const raw = Array.from({ length: count + overlap }, () => random() - random());
      return Array.from(
        { length: count },
        (_, index) => raw.slice(index, index + overlap + 1).reduce((sum, value) => sum + value, 0) + 10,
      );
    };
    const found = (shift: number): number => {
      let hits = 0;
      for (let run = 0; run < 400; run++) {
        const { verdict } = dieboldMariano(
          smooth(40),
          smooth(40).map((loss) => loss + shift),
          overlap,
        );
        hits += Number(verdict === "differs");
      }
      return hits / 400;
    };
    expect(found(0)).toBeLessThan(0.12);
    expect(found(2)).toBeGreaterThan(0.95);
  });
});

describe("losses of many series", () => {
  const series = (count: number): string[] => Array.from({ length: count }, (_, index) => `s${index}`);

  function paired(
    ids: readonly string[],
    origins: readonly number[],
    loss: (series: number, origin: number) => number,
  ): PairedLosses {
    const made = new PairedLosses();
    ids.forEach((id, index) => origins.forEach((origin, place) => made.add(id, origin, loss(index, place))));
    return made;
  }

  test("of one origin are one observation: shared luck is no evidence", () => {
    const random = randomFrom(5);
    const origins = Array.from({ length: 8 }, (_, index) => -12 * (8 - index));
    let found = 0;
    for (let run = 0; run < 200; run++) {
      const luck = origins.map(() => random() - random());
      const one = paired(series(30), origins, (_, place) => 1 + (luck[place] ?? 0) + 0.01 * random());
      const other = paired(series(30), origins, () => 1);
      const { verdict, pairs, pairedBy } = one.differenceFrom(other, 12, 12);
      expect([pairs, pairedBy]).toEqual([8, "origin"]);
      found += Number(verdict === "differs");
    }
    expect(found / 200).toBeLessThan(0.1);
  });

  test("stand in for origins where these are too few, and only where there are enough of them", () => {
    const make = (count: number) => [
      paired(series(count), [-24, -12], (index, place) => 1 + 0.1 * ((index * 7 + place) % 5)),
      paired(series(count), [-24, -12], () => 1),
    ];
    const [one, other] = make(12);
    expect(one?.differenceFrom(other!, 12, 12)).toMatchObject({ pairedBy: "series", pairs: 12, verdict: "differs" });
    const [few, others] = make(9);
    expect(few?.differenceFrom(others!, 12, 12)).toMatchObject({ pairedBy: "origin", pairs: 2, verdict: "too-few" });
  });

  test("count where both models have them; an origin that is missing keeps its place", () => {
    const origins = Array.from({ length: 31 }, (_, index) => 2 * index - 80);
    const one = paired(["a"], origins, (_, place) => (place * place * 7) % 11);
    const other = paired(["a"], origins, () => 4);
    const holes = paired(
      ["a"],
      origins.filter((origin) => origin !== -60),
      () => 4,
    );
    expect(one.differenceFrom(other, 4, 2)).toMatchObject({ pairs: 31, pairedBy: "origin" });
    const losses = origins.map((_, place) => (place * place * 7) % 11);
    expect(one.differenceFrom(holes, 4, 2)).toMatchObject(
      dieboldMariano(
        losses,
        origins.map((origin) => (origin === -60 ? nan : 4)),
        1,
      ),
    );
    expect(one.differenceFrom(new PairedLosses(), 4, 2)).toMatchObject({ pairs: 0, verdict: "too-few" });
  });
});

test("the loss is of the metric's family, in the scale of the series", () => {
  const score = {
    ...nothingScored,
    ...{ steps: 2, mase: 0.5, squaredErrorSum: 8, squaredSeasonalScale: 2, pinballSum: 6, seasonalScale: 3 },
  };
  expect(lossFor("MASE")(score)).toBe(0.5);
  expect(lossFor("MAPE")(score)).toBe(0.5);
  expect(lossFor("RMSE")(score)).toBe(2);
  expect(lossFor("WQL")(score)).toBe(1);
  expect(lossFor("WQL")(nothingScored)).toBeNaN();
});
