import { expect, test } from "vitest";
import { methodText } from "./index.ts";

const models = [
  { id: "ses", name: "Simple exponential smoothing", space: [{ name: "alpha", label: "α" }] },
  { id: "ets", name: "ETS" },
];

test("a method is named with what was set of it", () => {
  expect(methodText("ses:alpha=0.3+log@12", models)).toBe(
    "Simple exponential smoothing, α 0.3, of logarithms, season 12",
  );
  expect(methodText("ets:error=M:trend=Ad", [], models)).toBe("ETS, error M, trend Ad");
});

test("a plain method has its model's name, and what is not known its id", () => {
  expect(methodText("ets", models)).toBe("ETS");
  expect(methodText("unheard-of", models)).toBe("unheard-of");
  expect(methodText("a:b", models)).toBe("a:b");
});
