import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isCancelled } from "#domain/errors";
import { LatestPerKey, SingleFlight, abortable, untilAborted } from "./index.ts";

const superseded = { code: "cancelled", reason: "superseded" };

/** Graces end when a test says so. */
function controlledDelay() {
  const pending: (() => void)[] = [];
  const delay = (): Promise<void> => new Promise((resolve) => pending.push(resolve));
  return { delay, pass: () => pending.splice(0).forEach((resolve) => resolve()) };
}

/** Work that stops when it is told to, and otherwise ends when the test says so. */
function controlledWork<V>() {
  const { promise, resolve, reject } = Promise.withResolvers<V>();
  const work = {
    hasBegun: false,
    resolve,
    reject,
    do: (signal: AbortSignal): Promise<V> => {
      work.hasBegun = true;
      signal.addEventListener("abort", () => reject(signal.reason));
      return promise;
    },
  };
  return work;
}

/** Until everything that can go on without anyone doing anything has. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}

describe("without grace", () => {
  test("a newer request lets the older one go", async () => {
    const latest = new LatestPerKey<string>();
    const older = latest.run("view", controlledWork<number>().do);
    const newer = latest.run("view", async () => 2);
    await expect(older).rejects.toMatchObject(superseded);
    await expect(newer).resolves.toBe(2);
    expect(latest.size).toBe(0);
  });

  test("the newer one has begun when the older one is let go: what both want is done once", async () => {
    const flights = new SingleFlight<string, number>();
    const latest = new LatestPerKey<string>();
    const made = controlledWork<number>();
    let runs = 0;
    const join = (signal: AbortSignal): Promise<number> =>
      untilAborted(
        flights.join("same", () => {
          runs += 1;
          return abortable(made.do);
        }),
        signal,
      );
    const older = latest.run("view", join);
    const newer = latest.run("view", join);
    await expect(older).rejects.toMatchObject(superseded);
    made.resolve(5);
    await expect(newer).resolves.toBe(5);
    expect(runs).toBe(1);
  });

  test("work that was as good as done is answered all the same", async () => {
    const latest = new LatestPerKey<string>();
    const done = Promise.withResolvers<number>();
    const older = latest.run("view", () => done.promise);
    const newer = latest.run("view", async () => 2);
    done.resolve(1);
    await expect(Promise.all([older, newer])).resolves.toEqual([1, 2]);
  });

  test("whatever work throws after it was let go, it was superseded; what it throws before is its own failure", async () => {
    const latest = new LatestPerKey<string>();
    const broken = Promise.withResolvers<never>();
    const older = latest.run("view", () => broken.promise);
    const newer = latest.run("view", () => Promise.reject(new RangeError("of its own")));
    broken.reject(new TypeError("the process went away"));
    await expect(older).rejects.toMatchObject(superseded);
    await expect(newer).rejects.toThrow(RangeError);
  });

  test("work that throws at once rejects like any other, and the older one is let go", async () => {
    const latest = new LatestPerKey<string>();
    const older = latest.run("view", controlledWork<number>().do);
    const newer = latest.run("view", () => {
      throw new RangeError("no room");
    });
    await expect(older).rejects.toMatchObject(superseded);
    await expect(newer).rejects.toThrow(RangeError);
    expect(latest.size).toBe(0);
  });

  test("keys have nothing to do with each other", async () => {
    const latest = new LatestPerKey<string>();
    const [one, other] = [controlledWork<number>(), controlledWork<number>()];
    const answers = [latest.run("one", one.do), latest.run("other", other.do)];
    expect(latest.size).toBe(2);
    one.resolve(1);
    other.resolve(2);
    await expect(Promise.all(answers)).resolves.toEqual([1, 2]);
    expect(latest.size).toBe(0);
  });

  test("a signal stops its own request only, and one that fired before asks for nothing", async () => {
    const latest = new LatestPerKey<string>();
    const controller = new AbortController();
    const work = controlledWork<number>();
    const running = latest.run("view", work.do, controller.signal);
    const never = controlledWork<number>();
    await expect(latest.run("view", never.do, AbortSignal.abort())).rejects.toMatchObject({ reason: "user" });
    expect(never.hasBegun).toBe(false);
    controller.abort();
    await expect(running).rejects.toMatchObject({ code: "cancelled", reason: "user" });
    expect(latest.size).toBe(0);
  });
});

describe("with grace", () => {
  test("what runs may end within it, and of those that wait only the newest is done", async () => {
    const { delay } = controlledDelay();
    const latest = new LatestPerKey<string>({ grace: { ms: 150, delay } });
    const [one, two, three] = [controlledWork<number>(), controlledWork<number>(), controlledWork<number>()];
    const first = latest.run("view", one.do);
    const second = latest.run("view", two.do);
    const third = latest.run("view", three.do);
    // At once, and not when its turn would have come.
    await expect(second).rejects.toMatchObject(superseded);
    expect(three.hasBegun).toBe(false);
    one.resolve(1);
    await expect(first).resolves.toBe(1);
    await settle();
    three.resolve(3);
    await expect(third).resolves.toBe(3);
    expect(two.hasBegun).toBe(false);
    expect(latest.size).toBe(0);
  });

  test("what runs longer is let go when it is over, after the newest has begun", async () => {
    const { delay, pass } = controlledDelay();
    const latest = new LatestPerKey<string>({ grace: { ms: 150, delay } });
    const events: string[] = [];
    const first = latest.run(
      "view",
      (signal) =>
        new Promise((_, reject) => {
          signal.addEventListener("abort", () => {
            events.push("older let go");
            reject(signal.reason as Error);
          });
        }),
    );
    const second = latest.run("view", async () => void events.push("newer begun"));
    await settle();
    expect(events).toEqual([]);
    pass();
    await expect(first).rejects.toMatchObject(superseded);
    await second;
    expect(events).toEqual(["newer begun", "older let go"]);
  });

  test("a failure of its own within the grace is its own, though a newer one waits", async () => {
    const { delay } = controlledDelay();
    const latest = new LatestPerKey<string>({ grace: { ms: 150, delay } });
    const work = controlledWork<number>();
    const first = latest.run("view", work.do);
    const second = latest.run("view", async () => 2);
    work.reject(new RangeError("of its own"));
    await expect(first).rejects.toThrow(RangeError);
    await expect(second).resolves.toBe(2);
  });

  test("a request whose signal fires while it waits leaves the line, and what runs goes on", async () => {
    const { delay, pass } = controlledDelay();
    const latest = new LatestPerKey<string>({ grace: { ms: 150, delay } });
    const controller = new AbortController();
    const [one, two] = [controlledWork<number>(), controlledWork<number>()];
    const first = latest.run("view", one.do);
    const second = latest.run("view", two.do, controller.signal);
    controller.abort();
    await expect(second).rejects.toMatchObject({ code: "cancelled", reason: "user" });
    pass();
    await settle();
    expect(two.hasBegun).toBe(false);
    one.resolve(1);
    await expect(first).resolves.toBe(1);
    expect(latest.size).toBe(0);
  });
});

describe("between the end of what runs and the beginning of what waits", () => {
  // A turn is given and taken in different turns of the event loop: whatever happens in any of them must count.
  const turns = Array.from({ length: 16 }, (_, turn) => turn);

  /** One request has just ended and another waited for it; a few turns of the event loop have passed since. */
  async function handover(passed: number) {
    const latest = new LatestPerKey<string>({ grace: { ms: 150, delay: controlledDelay().delay } });
    const [ending, next] = [controlledWork<number>(), controlledWork<number>()];
    const controller = new AbortController();
    const ended = latest.run("view", ending.do);
    const waiting = latest.run("view", next.do, controller.signal);
    ending.resolve(1);
    for (let turn = 0; turn < passed; turn += 1) await Promise.resolve();
    return { latest, ended, next, waiting, controller };
  }

  test.each(turns)("a newer request after %d turns wins", async (passed) => {
    const { latest, ended, next, waiting } = await handover(passed);
    const hadBegun = next.hasBegun;
    const newest = latest.run("view", async () => 3);
    next.resolve(2);
    const outcome = await waiting.catch((error: unknown) => error);
    await expect(Promise.all([ended, newest])).resolves.toEqual([1, 3]);
    // What has begun may end by itself.
    expect(isCancelled(outcome) ? outcome.reason : outcome).toBe(hadBegun ? 2 : "superseded");
    expect(next.hasBegun).toBe(hadBegun);
    expect(latest.size).toBe(0);
  });

  test.each(turns)("a signal that fires after %d turns stops the request", async (passed) => {
    const { latest, next, waiting, controller } = await handover(passed);
    const hadBegun = next.hasBegun;
    controller.abort();
    await expect(waiting).rejects.toMatchObject({ code: "cancelled", reason: "user" });
    expect(next.hasBegun).toBe(hadBegun);
    expect(latest.size).toBe(0);
  });
});

describe("over random requests, endings, failures, signals and graces", () => {
  const operation = fc.oneof(
    { weight: 4, arbitrary: fc.record({ op: fc.constant("ask" as const), key: fc.nat(2), isStubborn: fc.boolean() }) },
    { weight: 3, arbitrary: fc.record({ op: fc.constantFrom("resolve" as const, "reject" as const), at: fc.nat(20) }) },
    { weight: 1, arbitrary: fc.record({ op: fc.constant("abort" as const), at: fc.nat(20) }) },
    { weight: 2, arbitrary: fc.constant({ op: "pass" as const }) },
    { weight: 3, arbitrary: fc.record({ op: fc.constant("turns" as const), count: fc.nat(6) }) },
  );

  interface Request {
    readonly id: number;
    readonly key: number;
    readonly end: PromiseWithResolvers<number>;
    readonly controller: AbortController;
    isRunning: boolean;
    isLetGo: boolean;
    outcome: unknown;
  }

  test.each([["without grace"], ["with grace"]])(
    "%s one runs per key, everyone is told, and the newest is never superseded",
    async (kind) => {
      await fc.assert(
        fc.asyncProperty(fc.array(operation, { maxLength: 60 }), async (operations) => {
          const { delay, pass } = controlledDelay();
          const latest = new LatestPerKey<number>(kind === "with grace" ? { grace: { ms: 150, delay } } : {});
          const requests: Request[] = [];
          const newest = new Map<number, Request>();
          const ask = (key: number, isStubborn: boolean): void => {
            const request: Request = {
              id: requests.length,
              key,
              end: Promise.withResolvers(),
              controller: new AbortController(),
              isRunning: false,
              isLetGo: false,
              outcome: undefined,
            };
            request.end.promise.catch(() => undefined);
            requests.push(request);
            newest.set(key, request);
            const work = (signal: AbortSignal): Promise<number> => {
              request.isRunning = true;
              signal.addEventListener("abort", () => {
                request.isLetGo = true;
                if (!isStubborn) request.end.reject(signal.reason);
              });
              const over = () => {
                request.isRunning = false;
              };
              request.end.promise.then(over, over);
              return request.end.promise;
            };
            latest.run(key, work, request.controller.signal).then(
              (value) => (request.outcome = value),
              (error: unknown) => (request.outcome = error),
            );
          };
          // Between two turns of the event loop no handover is half done.
          const check = (): void => {
            for (const key of newest.keys()) {
              const running = requests.filter((one) => one.key === key && one.isRunning && !one.isLetGo);
              expect(running.length).toBeLessThanOrEqual(1);
            }
          };
          for (const step of operations) {
            if (step.op === "ask") ask(step.key, step.isStubborn);
            else if (step.op === "pass") pass();
            else if (step.op === "turns") {
              for (let turn = 0; turn < step.count; turn += 1) {
                await Promise.resolve();
                check();
              }
            } else {
              const request = requests[step.at % Math.max(1, requests.length)];
              if (step.op === "resolve") request?.end.resolve(request.id);
              else if (step.op === "reject") request?.end.reject(new RangeError("of its own"));
              else request?.controller.abort();
            }
            check();
          }
          // The world ends well: graces pass and all work ends.
          for (let round = 0; round < 3; round += 1) {
            pass();
            await settle();
            check();
            for (const request of requests) request.end.resolve(request.id);
            await settle();
          }
          expect(requests.filter(({ outcome }) => outcome === undefined)).toEqual([]);
          for (const request of newest.values()) expect(request.outcome).not.toMatchObject({ reason: "superseded" });
          const strange = requests.filter(
            ({ outcome, id }) => outcome !== id && !(outcome instanceof RangeError) && !isCancelled(outcome),
          );
          expect(strange).toEqual([]);
          expect(latest.size).toBe(0);
        }),
        { numRuns: 500 },
      );
    },
  );
});
