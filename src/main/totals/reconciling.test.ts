import { expect, test } from "vitest";
import type { FromEvaluate, ToEvaluate } from "#contract/worker";
import type { IngestedDataset } from "#domain/dataset";
import { dayMs, type IngestedSeries } from "#domain/series";
import { normalQuantile, randomFrom } from "#engine/numerics";
import { DatasetRegistry } from "#main/datasets";
import { StatisticalForecasts } from "#main/evaluation";
import { answer } from "../../worker/evaluate/work.ts";
import { regularSeries } from "../datasets/ingest-fixtures.ts";
import { emptyQueries, modelOf, originAsForecast } from "../evaluation/evaluation-fixtures.ts";
import { Reconciling } from "./reconciling.ts";

const { signal } = new AbortController();
const levels = [0.1, 0.5, 0.9];
const horizon = 4;

type Answered<T extends FromEvaluate["type"]> = Extract<FromEvaluate, { type: T }>;

function ask<T extends "forecast" | "reconciled">(type: T, request: object): Answered<T> {
  const reply = answer(structuredClone(request) as Exclude<ToEvaluate, { type: "stop" | "forget" }>, () => 0);
  if (reply.type !== type) throw new Error(`expected ${type}, not ${reply.type}`);
  return reply as Answered<T>;
}

function setUp(...all: readonly IngestedSeries[]) {
  const asked = { reconciled: 0 };
  const datasets = new DatasetRegistry();
  datasets.open({ handle: "d", zone: null, columns: [], series: all } as unknown as IngestedDataset, {});
  const evaluate = {
    forecast: async (request: object) => ask("forecast", { type: "forecast", id: 1, ...request }).quantiles,
    reconcile: async (request: object) => {
      asked.reconciled++;
      return ask("reconciled", { type: "reconcile", id: 1, ...request });
    },
  };
  const queries = emptyQueries();
  const models = { list: () => [modelOf("n", { levels })], defaultModel: () => "n" };
  const statistical = new StatisticalForecasts({ evaluate, datasets, models, neural: originAsForecast, queries });
  const get = (key: { readonly dataset: string; readonly series: string; readonly horizon: number }) =>
    statistical.get({ ...key, model: "ses", origin: 0 }, [{ model: "ses", weight: 1 }], signal);
  const reconciling = new Reconciling({ datasets, forecasts: { get }, statistical, evaluate, queries });
  const run = async (groups: readonly (readonly number[])[], isSet: readonly boolean[] | null = null) =>
    reconciling.of(
      { dataset: "d", model: "ses", horizon },
      await Promise.all(
        all.map(async ({ id }, place) => ({
          forecast: await get({ dataset: "d", series: id, horizon }),
          isSet: place === 0 ? isSet : null,
        })),
      ),
      groups,
      signal,
    );
  return { run, asked, datasets };
}

/** What two shops take from each other hides in their sum, which moves on its own. */
function rivals(steps: number): IngestedSeries[] {
  const random = randomFrom(5);
  const normal = (): number => normalQuantile(random() * 0.999_998 + 1e-6);
  let level = 400;
  const pairs = Array.from({ length: steps }, () => {
    level += 3 + 2 * normal();
    const taken = 25 * normal();
    return [level / 2 + taken, level / 2 - taken] as const;
  });
  return ["a", "b"].map((id, shop) =>
    regularSeries(
      id,
      pairs.map((pair) => pair[shop] as number),
      { startMs: 20_000 * dayMs },
    ),
  );
}

test("a group that is easier to forecast than its series moves these, as that was better at past origins", async () => {
  const { run, datasets } = setUp(...rivals(120));
  const found = await run([[0, 1]]);
  expect(found.reconciliation).toMatchObject({ isUsed: true, reason: "better" });
  expect(found.reconciliation.change).toBeLessThan(-0.05);
  expect(found.reconciliation.origins).toBeGreaterThan(5);
  const shifts = ["a", "b"].map((id) => found.adjustments.get(id));
  expect(shifts.map((one) => one?.shift.length)).toEqual([horizon, horizon]);
  expect(shifts.map((one) => [...(one?.spread ?? [])])).toEqual([
    [1, 1, 1, 1],
    [1, 1, 1, 1],
  ]);
  // What was opened for it is closed again.
  expect([...datasets.values()].map(({ dataset }) => dataset.handle)).toEqual(["d"]);
});

test("a value that the user set is not moved, and everything else is as without it", async () => {
  const { run } = setUp(...rivals(120));
  const free = await run([[0, 1]]);
  const held = await run([[0, 1]], [false, true, false, true]);
  const shiftOf = (found: typeof free, id: string): number[] => [...(found.adjustments.get(id)?.shift ?? [])];
  expect(free.reconciliation.setSteps).toBe(0);
  expect(shiftOf(free, "a").every((shift) => shift !== 0)).toBe(true);
  expect(held.reconciliation).toEqual({ ...free.reconciliation, setSteps: 2 });
  expect(shiftOf(held, "a")).toEqual(shiftOf(free, "a").map((shift, step) => (step % 2 === 1 ? 0 : shift)));
  expect(shiftOf(held, "b")).toEqual(shiftOf(free, "b"));
});

test("the same question is answered once", async () => {
  const { run, asked } = setUp(...rivals(120));
  const first = await run([[0, 1]]);
  expect(await run([[0, 1], [0], [0, 1]])).toEqual(first);
  expect(asked.reconciled).toBe(1);
});

test("where there is no group of several, or too little past, nothing is moved, and said why", async () => {
  const { run, asked } = setUp(...rivals(120));
  expect((await run([[0], [1]])).reconciliation).toMatchObject({ isUsed: false, reason: "no-groups", change: null });
  expect(asked.reconciled).toBe(0);
  const short = await setUp(...rivals(14)).run([[0, 1]]);
  expect(short.reconciliation.isUsed).toBe(false);
  expect(["too-little-past", "group-without-forecast"]).toContain(short.reconciliation.reason);
  expect([...short.adjustments]).toEqual([]);
});
