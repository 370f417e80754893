import { expect, test } from "vitest";
import { darkTokens, lightTokens } from "#engine/figure";
import { chartTokens, forcedTokens } from "./chart-tokens.ts";

test("a chart has the theme's colours where nothing is forced", () => {
  expect(chartTokens(true)).toBe(darkTokens);
  expect(chartTokens(false)).toBe(lightTokens);
});

test.each([
  [{ Canvas: "#000000", CanvasText: "#ffffff", Highlight: "#1aebff", LinkText: "#ffff00" }, "dark"],
  [{ Canvas: "#fffaef", CanvasText: "#3d3d3d", Highlight: "#903909", LinkText: "#00009f" }, "light"],
] as const)("colours that the system forces are all that is drawn, on a %s ground", (system, scheme) => {
  const tokens = forcedTokens((name) => system[name]);
  expect(tokens.scheme).toBe(scheme);
  const own: readonly string[] = Object.values(system);
  const { grid, ...others } = tokens;
  const drawn = Object.values(others).filter(
    (value): value is string => typeof value === "string" && value.startsWith("#"),
  );
  expect(drawn.filter((colour) => !own.includes(colour))).toEqual([]);
  expect(grid).toMatch(/^#[0-9a-f]{6}$/);
  expect(tokens.history).toBe(system.CanvasText);
  expect(tokens.median).toBe(system.Highlight);
});
