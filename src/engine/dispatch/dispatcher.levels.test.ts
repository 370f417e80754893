import { describe, expect, test } from "vitest";
import { columnOf, createHarness, settle } from "./dispatcher-harness.ts";

const a = columnOf("a");
const b = columnOf("b");

describe("what an evaluation needs", () => {
  const evaluation = (harness: ReturnType<typeof createHarness>, column: typeof a, origin: number) =>
    harness.request(column, origin, false, "evaluation");

  test("runs in batches of the target time, beside which a user's batch runs at once", async () => {
    const harness = createHarness({ limits: { maxBatch: 64 } });
    const tickets = Array.from({ length: 96 }, (_, index) => evaluation(harness, a, -index));
    await settle();
    const asked = harness.request(b, 0);
    await settle();
    expect(harness.open().map(({ input, names }) => [input.level, names.length])).toEqual([
      ["evaluation", 8],
      ["evaluation", 8],
      ["user", 1],
    ]);
    expect(await harness.next()).toEqual(["b@0"]);
    await asked.promise;
    for (let turn = 0; turn < 40; turn += 1) await harness.next();
    await expect(Promise.all(tickets.map(({ promise }) => promise))).resolves.toHaveLength(96);
    expect(harness.batches.every(({ input }) => input.level !== "user" || input.items.length === 1)).toBe(true);
  });

  test("comes in the order in which it was asked for", async () => {
    const harness = createHarness({ limits: { maxBatch: 2 } });
    for (let origin = 0; origin > -5; origin -= 1) evaluation(harness, a, origin);
    expect(await harness.next()).toEqual(["a@0", "a@-1"]);
    expect(await harness.next()).toEqual(["a@-2", "a@-3"]);
    expect(await harness.next()).toEqual(["a@-4"]);
  });

  test("moves up when a user asks for it, too; an evaluation moves no user's request", async () => {
    const harness = createHarness({ limits: { maxBatch: 1 } });
    for (const origin of [0, -1, -2, -3]) evaluation(harness, a, origin);
    await settle();
    for (const origin of [-10, -11, -12]) harness.request(b, origin);
    const joined = harness.request(a, -3);
    expect(joined.hasJoined).toBe(true);
    // Asked for by a user before; the newest of them stays the next.
    expect(evaluation(harness, b, -10).hasJoined).toBe(true);
    expect(await harness.next()).toEqual(["a@-3"]);
    expect(await harness.next()).toEqual(["b@-12"]);
    expect(await harness.next()).toEqual(["b@-11"]);
    expect(await harness.next()).toEqual(["b@-10"]);
    expect(await harness.next()).toEqual(["a@0"]);
  });

  test("keeps its level when its process dies, and users' work runs again before it", async () => {
    const harness = createHarness({ limits: { maxBatch: 4 } });
    for (let origin = 0; origin > -4; origin -= 1) evaluation(harness, a, origin);
    harness.request(b, 0);
    await settle();
    for (const batch of harness.open()) batch.crash();
    await settle();
    expect(harness.open().map(({ input, names }) => [input.level, names])).toEqual([
      ["user", ["b@0"]],
      ["evaluation", ["a@0", "a@-1"]],
      ["evaluation", ["a@-2", "a@-3"]],
    ]);
  });

  test("is no measure of how long users wait", async () => {
    const harness = createHarness();
    await Promise.all([evaluation(harness, a, 0).promise, harness.next()]);
    expect(harness.dispatcher.latencies()).toMatchObject({ user: { count: 0 }, evaluationBatch: { count: 1 } });
  });
});
