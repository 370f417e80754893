import { expect, test } from "vitest";
import { EngineError } from "#domain/errors";
import type { SearchResult } from "#domain/job";
import { methodHandlers } from "./method-handlers.ts";

const winners = [
  { series: "s", id: "ets+log", score: 0.5, honestScore: 0.6 },
  { series: "t", id: "theta", score: 0.7, honestScore: null },
];

function setUp() {
  const adopted: unknown[] = [];
  const handlers = methodHandlers({
    adopted: {
      list: () => [],
      adopt: (...given) => {
        adopted.push(given);
        return [];
      },
    },
    jobs: {
      result: async (job) => {
        if (job === "busy") throw new EngineError("worker-crashed", "The jobs process ended.");
        if (job !== "j") throw new EngineError("wrong-arguments", "There is no such job.");
        return { metric: "WQL", winners } as unknown as SearchResult;
      },
    },
  });
  const choices = [
    { series: "s", method: "ets+log" },
    { series: "t", method: "ets" },
    { series: "u", method: null },
  ];
  const adopt = (job: string | null) =>
    handlers["methods:adopt"]({ dataset: "d", choices, job }, {} as Parameters<(typeof handlers)["methods:adopt"]>[1]);
  return { adopt, adopted, choices };
}

test("what a search found is adopted with the scores that it found it with, and with nobody else's", async () => {
  const { adopt, adopted, choices } = setUp();
  expect(await adopt("j")).toEqual({ before: [] });
  const [first, ...others] = choices;
  expect(adopted).toEqual([["d", [{ ...first, metric: "WQL", score: 0.5, honestScore: 0.6 }, ...others], "j"]]);
});

test("by hand, or of a search that left the list, it is adopted without scores", async () => {
  const { adopt, adopted, choices } = setUp();
  await adopt(null);
  await adopt("gone");
  expect(adopted).toEqual([
    ["d", choices, null],
    ["d", choices, "gone"],
  ]);
});

test("where the queue can't be asked, nothing is adopted without its scores", async () => {
  const { adopt, adopted } = setUp();
  await expect(adopt("busy")).rejects.toMatchObject({ code: "worker-crashed" });
  expect(adopted).toEqual([]);
});
