import { expect, test } from "vitest";
import type { LeaderboardRow, SearchWinner } from "#domain/job";
import { plainMethod } from "#domain/method";
import { gainText, scoreText } from "./metrics.ts";
import { isTooShortToCompare, listWords, winnerText } from "./result-words.ts";

const winner: SearchWinner = {
  series: "a",
  method: plainMethod("ets"),
  id: "ets",
  score: 0.5,
  honestScore: 0.62,
  baselineScore: 1,
  standing: "better",
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

test("a winner that proved nothing says so, and one that did says no more", () => {
  expect(winnerText(winner, "MASE")).not.toContain("chance");
  expect(winnerText({ ...winner, honestScore: 1.1, standing: "no-better" }, "MASE")).toContain(
    "10\u00A0% higher than repeating the last season, in 3 newer past forecasts that the search never saw. It did no better there than repeating the last season, so it may have won by chance.",
  );
  expect(winnerText({ ...winner, honestScore: 1, standing: "baseline" }, "MASE")).toMatch(
    /never saw\. Nothing did better than repeating the last season where models were chosen\.$/,
  );
  expect(winnerText({ ...winner, score: null, honestScore: null, standing: "unmeasured" }, "MASE")).toBe(
    "Typical error (MASE) measures nothing here, as on a series that never changes, so models can't be told apart.",
  );
});

test("a list says how many proved nothing, and what was too short", () => {
  const standings = ["better", "no-better", "unmeasured"] as const;
  const winners = standings.map((standing) => ({ ...winner, series: standing, standing }));
  expect(listWords({ winners, tooShort: ["new"], metric: "MASE" })).toEqual([
    "For 1 of 3 series the best did no better than repeating the last season on past that the search never saw, so it may have won by chance.",
    "On 1 of them Typical error (MASE) measures nothing, as where values never change.",
    "Too short to try anything: new.",
  ]);
  expect(listWords({ winners: [winner, winner], tooShort: [], metric: "MASE" })).toEqual([]);
});

test("that nothing can be told from the best is said where a model was scored on too few forecasts", () => {
  const row = (score: number | null, againstBest: LeaderboardRow["againstBest"]): LeaderboardRow => ({
    ...{ id: "ets", name: "ETS", scores: {}, score, skill: null, seconds: 1, trials: 1, wins: 0, methods: [] },
    againstBest,
  });
  const best = row(0.5, null);
  expect(isTooShortToCompare({ leaderboard: [best, row(0.6, "too-few")] })).toBe(true);
  expect(isTooShortToCompare({ leaderboard: [best, row(null, "too-few")] })).toBe(false);
  expect(isTooShortToCompare({ leaderboard: [best, row(0.6, "no-clear-difference"), row(0.9, "differs")] })).toBe(
    false,
  );
});
