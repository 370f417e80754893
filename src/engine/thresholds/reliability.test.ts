import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { randomFrom } from "#engine/numerics";
import { chanceReliability, type StatedChance } from "./index.ts";

/** Chances between 5 and 95 %, with events that happen as often as `truth` says of each. */
function stated(origins: number, perOrigin: number, truth: (chance: number) => number, seed = 5): StatedChance[] {
  const random = randomFrom(seed);
  return Array.from({ length: origins * perOrigin }, (_, step) => {
    const chance = 0.05 + 0.9 * random();
    return { chance, happened: random() < truth(chance), base: 0.5, origin: Math.floor(step / perOrigin), step };
  });
}

describe("reliability", () => {
  test("chances that are right hold in all but a few cases, with skill, and their bins lie on the diagonal", () => {
    let [refused, off] = [0, 0];
    for (let seed = 0; seed < 100; seed++) {
      const found = chanceReliability(stated(40, 12, (chance) => chance, seed));
      if (found?.verdict !== "held") refused++;
      off += found?.bins.filter(({ chance, low, high }) => chance < low || chance > high).length ?? 0;
      expect(found?.bins).toHaveLength(10);
      expect(found?.skill).toBeGreaterThan(0.1);
    }
    expect(refused).toBeLessThan(10);
    expect(off).toBeLessThan(100);
  });

  test("chances that are too high or too low are found out", () => {
    expect(chanceReliability(stated(40, 12, (chance) => chance * 0.6))?.verdict).toBe("too-high");
    expect(chanceReliability(stated(40, 12, (chance) => 0.3 + 0.7 * chance))?.verdict).toBe("too-low");
  });

  test("few events, and few forecasts, are no evidence", () => {
    expect(chanceReliability(stated(4, 12, (chance) => chance))?.verdict).toBe("too-few");
    const none = stated(40, 6, () => 0).map((one) => ({ ...one, chance: 0.01, base: 0 }));
    expect(chanceReliability(none)).toMatchObject({ verdict: "too-few", events: 0, spells: 0, skill: null });
    expect(chanceReliability([])).toBeNull();
  });

  test("events of steps in a row are one spell", () => {
    const chances = [1, 1, 0, 0, 1, 0].map((happened, step): StatedChance => ({
      chance: 0.5,
      happened: happened === 1,
      base: 0.5,
      origin: step,
      step,
    }));
    expect(chanceReliability(chances)?.spells).toBe(2);
  });

  test("the parts come to the score, without a rest where all chances of a bin are the same", () => {
    const any = fc.array(
      fc.record({
        chance: fc.integer({ min: 0, max: 99 }).map((percent) => percent / 100),
        happened: fc.boolean(),
        base: fc.double({ min: 0, max: 1, noNaN: true }),
        origin: fc.integer({ min: 0, max: 9 }),
        step: fc.nat(50),
      }),
      { minLength: 1, maxLength: 60 },
    );
    fc.assert(
      fc.property(any, (list) => {
        const found = chanceReliability(list);
        const { reliability = 0, resolution = 0, uncertainty = 0, within = 0, brier = 0 } = found ?? {};
        expect(reliability - resolution + uncertainty + within).toBeCloseTo(brier, 12);
        expect(found?.bins.reduce((sum, { steps }) => sum + steps, 0)).toBe(list.length);
        for (const { share, low, high } of found?.bins ?? []) {
          expect(low).toBeLessThanOrEqual(share);
          expect(high).toBeGreaterThanOrEqual(share);
          expect(low).toBeGreaterThanOrEqual(0);
          expect(high).toBeLessThanOrEqual(1);
        }
        const same = chanceReliability(list.map((one) => ({ ...one, chance: Math.floor(one.chance * 10) / 10 })));
        expect(same?.within).toBeCloseTo(0, 12);
      }),
    );
  });
});
