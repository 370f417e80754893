import { describe, expect, test } from "vitest";
import { EngineError } from "#domain/errors";
import { columnOf, createHarness, outcome, settle } from "./dispatcher-harness.ts";

const a = columnOf("a");
const b = columnOf("b");

describe("single flight", () => {
  test("any number of requests for one forecast run once", async () => {
    const { request, next, runs, dispatcher } = createHarness();
    const tickets = Array.from({ length: 50 }, () => request(a, -3));
    expect(tickets.map(({ hasJoined }) => hasJoined)).toEqual([false, ...Array.from({ length: 49 }, () => true)]);
    await next();
    const values = await Promise.all(tickets.map(({ promise }) => promise));
    expect(values.every(({ quantiles }) => quantiles[1] === -3)).toBe(true);
    expect([...runs]).toEqual([["a@-3", 1]]);
    expect(dispatcher.counters.all()).toMatchObject({ miss: 1, joined: 49, computed: 1 });
  });

  test("a request joins a batch that is already running", async () => {
    const { request, next, runs } = createHarness();
    const first = request(a, 0);
    await settle();
    const second = request(a, 0);
    expect(second.hasJoined).toBe(true);
    await next();
    await expect(Promise.all([first.promise, second.promise])).resolves.toHaveLength(2);
    expect(runs.get("a@0")).toBe(1);
  });

  test("cancelling one waiter leaves the others; cancelling the last takes queued work out of the queue", async () => {
    const { request, next, runs, dispatcher } = createHarness();
    request(b, 0);
    await settle();
    const [one, two] = [request(a, -1), request(a, -1)];
    one.cancel("user");
    expect(await outcome(one.promise)).toBe("user");
    expect(dispatcher.depth().userItems).toBe(1);
    two.cancel("user");
    expect(dispatcher.depth().userItems).toBe(0);
    await next();
    await next();
    expect(runs.has("a@-1")).toBe(false);
    expect(dispatcher.counters.get("cancelled")).toBe(2);
  });

  test("cancelling the last waiter stops a running batch, and the slot stays taken until the runner frees it", async () => {
    const { request, batches, dispatcher } = createHarness();
    const one = request(a, 0);
    await settle();
    one.cancel("user");
    expect(batches[0]?.isCancelRequested).toBe(true);
    request(b, 0);
    await settle();
    expect(batches).toHaveLength(1);
    batches[0]?.stopAsCancelled();
    await settle();
    expect(batches).toHaveLength(2);
    expect(dispatcher.counters.get("failed")).toBe(0);
  });

  test("a batch goes on while anyone in it is waited for", async () => {
    const { request, batches, stored } = createHarness();
    const [one, two] = [request(a, 0), request(a, -1)];
    await settle();
    one.cancel("user");
    expect(batches[0]?.isCancelRequested).toBe(false);
    batches[0]?.succeed();
    expect(await outcome(two.promise)).toBe("ok");
    // Finished work is kept even where nobody waits for it any more.
    expect([...stored.keys()].sort()).toEqual(["a@-1", "a@0"]);
  });

  test("asking again for a forecast whose batch is being cancelled is answered by whichever result comes first", async () => {
    const { request, batches, runs } = createHarness();
    request(a, 0).cancel("user");
    const dropped = request(a, 0);
    await settle();
    dropped.cancel("user");
    const again = request(a, 0);
    expect(again.hasJoined).toBe(false);
    batches[0]?.succeed();
    expect(await outcome(again.promise)).toBe("ok");
    await settle();
    expect(runs.get("a@0")).toBe(1);
    expect(batches).toHaveLength(1);
  });

  test("a failure releases everyone with its reason, and the next request runs again", async () => {
    const { request, batches, next, dispatcher } = createHarness();
    const tickets = [request(a, 0), request(a, 0), request(a, -1)];
    await settle();
    batches[0]?.fail(new EngineError("model-damaged", "Broken."));
    for (const { promise } of tickets) expect(await outcome(promise)).toBe("model-damaged");
    expect(dispatcher.counters.get("failed")).toBe(3);
    const again = request(a, 0);
    await next();
    expect(await outcome(again.promise)).toBe("ok");
  });

  test("a batch is stored in one go, before anyone who waits is told", async () => {
    const { request, next, stored, storedTogether } = createHarness();
    const seen = [0, -1, -2].map((origin) => request(a, origin).promise.then(() => stored.size));
    await next();
    expect(await Promise.all(seen)).toEqual([3, 3, 3]);
    expect(storedTogether).toEqual([3]);
  });

  test("a store that throws is reported and still releases the waiters", async () => {
    const harness = createHarness();
    harness.stored.set = () => {
      throw new Error("disk full");
    };
    const ticket = harness.request(a, 0);
    await harness.next();
    expect(await outcome(ticket.promise)).toBe("ok");
    expect(harness.bugs).toHaveLength(1);
  });
});

describe("order and batches", () => {
  test("requests of one turn share a batch; of one model and horizon only", async () => {
    const { request, next } = createHarness();
    const long = columnOf("a", { key: "long", horizonSteps: 9 });
    request(a, 0);
    request(long, 0);
    request(b, -1);
    expect(await next()).toEqual(["b@-1", "a@0"]);
    expect(await next()).toEqual(["a@0"]);
  });

  test("a slot is free when the runner says so: not before, because an answer is lost, and not later, because one is on its way", async () => {
    const { request, batches } = createHarness();
    const lost = request(a, 0);
    await settle();
    const waiting = request(b, 0);
    batches[0]?.lose(new EngineError("internal", "lost"));
    expect(await outcome(lost.promise)).toBe("internal");
    await settle();
    expect(batches).toHaveLength(1);
    batches[0]?.free();
    await settle();
    expect(batches).toHaveLength(2);
    const next = request(a, -1);
    batches[1]?.free();
    await settle();
    expect(batches).toHaveLength(3);
    for (const batch of batches.slice(1)) batch.succeed();
    expect([await outcome(waiting.promise), await outcome(next.promise)]).toEqual(["ok", "ok"]);
  });

  test("user work passes background work that is under way, newest first", async () => {
    const { dispatcher, request, next, open } = createHarness({ limits: { maxBatch: 2 } });
    dispatcher.focus(a, { oldest: -3, newest: 0, focus: 0 });
    await settle();
    for (const origin of [-10, -11, -12]) request(b, origin);
    await settle();
    expect(open().map(({ names }) => names)).toEqual([
      ["a@0", "a@-1"],
      ["b@-12", "b@-11"],
    ]);
    expect(await next()).toEqual(["b@-12", "b@-11"]);
    expect(await next()).toEqual(["b@-10"]);
    expect(await next()).toEqual(["a@0", "a@-1"]);
    expect(await next()).toEqual(["a@-2", "a@-3"]);
  });

  test("joining a request that waits moves it to the top", async () => {
    const { request, next } = createHarness({ limits: { maxBatch: 1 } });
    request(b, 0);
    await settle();
    request(a, -1);
    request(a, -2);
    request(a, -1);
    await next();
    expect(await next()).toEqual(["a@-1"]);
    expect(await next()).toEqual(["a@-2"]);
  });

  test.each([
    ["user", 2],
    ["evaluation", 4],
    ["background", 2],
  ] as const)(
    "as many %s batches are under way as two slots may have, and only the runner frees one",
    async (level, most) => {
      const { dispatcher, request, batches, open } = createHarness({ slots: 2, limits: { maxBatch: 1 } });
      if (level === "background") dispatcher.focus(a, { oldest: -9, newest: 0, focus: 0 });
      else for (let origin = 0; origin > -10; origin -= 1) request(a, origin, false, level);
      await settle();
      expect(open()).toHaveLength(most);
      batches[1]?.succeed();
      await settle();
      expect(batches).toHaveLength(most + 1);
      expect(open()).toHaveLength(most);
      expect(open().every(({ input }) => input.level === level)).toBe(true);
    },
  );

  test("background batches grow and shrink towards the target time, whatever a window costs", async () => {
    const { dispatcher, clock, batches } = createHarness({ limits: { maxBatch: 256 } });
    dispatcher.focus(a, { oldest: -100_000, newest: 0, focus: 0 });
    const sizes: number[] = [];
    const run = async (msPerWindow: number, turns: number) => {
      for (let turn = 0; turn < turns; turn += 1) {
        await settle();
        const batch = batches.at(-1);
        sizes.push(batch?.names.length ?? 0);
        clock.ms += (batch?.names.length ?? 0) * msPerWindow;
        batch?.succeed();
      }
      await settle();
      return sizes.at(-1);
    };
    expect(await run(0.5, 12)).toBe(50);
    expect(await run(5, 20)).toBe(5);
    expect(await run(100, 10)).toBe(1);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(50);
  });

  test("a user's batch of one teaches nothing, and the time in which it passed another batch is not counted", async () => {
    const { dispatcher, clock, batches, open, request } = createHarness({ limits: { maxBatch: 64 } });
    dispatcher.focus(a, { oldest: -100_000, newest: 0, focus: 0 });
    const runBackground = async () => {
      await settle();
      const batch = open().find(({ input }) => input.level === "background");
      const busyMs = (batch?.names.length ?? 0) * 0.5;
      clock.ms += busyMs;
      batch?.succeed(busyMs);
      await settle();
      return open().find(({ input }) => input.level === "background")?.names.length;
    };
    for (let turn = 0; turn < 10; turn += 1) await runBackground();
    expect(await runBackground()).toBe(50);
    for (let origin = 0; origin > -10; origin -= 1) {
      request(b, origin);
      await settle();
      clock.ms += 20;
      open()
        .find(({ input }) => input.level === "user")
        ?.succeed();
      expect(await runBackground()).toBe(50);
    }
    expect(batches.filter(({ input }) => input.level === "user")).toHaveLength(10);
  });

  test("is refused visibly when the queue is full, while joining is not", async () => {
    const { request, dispatcher } = createHarness({ limits: { maxUserItems: 2 } });
    request(a, 0);
    request(a, -1);
    expect(() => request(a, -2)).toThrow(expect.objectContaining({ code: "queue-full" }));
    expect(request(a, 0).hasJoined).toBe(true);
    expect(dispatcher.counters.get("refused")).toBe(1);
  });
});

describe("a superseded request", () => {
  test("that runs is answered, and one that waits is not computed any more", async () => {
    const { request, next, runs, dispatcher } = createHarness();
    const tickets = [request(a, 0)];
    await settle();
    for (let origin = -1; origin > -20; origin -= 1) {
      tickets.push(request(a, origin));
      tickets.at(-2)?.supersede();
    }
    expect(dispatcher.depth().userItems).toBe(1);
    await next();
    await next();
    const outcomes = await Promise.all(tickets.map(({ promise }) => outcome(promise)));
    expect(outcomes).toEqual(["ok", ...Array.from({ length: 18 }, () => "superseded"), "ok"]);
    expect([...runs.keys()]).toEqual(["a@0", "a@-19"]);
    expect(dispatcher.counters.get("superseded")).toBe(18);
  });

  test("leaves another that waits for the same forecast", async () => {
    const { request, next } = createHarness();
    const mine = request(a, -1);
    const theirs = request(a, -1);
    const later = request(a, -2);
    mine.supersede();
    await next();
    expect(await outcome(mine.promise)).toBe("superseded");
    expect(await outcome(theirs.promise)).toBe("ok");
    expect(await outcome(later.promise)).toBe("ok");
  });

  test("gives its place to a newer one that wants the same", async () => {
    const { request, next, dispatcher } = createHarness();
    const first = request(a, -1);
    const second = request(a, -1);
    first.supersede();
    expect(dispatcher.depth().userItems).toBe(1);
    await next();
    expect(await outcome(first.promise)).toBe("superseded");
    expect(await outcome(second.promise)).toBe("ok");
  });

  test("that runs keeps its batch: where the newer one wants the same, it is not computed twice", async () => {
    const { request, next, runs, open } = createHarness();
    const first = request(a, -1);
    await settle();
    first.supersede();
    expect(open().map(({ isCancelRequested }) => isCancelRequested)).toEqual([false]);
    const second = request(a, -1);
    expect(second.hasJoined).toBe(true);
    await next();
    expect([await outcome(first.promise), await outcome(second.promise)]).toEqual(["ok", "ok"]);
    expect(runs.get("a@-1")).toBe(1);
  });
});

describe("background and promotion", () => {
  test("a user request takes its origin out of the range: it moves up and runs once", async () => {
    const { dispatcher, request, next, runs, rangeEnds } = createHarness({ limits: { maxBatch: 2 } });
    dispatcher.focus(a, { oldest: -9, newest: 0, focus: 0 });
    await settle();
    const ticket = request(a, -7);
    expect(await next()).toEqual(["a@-7"]);
    expect(await outcome(ticket.promise)).toBe("ok");
    for (let turn = 0; turn < 7; turn += 1) await next();
    expect([...runs.values()]).toEqual(Array.from({ length: 10 }, () => 1));
    expect(rangeEnds).toEqual([{ column: a, error: null }]);
    expect(dispatcher.counters.all()).toMatchObject({ promoted: 1, computed: 10 });
  });

  test("a promoted origin that nobody wants any more goes back to its range", async () => {
    const { dispatcher, request, next, open, runs, rangeEnds } = createHarness({ limits: { maxBatch: 4 } });
    // The users' slot is taken: what they ask for waits.
    request(b, 0);
    await settle();
    dispatcher.focus(a, { oldest: -6, newest: 0, focus: 0 });
    const promoted = [request(a, -2), request(a, -6)];
    await settle();
    expect(open().map(({ names }) => names)).toEqual([["b@0"], ["a@0", "a@-1", "a@-3", "a@-4"]]);
    for (const ticket of promoted) ticket.cancel("user");
    for (let turn = 0; turn < 5; turn += 1) await next();
    expect(runs.size).toBe(8);
    expect([...runs.values()].every((count) => count === 1)).toBe(true);
    expect(rangeEnds).toHaveLength(1);
  });

  test("a promoted origin that the range has passed is not lost when its user leaves", async () => {
    const { dispatcher, request, next, open, stored, rangeEnds } = createHarness({ limits: { maxBatch: 4 } });
    // The users' slot is taken, so the range gets ahead of the user's request.
    request(b, 0);
    await settle();
    dispatcher.focus(a, { oldest: -9, newest: 0, focus: 0 });
    const promoted = request(a, -5);
    for (let turn = 0; turn < 5; turn += 1) {
      await settle();
      open()
        .find(({ input }) => input.level === "background")
        ?.succeed();
    }
    expect([stored.size, stored.has("a@-5"), rangeEnds.length]).toEqual([9, false, 0]);
    promoted.cancel("user");
    for (let turn = 0; turn < 5; turn += 1) await next();
    expect(stored.size).toBe(11);
    expect(rangeEnds).toEqual([{ column: a, error: null }]);
  });

  test("a user joins background work that is running", async () => {
    const { dispatcher, request, next, runs } = createHarness();
    dispatcher.focus(a, { oldest: -3, newest: 0, focus: 0 });
    await settle();
    const ticket = request(a, -2);
    expect(ticket.hasJoined).toBe(true);
    await next();
    expect(await outcome(ticket.promise)).toBe("ok");
    expect(runs.get("a@-2")).toBe(1);
  });

  test("a waiter that leaves does not stop background work that covers it", async () => {
    const { dispatcher, request, batches } = createHarness();
    dispatcher.focus(a, { oldest: -3, newest: 0, focus: 0 });
    await settle();
    request(a, 0).cancel("user");
    expect(batches[0]?.isCancelRequested).toBe(false);
    dispatcher.unfocus(a.key);
    expect(batches[0]?.isCancelRequested).toBe(true);
  });

  test("a range that is aimed again while its batch is being cancelled loses nothing", async () => {
    const { dispatcher, batches, next, stored } = createHarness();
    dispatcher.focus(a, { oldest: -3, newest: 0, focus: 0 });
    await settle();
    dispatcher.unfocus(a.key);
    dispatcher.focus(a, { oldest: -3, newest: 0, focus: -3 });
    await settle();
    batches[0]?.stopAsCancelled();
    for (let turn = 0; turn < 3; turn += 1) await next();
    expect(stored.size).toBe(4);
  });

  test("an already complete range ends at once", async () => {
    const { dispatcher, next, rangeEnds, batches } = createHarness();
    dispatcher.focus(a, { oldest: -3, newest: 0, focus: 0 });
    await next();
    dispatcher.focus(a, { oldest: -3, newest: 0, focus: -1 });
    await settle();
    expect(rangeEnds).toHaveLength(2);
    expect(batches).toHaveLength(1);
  });

  test("a range whose model fails stops with the reason and does not spin", async () => {
    const { dispatcher, batches, rangeEnds } = createHarness();
    dispatcher.focus(a, { oldest: -100, newest: 0, focus: 0 });
    await settle();
    batches[0]?.fail(new EngineError("model-damaged", "Broken."));
    await settle();
    await settle();
    expect(batches).toHaveLength(1);
    expect(rangeEnds).toEqual([{ column: a, error: expect.objectContaining({ code: "model-damaged" }) }]);
  });

  test("a million origins wait without a million of anything", async () => {
    const { dispatcher, next, request } = createHarness();
    dispatcher.focus(a, { oldest: -999_999, newest: 0, focus: -500_000 });
    expect(await next()).toHaveLength(8);
    expect(dispatcher.depth()).toMatchObject({ userItems: 0, ranges: 1 });
    const ticket = request(a, -1);
    await next();
    await next();
    expect(await outcome(ticket.promise)).toBe("ok");
  });
});

describe.each(["damaged-in-transit", "worker-unavailable"] as const)("batches that end with %s", (code) => {
  test("are computed again, and the waiters never notice", async () => {
    const { dispatcher, request, open } = createHarness();
    const ticket = request(a, -3);
    await settle();
    open()[0]?.fail(new EngineError(code, "not the input's fault"));
    await settle();
    expect(open()[0]?.names).toEqual(["a@-3"]);
    open()[0]?.succeed();
    await ticket.promise;
    expect(dispatcher.counters.all()["retried"]).toBe(1);
  });

  test("three times in a row are the machine's fault: the request fails, and may be made again", async () => {
    const { request, open } = createHarness();
    const ticket = request(a, -3);
    ticket.promise.catch(() => undefined);
    for (let run = 0; run < 3; run += 1) {
      await settle();
      open()[0]?.fail(new EngineError(code, "not the input's fault"));
    }
    await expect(ticket.promise).rejects.toMatchObject({ code });
    const again = request(a, -3);
    await settle();
    open()[0]?.succeed();
    await again.promise;
  });
});

describe("crashes", () => {
  test("work in flight is run again and nobody notices", async () => {
    const { request, batches, next, dispatcher } = createHarness();
    const tickets = [request(a, 0), request(a, -1), request(b, 0)];
    await settle();
    batches[0]?.crash();
    await next();
    await next();
    for (const { promise } of tickets) expect(await outcome(promise)).toBe("ok");
    expect(dispatcher.counters.get("retried")).toBe(3);
  });

  test("three crashes quarantine the one window to blame; the innocent beside it are answered", async () => {
    const { request, batches, dispatcher, open } = createHarness({ slots: 2 });
    const tickets = new Map(Array.from({ length: 8 }, (_, index) => [-index, request(a, -index)]));
    for (let turn = 0; turn < 30; turn += 1) {
      await settle();
      for (const batch of open()) {
        if (batch.names.includes("a@-5")) batch.crash();
        else batch.succeed();
      }
    }
    for (const [origin, { promise }] of tickets) {
      expect(await outcome(promise)).toBe(origin === -5 ? "input-poisonous" : "ok");
    }
    expect(batches.filter(({ names }) => names.includes("a@-5"))).toHaveLength(3);
    expect(batches.filter(({ names }) => names.includes("a@-5")).at(-1)?.names).toEqual(["a@-5"]);
    expect(dispatcher.counters.get("poisonous")).toBe(1);
  });

  test("a quarantined input is refused at once, for a while", async () => {
    const { request, clock, open, next } = createHarness({ limits: { maxBatch: 1 } });
    const ticket = request(a, -5);
    for (let turn = 0; turn < 3; turn += 1) {
      await settle();
      open()[0]?.crash();
    }
    expect(await outcome(ticket.promise)).toBe("input-poisonous");
    expect(() => request(a, -5)).toThrow(expect.objectContaining({ code: "input-poisonous" }));
    clock.ms += 60_001;
    const again = request(a, -5);
    await next();
    expect(await outcome(again.promise)).toBe("ok");
  });

  test("background work goes on around a poisonous window", async () => {
    const { dispatcher, open, stored, rangeEnds } = createHarness();
    dispatcher.focus(a, { oldest: -20, newest: 0, focus: 0 });
    for (let turn = 0; turn < 60; turn += 1) {
      await settle();
      for (const batch of open()) {
        if (batch.names.includes("a@-13")) batch.crash();
        else batch.succeed();
      }
    }
    expect(stored.size).toBe(20);
    expect(rangeEnds).toEqual([{ column: a, error: null }]);
  });

  test("background work goes on around a window that has no forecast; whoever asks for it is told why at once, for a while", async () => {
    const { dispatcher, request, clock, open, next, stored, rangeEnds } = createHarness();
    const notFinite = new EngineError("input-poisonous", "Not finite.");
    dispatcher.focus(a, { oldest: -20, newest: 0, focus: 0 });
    await settle();
    const joined = request(a, -3);
    for (let turn = 0; turn < 10; turn += 1) {
      await settle();
      for (const batch of open()) batch.succeedWithout("a@-3", notFinite);
    }
    await expect(joined.promise).rejects.toBe(notFinite);
    expect(stored.size).toBe(20);
    expect(rangeEnds).toEqual([{ column: a, error: null }]);
    expect(dispatcher.counters.get("computed")).toBe(20);
    expect(() => request(a, -3)).toThrow(notFinite);
    clock.ms += 60_001;
    const again = request(a, -3);
    await next();
    expect(await outcome(again.promise)).toBe("ok");
  });

  test("a crashed batch comes back in halves", async () => {
    const { request, open } = createHarness();
    for (let origin = 0; origin > -8; origin -= 1) request(a, origin);
    await settle();
    open()[0]?.crash();
    await settle();
    expect(open().map(({ names }) => names.length)).toEqual([4]);
  });

  test("background work that crashed runs again beside users' work", async () => {
    const { dispatcher, request, open } = createHarness();
    dispatcher.focus(a, { oldest: -3, newest: 0, focus: 0 });
    await settle();
    open()[0]?.crash();
    request(b, 0);
    await settle();
    expect(open().map(({ names }) => names)).toEqual([["a@0", "a@-1"], ["b@0"]]);
  });

  test("a background suspect waits for users before it runs alone, but not for ever", async () => {
    const { dispatcher, request, next, open, clock } = createHarness({ limits: { maxBatch: 1 } });
    dispatcher.focus(a, { oldest: 0, newest: 0, focus: 0 });
    await settle();
    request(b, 0);
    request(b, -1);
    await settle();
    for (let crash = 0; crash < 2; crash += 1) {
      open()
        .find(({ names }) => names[0] === "a@0")
        ?.crash();
      await settle();
    }
    expect(await next()).toEqual(["b@-1"]);
    expect(open().map(({ names }) => names)).toEqual([["b@0"]]);
    request(b, -2);
    clock.ms += 1000;
    expect(await next()).toEqual(["b@0"]);
    expect(open().map(({ names }) => names)).toEqual([["a@0"]]);
    expect(await next()).toEqual(["a@0"]);
    expect(await next()).toEqual(["b@-2"]);
  });

  test("a suspect does not run beside anything: a crash there would prove nothing", async () => {
    const { request, open } = createHarness({ slots: 2, limits: { maxBatch: 1 } });
    request(a, 0);
    await settle();
    request(b, 0);
    await settle();
    const crashA = () =>
      open()
        .find(({ names }) => names[0] === "a@0")
        ?.crash();
    crashA();
    await settle();
    crashA();
    await settle();
    expect(open().map(({ names }) => names)).toEqual([["b@0"]]);
    open()[0]?.succeed();
    await settle();
    expect(open().map(({ names }) => names)).toEqual([["a@0"]]);
  });

  test("a window that waits to run alone holds back other work only until the slots are empty", async () => {
    const { request, batches, open } = createHarness({ slots: 2, limits: { maxBatch: 1 } });
    const suspect = request(a, 0);
    await settle();
    batches[0]?.crash();
    await settle();
    batches[1]?.crash();
    const other = request(b, 0);
    await settle();
    expect(open().map(({ names }) => names)).toEqual([["a@0"]]);
    open()[0]?.succeed();
    await settle();
    open()[0]?.succeed();
    expect(await outcome(suspect.promise)).toBe("ok");
    expect(await outcome(other.promise)).toBe("ok");
  });
});

describe("the end of things", () => {
  test("a deleted dataset releases its waiters, discards its queue and leaves others alone", async () => {
    const { dispatcher, request, next, runs, batches } = createHarness();
    const other = columnOf("b", { dataset: "other" });
    const running = request(a, 0);
    await settle();
    dispatcher.focus(a, { oldest: -100, newest: 0, focus: 0 });
    const queued = request(a, -50);
    const kept = request(other, 0);
    dispatcher.forget("data");
    expect(await outcome(running.promise)).toBe("dataset-deleted");
    expect(await outcome(queued.promise)).toBe("dataset-deleted");
    expect(batches[0]?.isCancelRequested).toBe(true);
    await next();
    await next();
    expect(await outcome(kept.promise)).toBe("ok");
    expect([...runs.keys()]).toEqual(["a@0", "b@0"]);
  });

  test("work whose dataset vanished before its batch was formed is discarded with the reason", async () => {
    const { request, next, missingDatasets } = createHarness();
    const other = columnOf("b", { dataset: "other" });
    const gone = request(a, 0);
    const kept = request(other, 0);
    missingDatasets.add("data");
    expect(await next()).toEqual(["b@0"]);
    expect(await outcome(gone.promise)).toBe("dataset-not-found");
    expect(await outcome(kept.promise)).toBe("ok");
  });

  test("refusing takes nothing on and sends nothing more; a worker that is then stopped fails nobody", async () => {
    const { dispatcher, request, open } = createHarness({ limits: { maxBatch: 1 } });
    dispatcher.focus(a, { oldest: -3, newest: 0, focus: 0 });
    const running = request(b, 0);
    await settle();
    const waiting = request(b, -1);
    dispatcher.refuse();
    expect(() => request(b, -2)).toThrow(expect.objectContaining({ code: "shutting-down" }));
    for (const batch of open()) batch.crash();
    await settle();
    expect(open()).toEqual([]);
    await expect(running.promise).rejects.toMatchObject({ reason: "shutdown" });
    await dispatcher.stop();
    await expect(waiting.promise).rejects.toMatchObject({ reason: "shutdown" });
  });

  test("stopping refuses new work, releases everyone and resolves when the runner is done", async () => {
    const { dispatcher, request, batches } = createHarness();
    const running = request(a, 0);
    await settle();
    const queued = request(a, -1);
    dispatcher.focus(b, { oldest: -100, newest: 0, focus: 0 });
    let isStopped = false;
    const stopped = dispatcher.stop().then(() => (isStopped = true));
    expect(await outcome(running.promise)).toBe("shutdown");
    expect(await outcome(queued.promise)).toBe("shutdown");
    expect(() => request(a, 0)).toThrow(expect.objectContaining({ code: "shutting-down" }));
    await settle();
    expect(isStopped).toBe(false);
    batches[0]?.stopAsCancelled();
    await stopped;
    expect(batches).toHaveLength(1);
  });
});

test("a density asked for before the batch leaves comes with the result, later it does not", async () => {
  const { request, next, batches } = createHarness();
  request(b, -9);
  await settle();
  const plain = request(a, 0);
  const withDensity = request(a, 0, true);
  await next();
  await next();
  const late = request(a, -1);
  await settle();
  const tooLate = request(a, -1, true);
  await next();
  expect((await withDensity.promise).density).not.toBeNull();
  expect((await plain.promise).density).not.toBeNull();
  expect((await tooLate.promise).density).toBeNull();
  expect((await late.promise).density).toBeNull();
  expect(batches.flatMap(({ input }) => input.items.map(({ wantsDensity }) => wantsDensity))).toEqual([
    false,
    true,
    false,
  ]);
});
