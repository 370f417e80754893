import { expect, test } from "vitest";
import type { SearchWinner } from "#domain/job";
import { plainMethod } from "#domain/method";
import { gainText, scoreText } from "./metrics.ts";
import { winnerText } from "./result-words.ts";

const winner: SearchWinner = {
  series: "a",
  method: plainMethod("ets"),
  id: "ets",
  score: 0.5,
  honestScore: 0.62,
  baselineScore: 1,
  origins: 5,
  honestOrigins: 3,
};

test("a winner is judged where the search never looked", () => {
  expect(winnerText(winner, "MASE")).toBe(
    "Typical error (MASE) 0.620, 38\u00A0% lower than repeating the last season, in 3 newer past forecasts that the search never saw.",
  );
});

test("where there is nothing newer to check it on, that is said", () => {
  expect(winnerText({ ...winner, honestScore: null, honestOrigins: 0 }, "MASE")).toContain(
    "0.500, 50\u00A0% lower than repeating the last season, in the 5 past forecasts that it was chosen by",
  );
});

test("scores are as fine as they matter, and nothing stands for one that is none", () => {
  expect(scoreText("MASE", 0.61234)).toBe("0.612");
  expect(scoreText("WQL", 0.0523)).toBe("5.2\u00A0%");
  expect(scoreText("coverage80", 0.813)).toBe("81\u00A0%");
  expect(scoreText("MASE", null)).toBe("–");
  expect(scoreText("MASE", undefined)).toBe("–");
});

test("a comparison with nothing says nothing", () => {
  expect(gainText(0.5, null)).toBeNull();
  expect(gainText(1.2, 1)).toBe("20\u00A0% higher than repeating the last season");
  expect(gainText(1.001, 1)).toBe("as high as repeating the last season");
});
