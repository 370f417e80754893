import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SingleFlight, type Run } from "./single-flight.ts";

function controllable<V>() {
  const { promise, resolve, reject } = Promise.withResolvers<V>();
  const cancelled: string[] = [];
  const run: Run<V> = { promise, cancel: (reason) => void cancelled.push(reason) };
  return { run, resolve, reject, cancelled };
}

describe("SingleFlight", () => {
  test("any number of waiters share one run", async () => {
    const flights = new SingleFlight<string, number>();
    const { run, resolve } = controllable<number>();
    let runs = 0;
    const tickets = Array.from({ length: 1000 }, () =>
      flights.join("k", () => {
        runs += 1;
        return run;
      }),
    );
    expect(flights.waiters("k")).toBe(1000);
    resolve(7);
    expect(new Set(await Promise.all(tickets.map(({ promise }) => promise)))).toEqual(new Set([7]));
    expect(runs).toBe(1);
    expect(flights.size).toBe(0);
  });

  test("cancelling one waiter leaves the others, cancelling the last stops the run", async () => {
    const flights = new SingleFlight<string, number>();
    const { run, cancelled } = controllable<number>();
    const first = flights.join("k", () => run);
    const second = flights.join("k", () => run);
    first.cancel("user");
    first.cancel("user");
    await expect(first.promise).rejects.toMatchObject({ code: "cancelled", reason: "user" });
    expect(cancelled).toEqual([]);
    second.cancel("superseded");
    await expect(second.promise).rejects.toMatchObject({ reason: "superseded" });
    expect(cancelled).toEqual(["superseded"]);
    expect(flights.has("k")).toBe(false);
  });

  test("a failure releases everyone, and the next request runs again", async () => {
    const flights = new SingleFlight<string, number>();
    const failing = controllable<number>();
    const tickets = [flights.join("k", () => failing.run), flights.join("k", () => failing.run)];
    failing.reject(new Error("broken"));
    for (const { promise } of tickets) await expect(promise).rejects.toThrow("broken");
    const again = controllable<number>();
    const ticket = flights.join("k", () => again.run);
    again.resolve(1);
    await expect(ticket.promise).resolves.toBe(1);
  });

  test("a start that throws rejects the ticket and leaves nothing behind", async () => {
    const flights = new SingleFlight<string, number>();
    const ticket = flights.join("k", () => {
      throw new Error("no start");
    });
    await expect(ticket.promise).rejects.toThrow("no start");
    expect(flights.size).toBe(0);
  });

  test("a run that settles after it was abandoned does not disturb its successor", async () => {
    const flights = new SingleFlight<string, number>();
    const old = controllable<number>();
    flights.join("k", () => old.run).cancel("user");
    const next = controllable<number>();
    const ticket = flights.join("k", () => next.run);
    old.resolve(1);
    await old.run.promise;
    expect(flights.has("k")).toBe(true);
    next.resolve(2);
    await expect(ticket.promise).resolves.toBe(2);
  });

  test("no waiter is left over, whatever happens to its run", async () => {
    const operation = fc.record({
      type: fc.constantFrom("join", "cancel", "resolve", "reject", "deleted"),
      key: fc.constantFrom("a", "b", "c"),
      which: fc.nat(20),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(operation, { maxLength: 60 }), async (operations) => {
        const flights = new SingleFlight<string, string>();
        const runs = new Map<string, ReturnType<typeof controllable<string>>>();
        const tickets: { settled: boolean; cancel(): void }[] = [];
        let started = 0;
        for (const { type, key, which } of operations) {
          const expected = started + (type === "join" && !flights.has(key) ? 1 : 0);
          if (type === "join") {
            const ticket = flights.join(key, () => {
              started += 1;
              const run = controllable<string>();
              runs.set(key, run);
              return run.run;
            });
            const record = { settled: false, cancel: () => ticket.cancel("user") };
            const settle = () => void (record.settled = true);
            ticket.promise.then(settle, settle);
            tickets.push(record);
          } else if (type === "cancel") tickets[which % Math.max(1, tickets.length)]?.cancel();
          else if (type === "resolve") runs.get(key)?.resolve("done");
          else if (type === "reject") runs.get(key)?.reject(new Error("failed"));
          else flights.cancelWhere((one) => one === key, "dataset-deleted");
          expect(started).toBe(expected);
          await new Promise<void>((resolve) => setImmediate(resolve));
        }
        flights.cancelAll("shutdown");
        await new Promise<void>((resolve) => setImmediate(resolve));
        expect(tickets.every(({ settled }) => settled)).toBe(true);
        expect(flights.size).toBe(0);
      }),
      { numRuns: 60 },
    );
  });
});
