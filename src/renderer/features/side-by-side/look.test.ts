import fc from "fast-check";
import { expect, test } from "vitest";
import { lookFrom, maxPanels, shareOf, usualLook } from "./look.ts";

test("what was kept comes back as it was", () => {
  const look = {
    ...usualLook,
    kind: "origins",
    order: "chosen",
    series: ["a", "b"],
    models: ["ets"],
    count: 24,
  } as const;
  expect(lookFrom(JSON.parse(JSON.stringify({ ...look, scale: "indexed", layout: "one", back: 12 })))).toEqual({
    ...look,
    ...{ scale: "indexed", layout: "one", back: 12 },
  });
});

test("whatever somebody's project says, the look is one that can be drawn", () => {
  fc.assert(
    fc.property(
      fc.anything(),
      fc.dictionary(fc.constantFrom(...Object.keys(usualLook)), fc.anything()),
      (any, record) => {
        expect(lookFrom(any)).toMatchObject({ layout: expect.stringMatching(/^(grid|one)$/) });
        const look = lookFrom(record);
        expect(look.series.length).toBeLessThanOrEqual(maxPanels);
        expect(new Set(look.series).size).toBe(look.series.length);
        expect([6, 12, 24]).toContain(look.count);
        expect(look.back).toBeGreaterThanOrEqual(0);
        expect(lookFrom(look)).toEqual(look);
      },
    ),
  );
});

test("a range of one chart is a share, or none", () => {
  expect([shareOf("80"), shareOf("none")]).toEqual([0.8, null]);
});
