import { expect, test } from "vitest";
import { requests } from "#contract/ipc";
import type { SearchRequest } from "#domain/job";
import { jobHandlers } from "./job-handlers.ts";

const context = { signal: new AbortController().signal, sender: {} as never, requestId: "r" };

function create() {
  const did: unknown[] = [];
  const note =
    (name: string) =>
    async (...args: unknown[]): Promise<never> => {
      did.push([name, ...args]);
      return undefined as never;
    };
  const handlers = jobHandlers({
    jobs: {
      submit: async (request: SearchRequest) => {
        did.push(request);
        return { job: "j", isMerged: true };
      },
      list: async () => [],
      change: note("change"),
      clearFinished: note("clear"),
      prioritise: note("prioritise"),
      log: async () => [{ atMs: 1, text: "begun" }],
      result: note("result"),
    },
    datasets: { get: () => ({ dataset: { series: [{ id: "a" }, { id: "b" }] } }) as never },
  });
  return { handlers, did };
}

const search = {
  dataset: "d",
  series: null,
  horizon: 12,
  metric: "MASE",
  preset: "fast",
  models: null,
  origins: 5,
  stride: null,
  budget: { seconds: 60 },
  isPooled: false,
  priority: "user",
} as const;

test("a search is over the series that are named, or over all of the file", async () => {
  const { handlers, did } = create();
  const { dataset: _, series: __, ...settings } = search;
  await expect(handlers["search:start"](search, context)).resolves.toEqual({ job: "j", isMerged: true });
  await handlers["search:start"]({ ...search, series: ["b"] }, context);
  const targets = [
    { dataset: "d", series: "a" },
    { dataset: "d", series: "b" },
  ];
  expect(did).toEqual([
    { ...settings, targets, batch: null },
    { ...settings, targets: targets.slice(1), batch: null },
  ]);
});

test("changes of the queue are passed on, and answered with nothing", async () => {
  const { handlers, did } = create();
  expect(await handlers["jobs:change"]({ job: "j", to: "pause" }, context)).toEqual({});
  expect(await handlers["jobs:clear-finished"]({}, context)).toEqual({});
  expect(await handlers["jobs:prioritise"]({ job: "j", priority: "import" }, context)).toEqual({});
  await handlers["jobs:result"]({ job: "j", ranking: { weights: { MASE: 1 } } }, context);
  expect(did).toEqual([
    ["change", "j", "pause"],
    ["clear"],
    ["prioritise", "j", "import"],
    ["result", "j", { weights: { MASE: 1 } }],
  ]);
  expect(await handlers["jobs:list"]({}, context)).toEqual([]);
  expect(await handlers["jobs:log"]({ job: "j" }, context)).toEqual([{ atMs: 1, text: "begun" }]);
});

test.each([
  ["no metric", { metric: "" }],
  ["no horizon", { horizon: 0 }],
  ["a budget of nothing", { budget: { trials: 0 } }],
  ["no series at all", { series: [] }],
  ["an unknown preset", { preset: "slow" }],
  ["no origin", { origins: 0 }],
])("%s is refused before it gets here", (_what, wrong) => {
  expect(requests["search:start"].args.safeParse(search).success).toBe(true);
  expect(requests["search:start"].args.safeParse({ ...search, ...wrong }).success).toBe(false);
});
