import { expect, test } from "vitest";
import { scoreText } from "./metrics.ts";

test("a score is written as its metric has it: as a share, or as a number fine enough to tell neighbours apart", () => {
  const shares = ["WQL", "WAPE", "sMAPE", "MAPE", "relativeBias"].map((metric) => scoreText(metric, 0.1234));
  expect(new Set(shares)).toEqual(new Set(["12.3\u00A0%"]));
  expect(scoreText("coverage80", 0.8)).toMatch(/^80\s%$/u);
  expect([scoreText("MASE", 0.81234), scoreText("MAE", 123.456), scoreText("unknown", 0.5)]).toEqual([
    "0.812",
    "123.5",
    "0.500",
  ]);
  expect([scoreText("WQL", null), scoreText("WQL", Number.NaN)]).toEqual(["–", "–"]);
});
