import fc from "fast-check";
import { expect, test } from "vitest";
import { EngineError, isCancelled } from "#domain/errors";
import { crashesUntilQuarantine } from "./crash-retries.ts";
import { columnOf, createHarness, settle } from "./dispatcher-harness.ts";
import { orRefusal } from "../../domain/errors/testing.ts";

/**
 * What runs when, against a reference that is a plain list: the end of it is next. One window a batch, so that the order of
 * batches is the order of requests.
 */
const operation = fc.oneof(
  { weight: 6, arbitrary: fc.record({ type: fc.constant("ask" as const), origin: fc.integer({ min: -6, max: 0 }) }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant("cancel" as const), which: fc.nat(99) }) },
  { weight: 4, arbitrary: fc.record({ type: fc.constant("finish" as const) }) },
  { weight: 3, arbitrary: fc.record({ type: fc.constant("crash" as const) }) },
);

interface Wanted {
  readonly origin: number;
  waiters: Request[];
  crashes: number;
}

interface Request {
  outcome: string;
  expected: string;
  cancel(): void;
}

test("after any interleaving of add, promote, cancel, finish and crash, the order is that of a plain list", async () => {
  const column = columnOf("a");
  await fc.assert(
    fc.asyncProperty(fc.array(operation, { maxLength: 60 }), async (operations) => {
      const harness = createHarness({ limits: { maxBatch: 1 } });
      const requests: Request[] = [];
      let waiting: Wanted[] = [];
      /** What a crash gave back: it runs again before anything else. */
      let again: Wanted | null = null;
      let running: Wanted | null = null;
      let isAbandoned = false;
      const poisonous = new Set<number>();
      /** What became of asking, and what should have. */
      const refusals: [string, string][] = [];

      const end = (wanted: Wanted, outcome: string): void => {
        for (const request of wanted.waiters.splice(0)) request.expected = outcome;
      };
      const startNext = (): void => {
        if (running !== null) return;
        isAbandoned = false;
        running = again ?? waiting.pop() ?? null;
        again = null;
      };

      for (const op of operations) {
        if (op.type === "ask") {
          const { origin } = op;
          const ticket = orRefusal(() => harness.request(column, origin));
          refusals.push([
            ticket instanceof EngineError ? ticket.code : "taken",
            poisonous.has(origin) ? "input-poisonous" : "taken",
          ]);
          if (ticket instanceof EngineError) continue;
          const request: Request = { outcome: "open", expected: "open", cancel: () => ticket.cancel("user") };
          ticket.promise.then(
            () => (request.outcome = "ok"),
            (error: EngineError) => (request.outcome = isCancelled(error) ? "cancelled" : error.code),
          );
          requests.push(request);
          const known = waiting.find((one) => one.origin === origin);
          const joined: Wanted | null =
            running !== null && !isAbandoned && (running as Wanted).origin === origin ? running : (known ?? null);
          const wanted: Wanted = joined ?? { origin, waiters: [], crashes: 0 };
          wanted.waiters.push(request);
          // New, or moved up.
          if (wanted !== running) waiting = [...waiting.filter((one) => one !== wanted), wanted];
        } else if (op.type === "cancel") {
          const request = requests[op.which % Math.max(1, requests.length)];
          request?.cancel();
          if (request?.expected === "open") {
            request.expected = "cancelled";
            for (const wanted of [...waiting, ...(running === null ? [] : [running as Wanted])]) {
              wanted.waiters = wanted.waiters.filter((one) => one !== request);
            }
            waiting = waiting.filter(({ waiters }) => waiters.length > 0);
            isAbandoned ||= running !== null && (running as Wanted).waiters.length === 0;
          }
        } else if (running !== null) {
          const ended: Wanted = running;
          running = null;
          if (op.type === "finish") {
            harness.open()[0]?.succeed();
            end(ended, "ok");
            // Given up and asked for again meanwhile: the number that came late answers that, too.
            for (const successor of waiting.filter(({ origin }) => origin === ended.origin)) end(successor, "ok");
            waiting = waiting.filter(({ waiters }) => waiters.length > 0);
          } else {
            harness.open()[0]?.crash();
            ended.crashes += 1;
            if (!isAbandoned && ended.crashes < crashesUntilQuarantine) again = ended;
            else if (!isAbandoned) {
              poisonous.add(ended.origin);
              end(ended, "input-poisonous");
            }
          }
        }
        startNext();
        await settle();
        expect(harness.open().map(({ names }) => names)).toEqual(
          running === null ? [] : [[`a@${(running as Wanted).origin}`]],
        );
        expect(requests.map(({ outcome }) => outcome)).toEqual(requests.map(({ expected }) => expected));
        expect(harness.dispatcher.depth().userItems).toBe(waiting.length);
      }
      expect(refusals.filter(([found, wanted]) => found !== wanted)).toEqual([]);
    }),
    { numRuns: 300 },
  );
});
