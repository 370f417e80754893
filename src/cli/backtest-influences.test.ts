import { expect, test } from "vitest";
import type { BacktestRequest } from "#domain/score";
import type { CliHost } from "./host.ts";
import { runOn } from "./cli-fixtures.ts";

test("each model is scored once more with influences, and called by what does not depend on these", async () => {
  const asked: BacktestRequest[] = [];
  const used: unknown[] = [];
  const host = {
    models: () => [],
    defaultModel: () => "n",
    warnings: () => [],
    windowCorrections: () => 0,
    importFile: async () => ({ handle: "d", name: "a.csv", columns: [], warnings: [], series: [{ id: "s" }] }),
    useInfluences: async (...args: unknown[]) => {
      used.push(args.slice(0, 2));
      return "c0ffee";
    },
    backtest: async (request: BacktestRequest) => {
      asked.push(request);
      const scores = { MASE: 1, WQL: 1, origins: 2 };
      return {
        ...{ models: request.models.map((id) => ({ id })), baseline: { id: "seasonal-naive" }, skipped: [] },
        ...{ perSeries: request.models.map((model) => ({ series: "s", model, ...scores })), metric: "MASE" },
        best: "ets&c0ffee",
      };
    },
  } as unknown as CliHost;
  const words = ["backtest", "a.csv", "--horizon", "7", "--origins", "2", "--models", "ets,theta", "--json"];
  const { stdout } = await runOn(host, [...words, "--holidays", "de"]);
  expect(used).toMatchObject([["d", { holidays: "DE", events: [], columns: [] }]]);
  expect(asked[0]?.models).toEqual(["ets", "ets&c0ffee", "theta", "theta&c0ffee"]);
  const { models, best } = JSON.parse(stdout) as { models: readonly { id: string }[]; best: string };
  expect(models.map(({ id }) => id)).toEqual(["ets", "ets&influences", "theta", "theta&influences"]);
  expect(best).toBe("ets&influences");
  await runOn(host, words);
  expect(asked[1]?.models).toEqual(["ets", "theta"]);
});
