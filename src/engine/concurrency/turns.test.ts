import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CancelledError, isCancelled } from "#domain/errors";
import { Turns } from "./turns.ts";

async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}

describe("turns", () => {
  test("are taken in order, and one that waits longest has the next", async () => {
    const turns = new Turns(1);
    const ends: (() => void)[] = [];
    const begun: string[] = [];
    const work = (name: string) => (): Promise<string> => {
      begun.push(name);
      return new Promise((resolve) => ends.push(() => resolve(name)));
    };
    const all = ["a", "b", "c"].map((name) => turns.run(work(name)));
    await settle();
    expect([begun, turns.taken, turns.waiting]).toEqual([["a"], 1, 2]);
    ends.shift()?.();
    // Whoever comes while a turn is on its way to the next in line gets behind.
    const late = turns.run(work("d"));
    for (let end = 0; end < 3; end += 1) {
      await settle();
      ends.shift()?.();
    }
    expect(await Promise.all([...all, late])).toEqual(["a", "b", "c", "d"]);
    expect(begun).toEqual(["a", "b", "c", "d"]);
    expect([turns.taken, turns.waiting]).toEqual([0, 0]);
  });

  test("are given back by work that fails", async () => {
    const turns = new Turns(1);
    await expect(turns.run(() => Promise.reject(new RangeError("no")))).rejects.toThrow(RangeError);
    expect(await turns.run(async () => 1)).toBe(1);
  });

  test("whatever is asked, ended and given up in whatever order: never more at once, everyone is told, no turn is lost", async () => {
    const operation = fc.oneof(
      { weight: 3, arbitrary: fc.constant({ op: "ask" as const }) },
      { weight: 3, arbitrary: fc.record({ op: fc.constantFrom("end" as const, "abort" as const), at: fc.nat(30) }) },
      { weight: 2, arbitrary: fc.constant({ op: "settle" as const }) },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 3 }),
        fc.array(operation, { maxLength: 60 }),
        async (max, operations) => {
          const turns = new Turns(max);
          const asked: {
            controller: AbortController;
            end: PromiseWithResolvers<void>;
            outcome: string;
            runs: boolean;
          }[] = [];
          let most = 0;
          const order: number[] = [];
          for (const one of operations) {
            if (one.op === "ask") {
              const entry = {
                controller: new AbortController(),
                end: Promise.withResolvers<void>(),
                outcome: "open",
                runs: false,
              };
              const place = asked.push(entry) - 1;
              const work = async (): Promise<void> => {
                order.push(place);
                entry.runs = true;
                most = Math.max(most, asked.filter(({ runs }) => runs).length);
                await entry.end.promise;
                entry.runs = false;
              };
              turns.run(work, entry.controller.signal).then(
                () => (entry.outcome = "done"),
                (error: unknown) => (entry.outcome = isCancelled(error) ? error.reason : "failed"),
              );
            } else if (one.op === "settle") await settle();
            else {
              const entry = asked[one.at % Math.max(1, asked.length)];
              if (one.op === "end") entry?.end.resolve();
              else entry?.controller.abort(new CancelledError("superseded"));
            }
          }
          for (const { end } of asked) end.resolve();
          for (let turn = 0; turn < 60; turn += 1) await settle();
          expect(most).toBeLessThanOrEqual(max);
          expect(asked.filter(({ outcome }) => !["done", "superseded"].includes(outcome))).toEqual([]);
          expect(order).toEqual(order.toSorted((one, other) => one - other));
          expect([turns.taken, turns.waiting]).toEqual([0, 0]);
        },
      ),
      { numRuns: 150 },
    );
  });
});
