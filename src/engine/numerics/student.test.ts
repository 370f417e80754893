import { expect, test } from "vitest";
import { normalQuantile } from "./normal.ts";
import { studentQuantile } from "./student.ts";

// By scipy 1.x, `scipy.stats.t.ppf`.
test.each([
  [1, 0.6, 0.3249196962],
  [1, 0.9, 3.077683537],
  [1, 0.975, 12.70620474],
  [1, 0.999, 318.308839],
  [2, 0.6, 0.2886751346],
  [2, 0.9, 1.885618083],
  [2, 0.975, 4.30265273],
  [2, 0.999, 22.32712477],
  [3, 0.6, 0.2766706623],
  [3, 0.9, 1.637744354],
  [3, 0.975, 3.182446305],
  [3, 0.999, 10.21453185],
  [4, 0.6, 0.2707222947],
  [4, 0.9, 1.533206274],
  [4, 0.975, 2.776445105],
  [4, 0.999, 7.17318222],
  [7, 0.6, 0.2631668614],
  [7, 0.9, 1.414923928],
  [7, 0.975, 2.364624252],
  [7, 0.999, 4.785289629],
  [20, 0.6, 0.2567427539],
  [20, 0.9, 1.325340707],
  [20, 0.975, 2.085963447],
  [20, 0.999, 3.551808343],
  [100, 0.6, 0.2540221825],
  [100, 0.9, 1.290074761],
  [100, 0.975, 1.983971519],
  [100, 0.999, 3.173739494],
  [1000, 0.6, 0.2534145158],
  [1000, 0.9, 1.282398721],
  [1000, 0.975, 1.962339081],
  [1000, 0.999, 3.098402164],
] as const)("with %i degrees of freedom, %d lies below %d", (freedom, p, expected) => {
  expect(Math.abs(studentQuantile(p, freedom) / expected - 1)).toBeLessThan(2e-4);
  expect(studentQuantile(1 - p, freedom)).toBeCloseTo(-studentQuantile(p, freedom), 9);
});

test("the middle is nothing, and with many degrees of freedom it is the normal distribution's", () => {
  expect(studentQuantile(0.5, 3)).toBe(0);
  expect(studentQuantile(0.9, 1e7)).toBeCloseTo(normalQuantile(0.9), 6);
});
