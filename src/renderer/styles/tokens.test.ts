import { expect, test } from "vitest";
import { darkTokens, lightTokens, type FigureTokens } from "#engine/figure";
import css from "./tokens.css?raw";


test.each([
  ["--chart-history", "history"],
  ["--chart-median", "median"],
  ["--chart-band", "band"],
  ["--chart-actual", "actual"],
  ["--surface", "background"],
  ["--text", "text"],
] as const satisfies readonly (readonly [string, keyof FigureTokens])[])("%s is the figure's %s", (property, token) => {
  expect(css).toContain(`${property}: light-dark(${lightTokens[token]}, ${darkTokens[token]});`);
});
