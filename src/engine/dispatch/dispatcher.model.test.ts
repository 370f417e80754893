import fc from "fast-check";
import { expect, test } from "vitest";
import { EngineError, isCancelled } from "#domain/errors";
import { workLevels } from "#domain/forecast";
import { columnOf, createHarness, settle, type Harness } from "./dispatcher-harness.ts";

/**
 * Any interleaving of requests, cancellations, aiming, successes, failures, crashes and deletions, against rules that
 * need no knowledge of how the dispatcher works.
 */
const operation = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      type: fc.constant("request" as const),
      column: fc.nat(2),
      origin: fc.integer({ min: -12, max: 0 }),
      view: fc.option(fc.nat(2)),
      level: fc.constantFrom("user" as const, "evaluation" as const),
    }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constant("cancel" as const), which: fc.nat(1000) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant("focus" as const),
      column: fc.nat(2),
      origin: fc.integer({ min: -12, max: 0 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("unfocus" as const), column: fc.nat(2) }) },
  { weight: 5, arbitrary: fc.record({ type: fc.constant("succeed" as const), which: fc.nat(3) }) },
  { weight: 3, arbitrary: fc.record({ type: fc.constant("part" as const), which: fc.nat(3) }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant("crash" as const), which: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("fail" as const), which: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("delete" as const), dataset: fc.nat(1) }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant("wait" as const), ms: fc.nat(2000) }) },
);

interface Watched {
  readonly name: string;
  outcome: "open" | "ok" | string;
  cancel(): void;
}

const columns = [
  columnOf("a", { dataset: "data-0" }),
  columnOf("b", { dataset: "data-0", horizonSteps: 9 }),
  columnOf("c", { dataset: "data-1" }),
];

/** Checked after every step. */
function checkRules({ open, batches, dispatcher }: Harness, slots: number): void {
  const running = open();
  // Never more batches of a level than slots, of evaluations twice as many.
  for (const level of workLevels) {
    const most = level === "evaluation" ? 2 * slots : slots;
    expect(running.filter(({ input }) => input.level === level).length).toBeLessThanOrEqual(most);
  }
  // One run per forecast at a time, apart from batches that were told to stop.
  const names = running.filter(({ isCancelRequested }) => !isCancelRequested).flatMap((batch) => batch.unfinished());
  expect(new Set(names).size).toBe(names.length);
  // Batches hold one model and horizon.
  for (const { input } of batches) expect(input.windows.length).toBe(input.items.length * 4);
  const { userItems, evaluationItems, running: runningItems } = dispatcher.depth();
  expect(Math.min(userItems, evaluationItems)).toBeGreaterThanOrEqual(0);
  for (const level of workLevels) {
    const ofLevel = running.filter(({ input }) => input.level === level);
    const names = ofLevel.flatMap((batch) => batch.unfinished());
    expect(runningItems[level]).toBe(names.length);
  }
}

/** Ends whatever is under way until nothing is. */
async function drain(harness: Harness): Promise<void> {
  for (let turn = 0; turn < 400; turn += 1) {
    await settle();
    const running = harness.open();
    if (running.length === 0) return;
    for (const batch of running) {
      if (batch.isCancelRequested) batch.stopAsCancelled();
      else batch.succeed();
    }
  }
  throw new Error("the dispatcher never came to rest");
}

test.each([1, 2, 3])("no waiter hangs, nothing runs twice, no slot is lost (%i slots)", async (slots) => {
  await fc.assert(
    fc.asyncProperty(fc.array(operation, { maxLength: 60 }), async (operations) => {
      const harness = createHarness({ slots, limits: { maxBatch: 4, maxUserItems: 10, maxEvaluationItems: 10 } });
      const { dispatcher, clock } = harness;
      const watched: Watched[] = [];
      const reasons = new Set<string>();
      /** Views whose newer requests supersede the older ones. */
      const latest = new Map<number, ReturnType<Harness["request"]>>();
      const refusals = new Set<string>();
      for (const op of operations) {
        switch (op.type) {
          case "request": {
            const column = columns[op.column] ?? columns[0]!;
            const name = `${column.series}@${op.origin}`;
            try {
              const ticket = harness.request(column, op.origin, false, op.level);
              if (op.view !== null) {
                latest.get(op.view)?.supersede();
                latest.set(op.view, ticket);
              }
              const entry: Watched = { name, outcome: "open", cancel: () => ticket.cancel("user") };
              ticket.promise.then(
                ({ quantiles }) => {
                  entry.outcome = quantiles[1] === op.origin ? "ok" : `the answer of ${quantiles[1]}`;
                },
                (error: EngineError) => {
                  entry.outcome = isCancelled(error) ? error.reason : error.code;
                  reasons.add(entry.outcome);
                },
              );
              watched.push(entry);
            } catch (error) {
              refusals.add((error as EngineError).code);
            }
            break;
          }
          case "cancel":
            watched[op.which % Math.max(1, watched.length)]?.cancel();
            break;
          case "focus":
            dispatcher.focus(columns[op.column]!, { oldest: -12, newest: 0, focus: op.origin });
            break;
          case "unfocus":
            dispatcher.unfocus(columns[op.column]!.key);
            break;
          case "delete":
            dispatcher.forget(`data-${op.dataset}`);
            break;
          case "wait":
            clock.ms += op.ms;
            break;
          default: {
            const running = harness.open();
            const batch = running[op.which % Math.max(1, running.length)];
            if (batch === undefined) break;
            if (op.type === "part") batch.finish(...batch.names.slice(0, Math.ceil(batch.names.length / 2)));
            else if (op.type === "succeed") batch.succeed();
            else if (op.type === "crash") batch.crash();
            else if (batch.isCancelRequested) batch.stopAsCancelled();
            else batch.fail(new EngineError("model-damaged", "Broken."));
          }
        }
        await settle();
        checkRules(harness, slots);
      }
      await drain(harness);
      // Nobody is left over, and everyone who was turned away was told why.
      expect(watched.filter(({ outcome }) => outcome === "open")).toEqual([]);
      for (const code of refusals) expect(["queue-full", "input-poisonous"]).toContain(code);
      // An answer is the one that was asked for.
      expect(watched.filter(({ outcome }) => outcome.startsWith("the answer of"))).toEqual([]);
      for (const reason of reasons) {
        expect(["user", "superseded", "dataset-deleted", "model-damaged", "input-poisonous"]).toContain(reason);
      }
      // Work that is at rest is at rest: no queue, no range, no batch, no flight remains.
      expect(dispatcher.depth()).toMatchObject({
        userItems: 0,
        userBytes: 0,
        evaluationItems: 0,
        ranges: 0,
        running: { user: 0, evaluation: 0, background: 0 },
        retrying: 0,
      });
      // Each success is in the store, and only crashes, failures and cancelled batches made anything run again.
      expect(watched.filter(({ name, outcome }) => outcome === "ok" && !harness.stored.has(name))).toEqual([]);
      const disturbed = new Set(
        harness.batches.filter((batch) => batch.isCancelRequested).flatMap(({ names }) => names),
      );
      const hadTrouble = operations.some(({ type }) => type === "crash" || type === "fail");
      // A request that found its forecast in the store would not have come here: this harness asks blindly.
      const asked = (name: string): number => watched.filter((one) => one.name === name).length;
      const tooOften = [...harness.runs].filter(([name, count]) => !disturbed.has(name) && count > 1 + asked(name));
      expect(hadTrouble ? [] : tooOften).toEqual([]);
      expect(harness.bugs).toEqual([]);
    }),
    { numRuns: 150 },
  );
});
