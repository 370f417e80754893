import type { IngestedDataset } from "#domain/dataset";
import type { FinishedWindow } from "#domain/forecast";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { toPlainError } from "#domain/errors";
import type { BatchInput } from "#engine/dispatch";
import { defaultForecastLimits } from "./forecast-limits.ts";
import { tinyModel as model, view } from "./forecast-fixtures.ts";
import { Forecasts } from "./forecasts.ts";
import { DatasetRegistry } from "#main/datasets";
import { datasetOf, pageOf, regularSeries } from "../datasets/ingest-fixtures.ts";

const steps = 40;
const horizon = 3;
const oldest = -32;

/** Each dataset counts from its own number on, so that an answer tells which window it was made of. */
function namedDataset(name: string): IngestedDataset {
  const start = name === "a" ? 1000 : 2000;
  return datasetOf(
    name,
    regularSeries(
      "s",
      Array.from({ length: steps }, (_, step) => start + step),
    ),
  );
}

const lastValue = (name: string, origin: number): number => (name === "a" ? 1000 : 2000) + steps - 1 + origin;

/** A service whose batches end when the test says so. */
function createService(slots = 1) {
  const clock = { ms: 0 };
  const open: { input: BatchInput; names: string[]; isCancelled: boolean; end(): void }[] = [];
  const runs = new Map<string, number>();
  const datasets = new DatasetRegistry();
  const page = pageOf(datasets);
  const forecasts = new Forecasts({
    datasets,
    runner: {
      slots,
      run(input) {
        const free = Promise.withResolvers<number | null>();
        const results = Promise.withResolvers<FinishedWindow[]>();
        const ends = input.items.map(({ index }) => input.windows[(index + 1) * model.contextSteps - 1] ?? Number.NaN);
        const names = ends.map(
          (value) => `${value < 2000 ? "a" : "b"}@${value - lastValue(value < 2000 ? "a" : "b", 0)}`,
        );
        for (const name of names) runs.set(name, (runs.get(name) ?? 0) + 1);
        const batch = {
          input,
          names,
          isCancelled: false,
          end: () => {
            open.splice(open.indexOf(batch), 1);
            results.resolve(
              ends.map((value, index) => ({
                index,
                quantiles: new Float32Array(model.levels.length * horizon).fill(value),
                density: null,
              })),
            );
            free.resolve(null);
          },
        };
        open.push(batch);
        return { free: free.promise, results: results.promise, cancel: () => void (batch.isCancelled = true) };
      },
    },
    models: { find: () => model },
    density: { density: () => ({ promise: Promise.reject(new Error("not asked for")), cancel: () => undefined }) },
    onBackgroundProgress: () => undefined,
    logger: { info: () => undefined, warn: () => undefined, error: () => undefined },
    now: () => (clock.ms += 1),
    schedule: (work) => work(),
    limits: { ...defaultForecastLimits(1e9), maxBatch: 4 },
  });
  const draw = (name: string, origin: number, signal?: AbortSignal) =>
    forecasts.service.draw(namedDataset(name), { series: "s", model: "tiny", horizon, origin, density: false }, signal);
  const key = (name: string, origin = 0) => ({ dataset: name, series: "s", model: "tiny", horizon, origin });
  return { page, forecasts, open, runs, draw, key, isOpen: (name: string) => datasets.find(name) !== undefined };
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 6; turn += 1) await new Promise<void>((resolve) => setImmediate(resolve));
}

describe("draw once and forget", () => {
  test("computes its one origin and leaves nothing open and nothing queued", async () => {
    const { forecasts, open, runs, draw, isOpen: stillOpen } = createService();
    const drawn = draw("a", -3);
    await settle();
    expect(forecasts.health().queues.background.waiting).toBe(0);
    open[0]?.end();
    expect((await drawn).quantiles[0]).toBe(lastValue("a", -3));
    expect([...runs]).toEqual([["a@-3", 1]]);
    expect(stillOpen("a")).toBe(false);
    expect(forecasts.health().queues).toMatchObject({
      user: { waiting: 0, running: 0 },
      background: { waiting: 0, running: 0 },
    });
  });

  test("leaves open what a view still shows, with its background work", async () => {
    const { page, forecasts, open, draw, key, isOpen: stillOpen } = createService();
    page.open(namedDataset("a"));
    forecasts.background.focus(view, key("a"));
    await settle();
    const drawn = draw("a", -20);
    await settle();
    open.find(({ input }) => input.level === "user")?.end();
    await drawn;
    expect(stillOpen("a")).toBe(true);
    expect(forecasts.health().queues.background.waiting).toBeGreaterThan(0);
    page.close("a");
    expect(stillOpen("a")).toBe(false);
  });

  test("goes on when the view that had the file open closes it meanwhile", async () => {
    const { page, open, draw, isOpen: stillOpen } = createService();
    page.open(namedDataset("a"));
    const drawn = draw("a", -20);
    await settle();
    page.close("a");
    open[0]?.end();
    expect((await drawn).quantiles[0]).toBe(lastValue("a", -20));
    expect(stillOpen("a")).toBe(false);
  });

  test("rides on a long run where its origin is running, and has a user's place where it is not", async () => {
    const { page, forecasts, open, runs, draw, key } = createService();
    page.open(namedDataset("a"));
    forecasts.background.focus(view, key("a"));
    await settle();
    expect(open.map(({ names }) => names)).toEqual([["a@0", "a@-1", "a@-2", "a@-3"]]);
    const riding = draw("a", -2);
    const own = draw("a", -30);
    await settle();
    expect(open.map(({ names }) => names)).toEqual([["a@0", "a@-1", "a@-2", "a@-3"], ["a@-30"]]);
    open[1]?.end();
    expect((await own).source).toBe("computed");
    open[0]?.end();
    expect((await riding).source).toBe("joined");
    for (let turn = 0; turn < 20; turn += 1) {
      await settle();
      open[0]?.end();
    }
    expect([...runs.values()].every((count) => count === 1)).toBe(true);
    expect(runs.size).toBe(1 - oldest);
    expect((await draw("a", -30)).source).toBe("cache");
  });

  test("gives its reference back when it fails or is cancelled", async () => {
    const { draw, isOpen: stillOpen } = createService();
    await expect(draw("a", -1000)).rejects.toMatchObject({ code: "origin-out-of-range" });
    const abort = new AbortController();
    const drawn = draw("a", -1, abort.signal);
    await settle();
    expect(stillOpen("a")).toBe(true);
    abort.abort();
    await expect(drawn).rejects.toMatchObject({ reason: "user" });
    expect(stillOpen("a")).toBe(false);
  });
});

describe("long runs, views and draws on the same content, in any interleaving", () => {
  const name = fc.constantFrom("a", "b");
  const origin = fc.integer({ min: oldest, max: 0 });
  const operation = fc.oneof(
    { weight: 2, arbitrary: fc.record({ type: fc.constantFrom("open" as const, "close" as const), name }) },
    { weight: 2, arbitrary: fc.record({ type: fc.constant("focus" as const), name, origin }) },
    { weight: 5, arbitrary: fc.record({ type: fc.constant("draw" as const), name, origin }) },
    { weight: 2, arbitrary: fc.record({ type: fc.constant("cancel" as const), which: fc.nat(50) }) },
    { weight: 5, arbitrary: fc.record({ type: fc.constant("end" as const), which: fc.nat(3) }) },
  );

  test.each([1, 2])(
    "draws are answered right, views keep their files, nothing runs twice (%i slots)",
    async (slots) => {
      await fc.assert(
        fc.asyncProperty(fc.array(operation, { maxLength: 50 }), async (operations) => {
          const { page, forecasts, open, runs, draw, key, isOpen: stillOpen } = createService(slots);
          const views = { a: 0, b: 0 };
          const draws: { name: "a" | "b"; isCancelled: boolean; outcome: string; abort: AbortController }[] = [];
          let waived = 0;
          for (const op of operations) {
            if (op.type === "open") {
              page.open(namedDataset(op.name));
              views[op.name] += 1;
            } else if (op.type === "close") {
              if (views[op.name] === 0) continue;
              views[op.name] -= 1;
              page.close(op.name);
            } else if (op.type === "focus") {
              if (views[op.name] > 0) forecasts.background.focus(view, key(op.name, op.origin));
            } else if (op.type === "draw") {
              const one = { name: op.name, isCancelled: false, outcome: "open", abort: new AbortController() };
              draws.push(one);
              draw(op.name, op.origin, one.abort.signal).then(
                ({ quantiles }) =>
                  (one.outcome = quantiles[0] === lastValue(op.name, op.origin) ? "ok" : `wrong: ${quantiles[0]}`),
                (error: Error) => (one.outcome = toPlainError(error).code),
              );
            } else if (op.type === "cancel") {
              const one = draws[op.which % Math.max(1, draws.length)];
              one?.abort.abort();
              if (one?.outcome === "open") one.isCancelled = true;
            } else if ("which" in op) {
              const batch = open[op.which % Math.max(1, open.length)];
              if (batch?.isCancelled === true) waived += 1;
              batch?.end();
            }
            await settle();
            for (const each of ["a", "b"] as const) {
              const isDrawn = draws.some((one) => one.name === each && one.outcome === "open");
              // References, and nothing else, decide whether a dataset is open.
              expect(stillOpen(each)).toBe(views[each] > 0 || isDrawn);
            }
            // One item per draw that waits, whatever the length of the series.
            expect(forecasts.health().queues.user.waiting).toBeLessThanOrEqual(
              draws.filter(({ outcome }) => outcome === "open").length,
            );
          }
          for (let turn = 0; turn < 60 && open.length > 0; turn += 1) {
            if (open[0]?.isCancelled === true) waived += 1;
            open[0]?.end();
            await settle();
          }
          expect(draws.map(({ outcome }) => outcome)).toEqual(
            draws.map(({ isCancelled }) => (isCancelled ? "cancelled" : "ok")),
          );
          const closed = operations.some(({ type }) => type === "close");
          const cancelled = operations.some(({ type }) => type === "cancel");
          const isCalm = !closed && !cancelled && waived === 0;
          expect(isCalm ? [...runs.values()].filter((count) => count !== 1) : []).toEqual([]);
        }),
        { numRuns: 60 },
      );
    },
  );
});
