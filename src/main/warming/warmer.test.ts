import fc from "fast-check";
import { expect, test } from "vitest";
import { CancelledError, EngineError } from "#domain/errors";
import { quietMs, type Subject, Warmer } from "./warmer.ts";

const logger = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** A warmer with a clock, timers and tasks that end when they are told to, one batch at a time. */
function setUp(
  subjects: readonly { readonly id: string; readonly batches: readonly number[] }[],
  how: "on" | "off" = "on",
) {
  const clock = { ms: 0 };
  const timers: { readonly work: () => void; readonly atMs: number }[] = [];
  const state = { isIdle: true, hasRoom: true, running: 0, most: 0 };
  /** Ends the batch in hand. */
  const batch: { end: (() => void) | null } = { end: null };
  const begun: string[] = [];
  const ended: string[] = [];
  const warmer = new Warmer({
    subjects: () =>
      subjects.map(({ id, batches }): Subject => ({
        id,
        tasks: () =>
          batches.map((count, index) => ({
            name: String(index),
            run: async (signal) => {
              begun.push(`${id}${index}`);
              for (let left = count; left > 0; left -= 1) {
                if (signal.aborted) throw new CancelledError("superseded");
                state.running += 1;
                state.most = Math.max(state.most, state.running);
                await new Promise<void>((resolve) => (batch.end = resolve));
                state.running -= 1;
              }
              if (count < 0) throw new EngineError("internal", "No.");
              ended.push(`${id}${index}`);
            },
          })),
      })),
    isIdle: () => state.isIdle,
    hasRoom: () => state.hasRoom,
    logger,
    now: () => clock.ms,
    schedule: (work, ms) => void timers.push({ work, atMs: clock.ms + ms }),
  });
  if (how === "on") warmer.start();
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
  };
  const pass = async (ms: number): Promise<void> => {
    clock.ms += ms;
    for (const due of timers.filter(({ atMs }) => atMs <= clock.ms)) {
      timers.splice(timers.indexOf(due), 1);
      due.work();
    }
    await settle();
  };
  const endBatch = async (): Promise<boolean> => {
    const { end } = batch;
    batch.end = null;
    end?.();
    await settle();
    return end !== null;
  };
  return { warmer, state, begun, ended, timers, pass, endBatch };
}

test("nothing begins before it has been quiet for a while, and while others are busy", async () => {
  const { warmer, state, begun, pass } = setUp([{ id: "a", batches: [1] }]);
  warmer.acted();
  await pass(quietMs - 1);
  warmer.acted();
  await pass(quietMs - 1);
  expect(begun).toEqual([]);
  state.isIdle = false;
  await pass(quietMs);
  expect(begun).toEqual([]);
  state.isIdle = true;
  await pass(quietMs);
  expect(begun).toEqual(["a0"]);
});

test("a task that fails is not tried again, and those of a subject that comes back are", async () => {
  const { warmer, begun, ended, pass, endBatch } = setUp([{ id: "a", batches: [-1, 1] }]);
  warmer.acted();
  await pass(quietMs);
  await endBatch();
  expect([begun, ended]).toEqual([["a0", "a1"], ["a1"]]);
  warmer.acted();
  await pass(quietMs);
  expect(begun).toHaveLength(2);
  warmer.forget("a");
  warmer.acted();
  await pass(quietMs);
  expect(begun.slice(2)).toEqual(["a0", "a1"]);
});

test("where there is no room it ends, until the user has done something again", async () => {
  const { warmer, state, begun, timers, pass } = setUp([{ id: "a", batches: [1] }]);
  state.hasRoom = false;
  warmer.acted();
  await pass(quietMs);
  expect([begun, timers]).toEqual([[], []]);
  state.hasRoom = true;
  warmer.acted();
  await pass(quietMs);
  expect(begun).toEqual(["a0"]);
});

test("nothing begins before the application is there, nor once it closes", async () => {
  const { warmer, begun, timers, pass, endBatch } = setUp([{ id: "a", batches: [2, 1] }], "off");
  warmer.acted();
  await pass(quietMs);
  expect([begun, timers]).toEqual([[], []]);
  warmer.start();
  await pass(quietMs);
  warmer.stop();
  await endBatch();
  warmer.acted();
  await pass(10 * quietMs);
  expect(begun).toEqual(["a0"]);
  expect(timers).toEqual([]);
});

test("whatever the order of what the user does and of quiet moments, an act waits for one batch at most, and it ends", async () => {
  const subjects = fc.array(fc.array(fc.integer({ min: -1, max: 4 }), { maxLength: 4 }), { maxLength: 3 });
  const moments = fc.array(fc.constantFrom("act", "batch", "quiet", "short", "busy", "idle", "full", "room"), {
    maxLength: 60,
  });
  await fc.assert(
    fc.asyncProperty(subjects, moments, async (tasks, steps) => {
      const named = tasks.map((batches, index) => ({ id: "abc".charAt(index), batches }));
      const run = setUp(named);
      const { warmer, state, pass, endBatch, begun, ended } = run;
      /** Of each act, once the batch in hand has ended: what runs, what was begun since, whether a second batch ended. */
      const after: unknown[] = [];
      for (const step of steps) {
        if (step === "batch") await endBatch();
        if (step === "quiet") await pass(quietMs);
        if (step === "short") await pass(quietMs / 3);
        if (step === "busy" || step === "idle") state.isIdle = step === "idle";
        if (step === "full" || step === "room") state.hasRoom = step === "room";
        if (step === "act") {
          warmer.acted();
          // What was in hand is all that ends after the act, and it may be one batch.
          const before = begun.length;
          await endBatch();
          after.push([state.running, begun.length - before, await endBatch()]);
        }
      }
      expect(after).toEqual(after.map(() => [0, 0, false]));
      state.isIdle = true;
      state.hasRoom = true;
      warmer.acted();
      await endBatch();
      await pass(quietMs);
      let batches = 0;
      while (await endBatch()) batches += 1;
      expect(batches).toBeLessThanOrEqual(3 * 4 * 4);
      expect(state.most).toBeLessThanOrEqual(1);
      // All of them, each once, and nothing is left that would begin.
      const all = named.flatMap(({ id, batches: own }) =>
        own.map((count, index) => ({ count, name: `${id}${index}` })),
      );
      expect(new Set(ended)).toEqual(new Set(all.filter(({ count }) => count >= 0).map(({ name }) => name)));
      expect(ended).toHaveLength(new Set(ended).size);
      expect(run.timers).toEqual([]);
    }),
  );
});
