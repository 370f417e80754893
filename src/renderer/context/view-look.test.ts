import fc from "fast-check";
import { expect, test } from "vitest";
import { createView } from "./view.ts";
import { lookOf, withLook } from "./view-look.ts";

const usual = createView().getState();

test("what lasts of an arrangement is there again, and what passes is not", () => {
  const view = {
    ...usual,
    sideBySide: { kind: "origins", count: 6 },
    ...{ isSidebarShown: false, areNumbersShown: true, dialog: "shortcuts" as const, isDrawerOpen: true },
    chart: {
      ...usual.chart,
      ...{
        scale: "log" as const,
        shares: [0.6, 0.9],
        areFlagsShown: false,
        labels: { a: { title: "Sold", unit: "t" } },
      },
    },
  };
  const { page, ...rest } = JSON.parse(JSON.stringify(lookOf(view))) as Record<string, unknown>;
  expect(page).toBe("forecast");
  const again = { ...usual, ...withLook(usual, rest) };
  expect(again).toEqual({ ...view, dialog: null, isDrawerOpen: false });
});

test("whatever is kept, the arrangement is one that the window knows", () => {
  const keys = [...Object.keys(usual), ...Object.keys(usual.chart)];
  const strange = fc.oneof(fc.jsonValue(), fc.dictionary(fc.constantFrom(...keys), fc.jsonValue()));
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...keys), strange), (look) => {
      const { chart, ...switches } = { ...usual, ...withLook(usual, look) };
      expect(Object.keys(switches).sort()).toEqual(
        Object.keys(usual)
          .filter((key) => key !== "chart")
          .sort(),
      );
      expect(switches.dialog).toBeNull();
      expect(Object.keys(chart).sort()).toEqual(Object.keys(usual.chart).sort());
      expect(["linear", "log", "symmetric"]).toContain(chart.scale);
      expect(chart.shares.every((share) => share > 0 && share < 1)).toBe(true);
    }),
  );
});
