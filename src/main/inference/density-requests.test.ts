import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type CancelReason, EngineError, toPlainError } from "#domain/errors";
import { DensityRequests, type OpenRequest } from "./density-requests.ts";
import { orRefusal } from "../../domain/errors/testing.ts";

const died = new EngineError("worker-crashed", "The density process ended.");
const damaged = new EngineError("damaged-in-transit", "A bit flipped.");

function create(limits: { maxItems?: number; maxBytes?: number } = {}) {
  const process = { isUp: true, stuck: 0 };
  /** In the order in which the process got them; twice after a crash. */
  const sent: { name: string; id: number }[] = [];
  const requests = new DensityRequests(
    { isReady: () => process.isUp, onStuck: () => void (process.stuck += 1), now: () => Date.now() },
    { maxItems: 100, maxBytes: 1000, answerMs: 30_000, ...limits },
  );
  const outcomes = new Map<string, string>();
  const ask = (name: string, bytes = 1): OpenRequest<string> => {
    const request = requests.ask<string>(bytes, (id) => sent.push({ name, id }));
    outcomes.set(name, "open");
    request.promise.then(
      (value) => outcomes.set(name, value),
      (error: unknown) => outcomes.set(name, error instanceof Error ? toPlainError(error).code : "?"),
    );
    return request;
  };
  return {
    process,
    requests,
    sent,
    outcomes,
    ask,
    names: () => sent.map(({ name }) => name),
    idOf: (name: string) => sent.findLast((one) => one.name === name)?.id ?? -1,
    crash(): void {
      process.isUp = false;
      requests.goDown(died);
    },
    comeBack(): void {
      process.isUp = true;
      requests.pump();
    },
  };
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 8; turn += 1) await Promise.resolve();
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("density requests", () => {
  test("wait in main, the newest first; the process never has more than two", () => {
    const { requests, ask, names, idOf } = create();
    for (const name of ["a", "b", "c", "d"]) ask(name);
    expect(names()).toEqual(["a", "b"]);
    requests.resolve(idOf("a"), "A");
    requests.resolve(idOf("b"), "B");
    expect(names()).toEqual(["a", "b", "d", "c"]);
  });

  test("leave the queue when they are cancelled, and the others keep their places", async () => {
    const { requests, ask, names, idOf, outcomes } = create();
    const all = ["a", "b", "c", "d"].map((name) => ask(name));
    all[3]?.cancel("superseded");
    requests.resolve(idOf("a"), "A");
    await settle();
    expect(names()).toEqual(["a", "b", "c"]);
    expect(outcomes.get("d")).toBe("cancelled");
    expect(requests.depth()).toMatchObject({ items: 2, cancelled: 1 });
  });

  test("one that the process has begun is released at once, and its place when the process is done", async () => {
    const { requests, ask, names, idOf, outcomes } = create();
    const first = ask("a");
    ask("b");
    ask("c");
    first.cancel("user");
    await settle();
    expect(outcomes.get("a")).toBe("cancelled");
    expect(names()).toEqual(["a", "b"]);
    requests.resolve(idOf("a"), "too late");
    expect(names()).toEqual(["a", "b", "c"]);
  });

  test("survive one crash of the process and not two; those that wait survive any number", async () => {
    const { requests, ask, names, idOf, outcomes, crash, comeBack } = create();
    for (const name of ["a", "b", "c"]) ask(name);
    crash();
    comeBack();
    expect(names()).toEqual(["a", "b", "a", "b"]);
    crash();
    await settle();
    expect([outcomes.get("a"), outcomes.get("b"), outcomes.get("c")]).toEqual([
      "worker-crashed",
      "worker-crashed",
      "open",
    ]);
    comeBack();
    requests.resolve(idOf("c"), "C");
    await settle();
    expect(outcomes.get("c")).toBe("C");
  });

  test("are asked once more when an answer was damaged on its way", async () => {
    const { requests, ask, names, idOf, outcomes } = create();
    ask("a");
    requests.reject(idOf("a"), damaged);
    expect(names()).toEqual(["a", "a"]);
    requests.reject(idOf("a"), damaged);
    await settle();
    expect(outcomes.get("a")).toBe("damaged-in-transit");
  });

  test("are refused beyond either limit, and taken again when there is room", () => {
    const { requests, ask, idOf } = create({ maxItems: 3, maxBytes: 10 });
    ask("a", 8);
    expect(() => ask("large", 3)).toThrow(expect.objectContaining({ code: "queue-full" }));
    ask("b");
    ask("c");
    expect(() => ask("d")).toThrow(expect.objectContaining({ code: "queue-full" }));
    expect(requests.depth()).toMatchObject({ items: 3, bytes: 10, refused: 2 });
    requests.resolve(idOf("a"), "A");
    ask("d");
  });

  test("have a time limit: a process that is stuck is ended, and one that never came back is waited for no longer", async () => {
    const { process, ask, outcomes, crash } = create();
    ask("a");
    await vi.advanceTimersByTimeAsync(30_000);
    expect(process.stuck).toBe(1);
    expect(outcomes.get("a")).toBe("timed-out");
    crash();
    ask("b");
    await vi.advanceTimersByTimeAsync(30_000);
    expect(process.stuck).toBe(1);
    expect(outcomes.get("b")).toBe("timed-out");
  });

  test("a process that is stuck in requests that nobody waits for any more is ended, too", async () => {
    const { process, requests, ask, names, outcomes, crash, comeBack } = create();
    for (const name of ["a", "b"]) ask(name).cancel("user");
    await vi.advanceTimersByTimeAsync(29_999);
    expect(process.stuck).toBe(0);
    ask("c");
    await vi.advanceTimersByTimeAsync(1);
    expect(process.stuck).toBeGreaterThan(0);
    crash();
    comeBack();
    expect(names()).toEqual(["a", "b", "c"]);
    requests.stop();
    await settle();
    expect([...outcomes.values()]).toEqual(["cancelled", "cancelled", "cancelled"]);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("say how old the one is that comes last", async () => {
    const { requests, ask } = create();
    for (const name of ["a", "b", "c"]) ask(name);
    await vi.advanceTimersByTimeAsync(70);
    ask("d");
    expect(requests.depth()).toMatchObject({ items: 4, oldestMs: 70 });
  });

  test("are released at the end, and refused from then on", async () => {
    const { requests, ask, outcomes } = create();
    for (const name of ["a", "b", "c"]) ask(name);
    requests.stop();
    await settle();
    expect([...outcomes.values()]).toEqual(["cancelled", "cancelled", "cancelled"]);
    expect(() => ask("d")).toThrow(expect.objectContaining({ code: "shutting-down" }));
    expect(requests.depth()).toMatchObject({ items: 0, bytes: 0 });
  });
});

describe("after any interleaving of asking, cancelling, answers, failures and crashes", () => {
  const operation = fc.oneof(
    { weight: 5, arbitrary: fc.record({ type: fc.constant("ask" as const), bytes: fc.integer({ min: 1, max: 4 }) }) },
    { weight: 2, arbitrary: fc.record({ type: fc.constant("cancel" as const), which: fc.nat(99) }) },
    {
      weight: 4,
      arbitrary: fc.record({
        type: fc.constantFrom("resolve" as const, "fail" as const, "damage" as const),
        which: fc.nat(1),
      }),
    },
    { weight: 1, arbitrary: fc.record({ type: fc.constantFrom("crash" as const, "up" as const) }) },
  );

  test("order, bounds and outcomes are those of a plain list, and nobody is left over", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(operation, { maxLength: 80 }), async (operations) => {
        const { process, requests, sent, outcomes, ask, crash, comeBack } = create({ maxItems: 8, maxBytes: 20 });
        interface Known {
          readonly name: string;
          readonly bytes: number;
          tries: number;
          expected: string;
          cancel(reason: CancelReason): void;
        }
        const all: Known[] = [];
        /** The end of this list is next. */
        let waiting: Known[] = [];
        let atProcess: Known[] = [];
        const expectedSent: string[] = [];
        /** What became of asking, and what should have. */
        const refusals: [string, string][] = [];
        const pump = (): void => {
          while (process.isUp && atProcess.length < 2 && waiting.length > 0) {
            const next = waiting.pop() as Known;
            next.tries += 1;
            atProcess.push(next);
            expectedSent.push(next.name);
          }
        };
        const again = (known: Known): boolean => {
          if (known.tries >= 2 || known.expected !== "open") return false;
          atProcess = atProcess.filter((one) => one !== known);
          waiting.push(known);
          return true;
        };
        const end = (known: Known, outcome: string): void => {
          atProcess = atProcess.filter((one) => one !== known);
          if (known.expected === "open") known.expected = outcome;
        };
        const crashBoth = (): void => {
          crash();
          for (const known of [...atProcess].reverse()) if (!again(known)) end(known, "worker-crashed");
        };
        for (const op of operations) {
          if (op.type === "ask") {
            const name = `q${all.length}`;
            const held = [...waiting, ...atProcess];
            const fits = held.length < 8 && held.reduce((sum, { bytes }) => sum + bytes, 0) + op.bytes <= 20;
            const request = orRefusal(() => ask(name, op.bytes));
            refusals.push([request instanceof EngineError ? request.code : "taken", fits ? "taken" : "queue-full"]);
            if (request instanceof EngineError) continue;
            const cancel = (reason: CancelReason): void => request.cancel(reason);
            const known: Known = { name, bytes: op.bytes, tries: 0, expected: "open", cancel };
            all.push(known);
            waiting.push(known);
          } else if (op.type === "cancel") {
            const known = all[op.which % Math.max(1, all.length)];
            known?.cancel("user");
            if (known?.expected === "open") known.expected = "cancelled";
            waiting = waiting.filter((one) => one !== known);
          } else if (op.type === "crash") {
            crashBoth();
          } else if (op.type === "up") {
            comeBack();
          } else if ("which" in op) {
            const known = atProcess[op.which % Math.max(1, atProcess.length)];
            if (known === undefined) continue;
            const id = sent.findLast(({ name }) => name === known.name)?.id ?? -1;
            if (op.type === "resolve") {
              requests.resolve(id, known.name);
              end(known, known.name);
            } else if (op.type === "fail") {
              requests.reject(id, new EngineError("internal", "Broken."));
              end(known, "internal");
            } else {
              requests.reject(id, damaged);
              if (!again(known)) end(known, "damaged-in-transit");
            }
          }
          pump();
          await settle();
          expect(sent.map(({ name }) => name)).toEqual(expectedSent);
          expect(all.map(({ name }) => outcomes.get(name))).toEqual(all.map(({ expected }) => expected));
          const held = [...waiting, ...atProcess];
          expect(requests.depth()).toMatchObject({
            items: held.length,
            bytes: held.reduce((sum, { bytes }) => sum + bytes, 0),
          });
        }
        requests.stop();
        await settle();
        expect([...outcomes.values()]).not.toContain("open");
        expect(refusals.filter(([found, wanted]) => found !== wanted)).toEqual([]);
        expect(vi.getTimerCount()).toBe(0);
      }),
      { numRuns: 300 },
    );
  });
});
