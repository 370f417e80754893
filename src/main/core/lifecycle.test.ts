import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Health } from "#domain/health";
import { refusalOf } from "../../domain/errors/testing.ts";
import { Lifecycle, startSteps, stopSteps, type Part, type StartStep, type StopStep } from "./lifecycle.ts";

/** A part that takes part in every step, and notes what it does. */
function noting(name: string, done: string[]): Part {
  const start = Object.fromEntries(startSteps.map((step) => [step, () => void done.push(`${name} starts: ${step}`)]));
  const stop = Object.fromEntries(stopSteps.map((step) => [step, () => void done.push(`${name} stops: ${step}`)]));
  return { name, start, stop, health: () => ({ counts: { [name]: 1 } }) };
}

function onStart(step: StartStep, work: () => Promise<void> | void): Part {
  return { name: `start ${step}`, start: { [step]: work } };
}

function onStop(step: StopStep, work: () => Promise<void> | void): Part {
  return { name: `stop ${step}`, stop: { [step]: work } };
}

function setUp(...parts: Part[]) {
  const log: { readonly event: string; readonly step: unknown }[] = [];
  const note = (event: string, fields?: object): void => void log.push({ event, step: undefined, ...fields });
  const told: Health[] = [];
  const lifecycle = new Lifecycle({
    parts,
    logger: { info: note, warn: note, error: note },
    now: () => 0,
    onHealth: (health) => told.push(health),
  });
  const logged = (wanted: string): unknown[] => log.filter(({ event }) => event === wanted).map(({ step }) => step);
  return { lifecycle, log, logged, told };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("the start", () => {
  test("goes step by step, all parts of a step at once", async () => {
    const done: string[] = [];
    const slow = Promise.withResolvers<void>();
    const { lifecycle, logged } = setUp(
      onStart("models", () => slow.promise),
      noting("a", done),
      noting("b", done),
    );
    const starting = lifecycle.start();
    expect(done).toEqual(["a starts: models", "b starts: models"]);
    expect(logged("start-step")).toEqual([]);
    slow.resolve();
    await starting;
    expect(done).toEqual(startSteps.flatMap((step) => [`a starts: ${step}`, `b starts: ${step}`]));
    expect(logged("start-step")).toEqual(startSteps);
    expect(lifecycle.health().status).toBe("ok");
  });

  test("says when a step is done, and to those who wait for a later one why it never will be", async () => {
    const { lifecycle } = setUp(onStart("workers", () => Promise.reject(new Error("no worker"))));
    const caches = lifecycle.reached("caches");
    const model = lifecycle.reached("default model").catch(String);
    await expect(lifecycle.start()).rejects.toThrow("no worker");
    await caches;
    expect(await model).toBe("Error: no worker");
  });

  test.each<[string, () => Promise<void> | void]>([
    ["rejects", () => Promise.reject(new Error("no model"))],
    [
      "throws",
      () => {
        throw new Error("no model");
      },
    ],
  ])("that fails midway, as a part %s, stops everything again and tells why", async (_, fail) => {
    const done: string[] = [];
    const { lifecycle, logged } = setUp(noting("a", done), onStart("caches", fail));
    await expect(lifecycle.start()).rejects.toThrow("no model");
    expect(done).toEqual(["a starts: models", "a starts: caches", ...stopSteps.map((step) => `a stops: ${step}`)]);
    expect(logged("start-step")).toEqual(["models"]);
  });

  test("that is overtaken by a stop starts nothing more", async () => {
    const done: string[] = [];
    const slow = Promise.withResolvers<void>();
    const { lifecycle, told } = setUp(
      noting("a", done),
      onStart("models", () => slow.promise),
    );
    const starting = refusalOf(lifecycle.start());
    await lifecycle.stop();
    slow.resolve();
    expect(await starting).toMatchObject({ code: "shutting-down" });
    expect(done).toEqual(["a starts: models", ...stopSteps.map((step) => `a stops: ${step}`)]);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(told).toEqual([]);
  });

  test("after a stop starts nothing", async () => {
    const done: string[] = [];
    const { lifecycle } = setUp(noting("a", done));
    await lifecycle.stop();
    await expect(lifecycle.start()).rejects.toMatchObject({ code: "shutting-down" });
    expect(done).toEqual(stopSteps.map((step) => `a stops: ${step}`));
  });
});

describe("the stop", () => {
  test("goes step by step after a snapshot of the health, all parts of a step at once, and is in the log", async () => {
    const done: string[] = [];
    const slow = Promise.withResolvers<void>();
    const { lifecycle, log, logged } = setUp(
      onStop("stop workers", () => slow.promise),
      noting("a", done),
      noting("b", done),
    );
    await lifecycle.start();
    done.length = 0;
    log.length = 0;
    const stopping = lifecycle.stop();
    await vi.advanceTimersByTimeAsync(0);
    expect(done.at(-1)).toBe("b stops: stop workers");
    expect(logged("shutdown-step")).toEqual(["refuse requests"]);
    slow.resolve();
    await stopping;
    expect(done).toEqual(stopSteps.flatMap((step) => [`a stops: ${step}`, `b stops: ${step}`]));
    expect(log.map(({ event }) => event)).toEqual(["health", ...stopSteps.map(() => "shutdown-step")]);
    expect(logged("shutdown-step")).toEqual(stopSteps);
    expect(log[0]).toMatchObject({ snapshot: expect.stringContaining('"status":"stopping"') });
  });

  test("goes on when parts fail, and tells which", async () => {
    const done: string[] = [];
    const { lifecycle, log, logged } = setUp(
      onStop("refuse requests", () => {
        throw new Error("one");
      }),
      onStop("unload models", () => Promise.reject(new Error("two"))),
      noting("a", done),
    );
    await lifecycle.start();
    done.length = 0;
    await lifecycle.stop();
    expect(done).toEqual(stopSteps.map((step) => `a stops: ${step}`));
    expect(logged("shutdown-step")).toEqual(stopSteps);
    expect(log.filter(({ event }) => event === "shutdown-step-failed")).toEqual([
      { event: "shutdown-step-failed", step: "refuse requests", part: "stop refuse requests", message: "Error: one" },
      { event: "shutdown-step-failed", step: "unload models", part: "stop unload models", message: "Error: two" },
    ]);
  });

  test("asked for twice happens once, and both wait for its end", async () => {
    const done: string[] = [];
    const { lifecycle } = setUp(noting("a", done));
    await Promise.all([lifecycle.stop(), lifecycle.stop()]);
    expect(done).toHaveLength(stopSteps.length);
  });
});

test("health is told once a second while everything runs, by every part that has something to say", async () => {
  const { lifecycle, told } = setUp(noting("a", []), noting("b", []), { name: "silent" });
  expect(lifecycle.health()).toMatchObject({ status: "starting", counts: { a: 1, b: 1 } });
  await lifecycle.start();
  await vi.advanceTimersByTimeAsync(2_500);
  expect(told.map(({ status }) => status)).toEqual(["ok", "ok"]);
  await lifecycle.stop();
  await vi.advanceTimersByTimeAsync(2_500);
  expect(told).toHaveLength(2);
  expect(lifecycle.health().status).toBe("stopping");
});
