/** Two processes on one file, in any order, against a model of the queue in a few lines. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { EngineError } from "#domain/errors";
import { isFinal, jobPriorities, nextStates, type JobPriority, type JobState } from "#domain/job";
import { leaseMs, retryDelaysMs, type Change, type JobStore } from "./job-store.ts";
import { openStore, searchOf, trialOf } from "./queue-fixtures.ts";

const root = mkdtempSync(join(tmpdir(), "fantail-queue-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

interface Modelled {
  readonly id: string;
  readonly key: string;
  state: JobState;
  priority: number;
  pid: number | null;
  leaseUntil: number;
  retryAt: number;
  retries: number;
  merged: number;
  whenLost: "pause" | "continue";
  readonly trials: Map<string, boolean>;
}

/** One place in a sequence: what is done, by which of the two, and to which of the jobs. */
const step = fc.record({
  side: fc.constantFrom(0, 1),
  which: fc.nat(5),
  action: fc.oneof(
    fc.record({
      type: fc.constant("submit" as const),
      key: fc.constantFrom("a", "b", "c"),
      priority: fc.constantFrom(...jobPriorities),
      whenLost: fc.constantFrom("pause" as const, "continue" as const),
    }),
    fc.record({ type: fc.constant("lease" as const) }),
    fc.record({
      type: fc.constant("record" as const),
      methods: fc.array(fc.nat(4), { maxLength: 4 }),
      isFailed: fc.boolean(),
    }),
    fc.record({ type: fc.constant("complete" as const) }),
    fc.record({ type: fc.constant("fail" as const), mayPass: fc.boolean() }),
    fc.record({
      type: fc.constant("change" as const),
      to: fc.constantFrom<Change>("pause", "resume", "cancel", "retry", "clear"),
    }),
    fc.record({ type: fc.constant("prioritise" as const), priority: fc.constantFrom(...jobPriorities) }),
    fc.record({ type: fc.constant("beat" as const) }),
    fc.record({ type: fc.constant("wait" as const), ms: fc.constantFrom(1_000, leaseMs + 1, 700_000) }),
    fc.record({ type: fc.constant("kill" as const) }),
    fc.record({ type: fc.constant("stop" as const) }),
    fc.record({ type: fc.constant("clear-finished" as const) }),
  ),
});

test("whatever two processes do to it, the queue is as if one had done it, and nothing is lost or counted twice", () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 10, maxLength: 60 }), (steps) => {
      const folder = mkdtempSync(join(root, "one-"));
      let now = 1_000;
      let pids = 2;
      const dead = new Set<number>();
      const pidOf = [1, 2];
      const openSide = (side: number): JobStore =>
        openStore({
          folder,
          owner: `${pidOf[side]}-random`,
          wallNow: () => now,
          isAlive: (pid) => !dead.has(pid),
        }).store;
      const stores = [openSide(0), openSide(1)] as [JobStore, JobStore];
      const model: Modelled[] = [];

      const move = (job: Modelled, to: JobState): void => {
        expect(nextStates[job.state]).toContain(to);
        job.state = to;
        if (to !== "running") job.pid = null;
      };
      const recover = (): void => {
        for (const job of model) {
          if (job.state !== "running" || job.pid === pidOf[0]) continue;
          if (job.leaseUntil < now || dead.has(job.pid as number)) {
            move(job, job.whenLost === "pause" ? "paused" : "pending");
          }
        }
      };
      const isAllowed = (job: Modelled, to: Change): boolean => {
        const twin = model.some(
          (other) => other !== job && other.key === job.key && other.state !== "failed" && other.state !== "cancelled",
        );
        if (to === "pause") return ["pending", "running", "retrying"].includes(job.state);
        if (to === "resume") return ["paused", "retrying"].includes(job.state);
        if (to === "cancel") return !isFinal(job.state);
        if (to === "retry") return ["failed", "cancelled"].includes(job.state) && !twin;
        return isFinal(job.state);
      };

      for (const { side, which, action } of steps) {
        const store = stores[side] as JobStore;
        const pid = pidOf[side] as number;
        const job = model[which % Math.max(1, model.length)];
        switch (action.type) {
          case "submit": {
            const { key, whenLost } = action;
            const priority = jobPriorities.indexOf(action.priority);
            const known = model.find((one) => one.key === key && one.state !== "failed" && one.state !== "cancelled");
            const submitted = store.submit(searchOf({ priority: action.priority, whenLost }), key);
            expect(submitted.isMerged).toBe(known !== undefined);
            if (known === undefined) {
              model.push({
                id: submitted.job,
                key,
                state: "pending",
                priority,
                pid: null,
                leaseUntil: 0,
                retryAt: 0,
                retries: 0,
                merged: 0,
                whenLost,
                trials: new Map(),
              });
            } else {
              expect(submitted.job).toBe(known.id);
              known.merged += 1;
              known.priority = Math.min(known.priority, priority);
              if (whenLost === "continue") known.whenLost = "continue";
              if (known.state === "paused") {
                move(known, "pending");
                known.retries = 0;
              }
            }
            break;
          }
          case "lease": {
            const [next] = model
              .filter((one) => one.state === "pending" || (one.state === "retrying" && one.retryAt <= now))
              .map((one, index) => ({ one, index }))
              .sort((a, b) => a.one.priority - b.one.priority || a.index - b.index);
            expect(store.lease(null)).toBe(next?.one.id ?? null);
            if (next !== undefined) {
              move(next.one, "running");
              next.one.pid = pid;
              next.one.leaseUntil = now + leaseMs;
            }
            break;
          }
          case "record": {
            if (job === undefined) break;
            const outcome = action.isFailed ? ("failed" as const) : ("finished" as const);
            const trials = action.methods.map((method) => trialOf({ method: `m${method}`, outcome, past: [] }));
            store.record(
              job.id,
              trials.map((trial) => (action.isFailed ? trial : trialOf({ method: trial.method }))),
              9,
              0,
            );
            for (const { method } of trials) if (!job.trials.has(method)) job.trials.set(method, action.isFailed);
            break;
          }
          case "complete": {
            if (job === undefined) break;
            const isMine = job.state === "running" && job.pid === pid;
            expect(store.complete(job.id, "")).toBe(isMine);
            if (isMine) move(job, "completed");
            break;
          }
          case "fail": {
            if (job === undefined) break;
            const isMine = job.state === "running" && job.pid === pid;
            const delay = action.mayPass ? retryDelaysMs[job.retries] : undefined;
            const at = store.fail(job.id, { code: "internal", message: "no" }, action.mayPass, "");
            expect(at).toBe(isMine && delay !== undefined ? now + delay : null);
            if (!isMine) break;
            if (delay === undefined) {
              move(job, "failed");
            } else {
              move(job, "retrying");
              job.retries += 1;
              job.retryAt = now + delay;
            }
            break;
          }
          case "change": {
            if (job === undefined) break;
            const { to } = action;
            let refused: unknown = null;
            try {
              store.change(job.id, to);
            } catch (error) {
              refused = error;
            }
            expect(refused === null).toBe(isAllowed(job, to));
            if (refused !== null) {
              expect(refused).toBeInstanceOf(EngineError);
              break;
            }
            if (to === "pause") move(job, "paused");
            if (to === "cancel") move(job, "cancelled");
            if (to === "resume" || to === "retry") {
              move(job, "pending");
              job.retries = 0;
            }
            if (to === "retry") for (const [method, isFailed] of job.trials) if (isFailed) job.trials.delete(method);
            if (to === "clear") model.splice(model.indexOf(job), 1);
            break;
          }
          case "prioritise":
            if (job === undefined) break;
            store.prioritise(job.id, action.priority);
            job.priority = jobPriorities.indexOf(action.priority);
            break;
          case "beat": {
            if (job === undefined) break;
            const isMine = job.state === "running" && job.pid === pid;
            expect(store.beat(job.id)).toBe(isMine);
            expect(store.isOurs(job.id)).toBe(isMine);
            if (isMine) job.leaseUntil = now + leaseMs;
            break;
          }
          case "wait":
            now += action.ms;
            stores[0].recover();
            recover();
            break;
          case "kill":
            // Whatever it had leased is left to the other.
            store.close();
            dead.add(pid);
            pids += 1;
            pidOf[side] = pids;
            stores[side] = openSide(side);
            stores[0].recover();
            recover();
            break;
          case "stop":
            for (const one of model) {
              if (one.state !== "running" || one.pid !== pid) continue;
              store.release(one.id);
              move(one, one.whenLost === "pause" ? "paused" : "pending");
            }
            break;
          case "clear-finished": {
            const finished = model.filter(({ state }) => isFinal(state));
            expect(store.clearFinished()).toEqual(finished.map(({ id }) => id));
            for (const one of finished) model.splice(model.indexOf(one), 1);
          }
        }
        for (const one of stores) {
          expect(
            one.list().map(({ id, state, priority, merged, trials }) => ({ id, state, priority, merged, trials })),
          ).toEqual(
            model.map(({ id, state, priority, merged, trials }) => ({
              id,
              state,
              priority: jobPriorities[priority] as JobPriority,
              merged,
              trials: {
                total: expect.any(Number) as number,
                completed: [...trials.values()].filter((isFailed) => !isFailed).length,
                failed: [...trials.values()].filter(Boolean).length,
                timedOut: 0,
                reused: 0,
              },
            })),
          );
        }
      }
      // What ended is there with its scores, whoever opens the file.
      for (const one of model) {
        expect(new Set(stores[1].load(one.id).ended.map(({ method }) => method))).toEqual(new Set(one.trials.keys()));
      }
      for (const store of stores) store.close();
      rmSync(folder, { recursive: true });
    }),
    { numRuns: 100 },
  );
});
