/** Two processes on one file, in any order, against a model of the queue in a few lines. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { orRefusal } from "../../domain/errors/testing.ts";
import { EngineError } from "#domain/errors";
import { isFinal, jobKinds, jobPriorities, nextStates, type JobKind, type JobState } from "#domain/job";
import { leaseMs, leasePerSeriesMs, maxLosses, retryDelaysMs, type Change, type JobStore } from "./job-store.ts";
import { endedIn, keyed, openStore, profileJob, searchOf, trialOf } from "./queue-fixtures.ts";

const root = mkdtempSync(join(tmpdir(), "fantail-queue-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

interface Modelled {
  readonly id: string;
  readonly kind: JobKind;
  readonly key: string;
  state: JobState;
  priority: number;
  pid: number | null;
  leaseUntil: number;
  retryAt: number;
  retries: number;
  merged: number;
  losses: number;
  whenLost: "pause" | "continue";
  /** By method, whether it failed. */
  readonly trials: Map<string, boolean>;
}

const actions = fc.oneof(
  fc.record({
    type: fc.constant("submit" as const),
    kind: fc.constantFrom(...jobKinds),
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
  fc.record({ type: fc.constant("complete" as const), isForgotten: fc.boolean() }),
  fc.record({ type: fc.constant("fail" as const), mayPass: fc.boolean() }),
  fc.record({
    type: fc.constant("change" as const),
    to: fc.constantFrom<Change>("pause", "resume", "cancel", "retry", "clear"),
  }),
  fc.record({ type: fc.constant("prioritise" as const), priority: fc.constantFrom(...jobPriorities) }),
  fc.record({ type: fc.constant("beat" as const) }),
  fc.record({
    type: fc.constant("wait" as const),
    ms: fc.constantFrom(1_000, leaseMs + leasePerSeriesMs + 1, 700_000),
  }),
  fc.record({ type: fc.constant("kill" as const) }),
  fc.record({ type: fc.constant("stop" as const) }),
  fc.record({ type: fc.constant("clear-finished" as const) }),
);
/** One place in a sequence: what is done, by which of the two, and to which of the jobs. */
const step = fc.record({ side: fc.constantFrom(0, 1), which: fc.nat(5), action: actions });
type Step = typeof step extends fc.Arbitrary<infer One> ? One : never;

class Queue {
  jobs: Modelled[] = [];
  /** Transitions that no rule allows. */
  readonly illegal: string[] = [];
  readonly #folder = mkdtempSync(join(root, "one-"));
  readonly #dead = new Set<number>();
  readonly #pids = [1, 2];
  readonly stores: JobStore[];
  #now = 1_000;

  constructor() {
    this.stores = [this.#open(0), this.#open(1)];
  }

  /** @returns what the store answered, and what it should have */
  do({ side, which, action }: Step): [unknown, unknown] {
    const store = this.stores[side] as JobStore;
    const pid = this.#pids[side] as number;
    const job = this.jobs[which % Math.max(1, this.jobs.length)];
    switch (action.type) {
      case "submit":
        return this.#submit(store, action);
      case "lease":
        return this.#lease(store, pid);
      case "wait":
        this.#now += action.ms;
        return this.#recover(side);
      case "kill":
        store.close();
        this.#dead.add(pid);
        this.#pids[side] = Math.max(...this.#pids) + 1;
        this.stores[side] = this.#open(side);
        return this.#recover(side);
      case "stop":
        for (const one of this.jobs) store.release(one.id);
        for (const one of this.jobs) if (one.pid === pid) this.#giveBack(one);
        return [null, null];
      case "clear-finished": {
        const finished = this.jobs.filter(({ state }) => isFinal(state));
        this.jobs = this.jobs.filter(({ state }) => !isFinal(state));
        return [store.clearFinished(), finished.map(({ id }) => id)];
      }
      default:
        return job === undefined ? [null, null] : this.#doTo(job, store, pid, action);
    }
  }

  close(): void {
    for (const store of this.stores) store.close();
    rmSync(this.#folder, { recursive: true });
  }

  #open(side: number): JobStore {
    return openStore({
      folder: this.#folder,
      owner: `${this.#pids[side]}-random`,
      wallNow: () => this.#now,
      isAlive: (pid) => !this.#dead.has(pid),
    }).store;
  }

  #move(job: Modelled, to: JobState): void {
    if (!nextStates[job.state].includes(to)) this.illegal.push(`${job.state} to ${to}`);
    job.state = to;
    job.pid = null;
  }

  #giveBack(job: Modelled): void {
    this.#move(job, job.whenLost === "pause" ? "paused" : "pending");
  }

  #submit(
    store: JobStore,
    { kind, key: name, priority, whenLost }: Extract<Step["action"], { type: "submit" }>,
  ): [unknown, unknown] {
    // As a kind is part of what every key is made of.
    const key = `${kind} ${name}`;
    const known = this.jobs.find((one) => one.key === key && !isOver(one));
    const urgency = jobPriorities.indexOf(priority);
    const job =
      kind === "search" ? keyed(searchOf({ priority, whenLost }), key) : profileJob({ priority, whenLost, key });
    const submitted = store.submit(job);
    if (known === undefined) {
      this.jobs.push({
        id: submitted.job,
        kind,
        key,
        state: "pending",
        priority: urgency,
        pid: null,
        leaseUntil: 0,
        retryAt: 0,
        retries: 0,
        merged: 0,
        losses: 0,
        whenLost,
        trials: new Map(),
      });
      return [submitted.isMerged, false];
    }
    known.merged += 1;
    known.priority = Math.min(known.priority, urgency);
    if (whenLost === "continue") known.whenLost = "continue";
    if (known.state === "paused") {
      this.#move(known, "pending");
      known.retries = 0;
      known.losses = 0;
    }
    return [submitted, { job: known.id, isMerged: true }];
  }

  #lease(store: JobStore, pid: number): [unknown, unknown] {
    const [next] = this.jobs
      .filter(({ state, retryAt }) => state === "pending" || (state === "retrying" && retryAt <= this.#now))
      .sort((a, b) => a.priority - b.priority || this.jobs.indexOf(a) - this.jobs.indexOf(b));
    if (next !== undefined) {
      this.#move(next, "running");
      next.pid = pid;
      next.leaseUntil = this.#now + leaseMs + leasePerSeriesMs;
    }
    return [store.lease(null), next?.id ?? null];
  }

  #recover(side: number): [unknown, unknown] {
    const lost = this.jobs.filter(
      ({ state, pid, leaseUntil }) =>
        state === "running" && pid !== this.#pids[side] && (leaseUntil < this.#now || this.#dead.has(pid as number)),
    );
    for (const job of lost) {
      job.losses += 1;
      if (job.losses < maxLosses) this.#giveBack(job);
      else this.#move(job, "failed");
    }
    return [(this.stores[side] as JobStore).recover(), lost.map(({ id }) => id)];
  }

  #doTo(job: Modelled, store: JobStore, pid: number, action: Step["action"]): [unknown, unknown] {
    const isMine = job.pid === pid;
    switch (action.type) {
      case "record": {
        const methods = action.methods.map((method) => `m${method}`);
        if (methods.length > 0) job.losses = job.retries = 0;
        for (const method of methods) if (!job.trials.has(method)) job.trials.set(method, action.isFailed);
        const failed = { outcome: "failed" as const, past: [] };
        const trials = methods.map((method) => trialOf({ method, ...(action.isFailed ? failed : {}) }));
        store.record(job.id, trials, 9, 0);
        return [null, null];
      }
      case "complete":
        if (isMine) this.#move(job, "completed");
        if (isMine && action.isForgotten) this.jobs = this.jobs.filter((one) => one !== job);
        return [store.complete(job.id, "", action.isForgotten), isMine];
      case "fail": {
        const delay = action.mayPass ? retryDelaysMs[job.retries] : undefined;
        const at = isMine && delay !== undefined ? this.#now + delay : null;
        if (isMine) this.#move(job, at === null ? "failed" : "retrying");
        if (at !== null) {
          job.retries += 1;
          job.retryAt = at;
        }
        return [store.fail(job.id, { code: "internal", message: "no" }, action.mayPass, ""), at];
      }
      case "change": {
        const refused = orRefusal(() => store.change(job.id, action.to)) instanceof EngineError;
        const isAllowed = this.#isAllowed(job, action.to);
        if (isAllowed) this.#change(job, action.to);
        return [refused, !isAllowed];
      }
      case "prioritise":
        job.priority = jobPriorities.indexOf(action.priority);
        store.prioritise(job.id, action.priority);
        return [null, null];
      case "beat":
        if (isMine) job.leaseUntil = this.#now + leaseMs + leasePerSeriesMs;
        return [
          [store.beat(job.id), store.isOurs(job.id)],
          [isMine, isMine],
        ];
      default:
        return [null, null];
    }
  }

  #isAllowed(job: Modelled, to: Change): boolean {
    switch (to) {
      case "pause":
        return ["pending", "running", "retrying"].includes(job.state);
      case "resume":
        return ["paused", "retrying"].includes(job.state);
      case "cancel":
        return !isFinal(job.state);
      case "retry":
        return isOver(job) && !this.jobs.some((other) => other !== job && other.key === job.key && !isOver(other));
      case "clear":
        return isFinal(job.state);
    }
  }

  #change(job: Modelled, to: Change): void {
    switch (to) {
      case "pause":
        this.#move(job, "paused");
        break;
      case "cancel":
        this.#move(job, "cancelled");
        break;
      case "resume":
      case "retry":
        this.#move(job, "pending");
        job.retries = 0;
        job.losses = 0;
        // Tried again, unlike what was found.
        if (to === "retry") for (const [method, isFailed] of job.trials) if (isFailed) job.trials.delete(method);
        break;
      case "clear":
        this.jobs = this.jobs.filter((one) => one !== job);
    }
  }
}

function isOver({ state }: Modelled): boolean {
  return state === "failed" || state === "cancelled";
}

function shownOf({ id, kind, state, priority, merged, trials }: Modelled): unknown {
  const failed = [...trials.values()].filter(Boolean).length;
  return {
    id,
    kind,
    state,
    priority: jobPriorities[priority],
    merged,
    trials: { completed: trials.size - failed, failed, timedOut: 0, reused: 0 },
  };
}

test("whatever two processes do to it, the queue is as if one had done it, and nothing is lost or counted twice", () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 10, maxLength: 60 }), (steps) => {
      const queue = new Queue();
      for (const one of steps) {
        const [answer, expected] = queue.do(one);
        expect(answer).toEqual(expected);
        for (const store of queue.stores) expect(store.list()).toMatchObject(queue.jobs.map(shownOf));
      }
      expect(queue.illegal).toEqual([]);
      // What ended is there with its scores, whoever opens the file.
      for (const { id, kind, trials } of queue.jobs) {
        expect((queue.stores[1] as JobStore).load(id).kind).toBe(kind);
        const ended = endedIn(queue.stores[1] as JobStore, id);
        expect(ended.map(({ method }) => method)).toEqual([...trials.keys()].sort());
      }
      queue.close();
    }),
    { numRuns: 60 },
  );
});
