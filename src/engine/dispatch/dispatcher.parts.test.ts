import { describe, expect, test } from "vitest";
import { EngineError } from "#domain/errors";
import { columnOf, createHarness, outcome, settle } from "./dispatcher-harness.ts";

const a = columnOf("a");

describe("a batch that is cut off", () => {
  test("keeps the windows that are finished: those who wait for them are answered at once, and only the rest runs again", async () => {
    const { request, open, stored, runs, dispatcher } = createHarness();
    const tickets = Array.from({ length: 8 }, (_, index) => request(a, -index));
    await settle();
    open()[0]?.finish("a@0", "a@-1", "a@-2", "a@-3", "a@-4", "a@-5");
    expect(await outcome(tickets[5]?.promise ?? Promise.reject(new Error()))).toBe("ok");
    expect(stored.size).toBe(6);
    expect(dispatcher.depth().running.user).toBe(2);
    open()[0]?.crash();
    for (let turn = 0; turn < 2; turn += 1) {
      await settle();
      open()[0]?.succeed();
    }
    for (const { promise } of tickets) expect(await outcome(promise)).toBe("ok");
    expect([...runs].filter(([, count]) => count > 1).map(([name]) => name)).toEqual(["a@-7", "a@-6"]);
    expect(dispatcher.counters.all()).toMatchObject({ computed: 8, retried: 2 });
  });

  test("is stopped when nobody wants what is left of it, and what was finished is kept", async () => {
    const { request, open, stored } = createHarness();
    const [first, second] = [request(a, 0), request(a, -1)];
    await settle();
    second.cancel("user");
    expect(open()[0]?.isCancelRequested).toBe(false);
    open()[0]?.finish("a@0");
    expect(await outcome(first.promise)).toBe("ok");
    expect(open()[0]?.isCancelRequested).toBe(true);
    open()[0]?.stopAsCancelled();
    await settle();
    expect([...stored.keys()]).toEqual(["a@0"]);
  });

  test("takes back for its range only what was not finished", async () => {
    const { dispatcher, batches, next, runs, stored, rangeEnds } = createHarness();
    dispatcher.focus(a, { oldest: -3, newest: 0, focus: 0 });
    await settle();
    batches[0]?.finish("a@0", "a@-1");
    dispatcher.unfocus(a.key);
    dispatcher.focus(a, { oldest: -3, newest: 0, focus: 0 });
    await settle();
    batches[0]?.stopAsCancelled();
    for (let turn = 0; turn < 3; turn += 1) await next();
    expect(stored.size).toBe(4);
    expect([runs.get("a@0"), runs.get("a@-2")]).toEqual([1, 2]);
    expect(rangeEnds).toEqual([{ column: a, error: null }]);
  });

  test("says of its windows once only what became of them", async () => {
    const { request, open } = createHarness();
    const tickets = [request(a, 0), request(a, -1)];
    await settle();
    open()[0]?.finish("a@0");
    open()[0]?.fail(new EngineError("model-damaged", "Broken."));
    expect(await Promise.all(tickets.map(({ promise }) => outcome(promise)))).toEqual(["ok", "model-damaged"]);
  });
});
