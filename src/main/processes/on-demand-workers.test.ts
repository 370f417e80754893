import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { OnDemandWorkers } from "./on-demand-workers.ts";
import { FakeProcess } from "./process-fixtures.ts";

vi.mock("electron", () => ({}));

type In =
  | { readonly type: "import"; readonly id: number; readonly path: string }
  | { readonly type: "cancel"; readonly id: number }
  | { readonly type: "stop" };
type Out =
  | { readonly type: "ready" }
  | { readonly type: "done"; readonly id: number; readonly rows: number }
  | { readonly type: "progress"; readonly id: number };

type Process = FakeProcess<In, Out>;

/** The id of the request that it was given last. */
function lastAsked(process: Process): number {
  const last = process.asked("import").at(-1);
  if (last === undefined) throw new Error("nothing was asked");
  return last.id;
}

/** @param isKilledBySignal a request is cancelled by ending its process, whose end is told later: when the test says so */
function workers({ isKilledBySignal = false } = {}) {
  const processes: Process[] = [];
  const pool = new OnDemandWorkers<In, Out>({
    name: "ingest",
    entry: "/ingest.js",
    logger: { info: () => undefined, warn: () => undefined, error: () => undefined },
    fork: () => {
      const next: Process = new FakeProcess("ingest");
      if (isKilledBySignal) next.kill = () => undefined;
      processes.push(next);
      return next;
    },
  });
  const request = (path: string, signal?: AbortSignal): Promise<number> =>
    pool.request<number>({
      message: (id) => ({ type: "import", id, path }),
      ...(isKilledBySignal ? {} : { cancelMessage: (id: number): In => ({ type: "cancel", id }) }),
      signal,
      receive: (message) => (message.type === "done" ? { value: message.rows } : undefined),
    });
  const process = (index: number): Process => {
    const found = processes[index];
    if (found === undefined) throw new Error(`there is no process ${index}`);
    return found;
  };
  return { pool, processes, process, request };
}

async function pass(ms = 0): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms);
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("OnDemandWorkers", () => {
  it("starts a process with the first request, keeps it for the next one, and ends it after half a minute", async () => {
    const { processes, process, request } = workers();
    expect(processes.length).toBe(0);
    for (const rows of [1, 2]) {
      const answer = request("a.csv");
      await pass();
      process(0).say({ type: "progress", id: lastAsked(process(0)) });
      process(0).say({ type: "done", id: lastAsked(process(0)), rows });
      expect(await answer).toBe(rows);
      await pass(20_000);
    }
    expect(processes.length).toBe(1);
    expect(process(0).isGone).toBe(false);
    await pass(10_000);
    expect(process(0).isGone).toBe(true);
  });

  it("starts a process ahead of a request that is about to come, once, and ends it where none comes", async () => {
    const { pool, processes, process, request } = workers();
    pool.prepare();
    pool.prepare();
    await pass();
    const answer = request("a.csv");
    await pass();
    pool.prepare();
    process(0).say({ type: "done", id: lastAsked(process(0)), rows: 1 });
    expect(await answer).toBe(1);
    expect(processes.length).toBe(1);
    await pass(30_000);
    expect(process(0).isGone).toBe(true);
    pool.prepare();
    expect(processes.length).toBe(2);
    await pass(30_000);
    expect(process(1).isGone).toBe(true);
    await pool.stop(100);
    pool.prepare();
    expect(processes.length).toBe(2);
  });

  it("gives each request a process of its own, three at most; the fourth waits its turn", async () => {
    const { processes, process, request } = workers();
    const answers = ["a", "b", "c", "d"].map((path) => request(path));
    await pass();
    expect(processes.map(({ posted }) => posted.map((message) => message.type === "import" && message.path))).toEqual([
      ["a"],
      ["b"],
      ["c"],
    ]);
    process(1).say({ type: "done", id: lastAsked(process(1)), rows: 2 });
    await pass();
    process(1).say({ type: "done", id: lastAsked(process(1)), rows: 4 });
    process(0).say({ type: "done", id: lastAsked(process(0)), rows: 1 });
    process(2).say({ type: "done", id: lastAsked(process(2)), rows: 3 });
    expect(await Promise.all(answers)).toEqual([1, 2, 3, 4]);
  });

  it("tries once more in a new process after a crash, then gives up", async () => {
    const { processes, process, request } = workers();
    const answer = request("bad.csv");
    answer.catch(() => undefined);
    await pass();
    process(0).end(139);
    await pass();
    expect(processes.length).toBe(2);
    process(1).end(139);
    await expect(answer).rejects.toMatchObject({ code: "worker-crashed" });
    expect(processes.length).toBe(2);
  });

  it("cancels by message, and keeps the process that answers in time", async () => {
    const { processes, process, request } = workers();
    const controller = new AbortController();
    const answer = request("big.csv", controller.signal);
    answer.catch(() => undefined);
    await pass();
    const id = lastAsked(process(0));
    controller.abort();
    expect(process(0).posted.at(-1)).toEqual({ type: "cancel", id });
    await pass(400);
    process(0).say({ type: "done", id, rows: 0 });
    await answer;
    await pass(1_000);
    expect(process(0).isGone).toBe(false);
    expect(processes.length).toBe(1);
  });

  it("ends a process that says nothing for ten minutes, and does not try again; one that reports may take as long as it needs", async () => {
    const { processes, process, request } = workers();
    const slow = request("big.csv");
    const stuck = request("stuck.csv");
    stuck.catch(() => undefined);
    await pass();
    for (let minutes = 0; minutes < 20; minutes += 5) {
      await pass(5 * 60_000);
      process(0).say({ type: "progress", id: lastAsked(process(0)) });
    }
    await expect(stuck).rejects.toMatchObject({ code: "timed-out" });
    expect(process(1).isGone).toBe(true);
    expect(processes.length).toBe(2);
    process(0).say({ type: "done", id: lastAsked(process(0)), rows: 7 });
    expect(await slow).toBe(7);
  });

  it("kills a process that does not answer a cancel within half a second", async () => {
    const { processes, process, request } = workers();
    const controller = new AbortController();
    const answer = request("big.csv", controller.signal);
    answer.catch(() => undefined);
    await pass();
    controller.abort();
    await pass(500);
    expect(process(0).isGone).toBe(true);
    await expect(answer).rejects.toMatchObject({ code: "cancelled" });
    expect(processes.length).toBe(1);
  });

  it("gives no request to a process that is being ended for another one, though that has answered", async () => {
    const { processes, process, request } = workers({ isKilledBySignal: true });
    const controller = new AbortController();
    const scrubbed = request("scrubbed", controller.signal);
    await pass();
    // The answer, the cancellation and the next request come in one turn; the end of the process comes later.
    process(0).say({ type: "done", id: lastAsked(process(0)), rows: 1 });
    controller.abort();
    await scrubbed;
    const exported = request("exported");
    await pass();
    process(0).end(9);
    process(1).say({ type: "done", id: lastAsked(process(1)), rows: 2 });
    expect(await exported).toBe(2);
    expect(
      process(1)
        .asked("import")
        .map(({ path }) => path),
    ).toEqual(["exported"]);
    expect(processes.length).toBe(2);
  });

  it("tries a request whose process died while it was idle in a process that is new", async () => {
    const { process, request } = workers();
    const both = [request("a"), request("b")];
    await pass();
    for (const index of [0, 1]) process(index).say({ type: "done", id: lastAsked(process(index)), rows: index });
    await Promise.all(both);
    const answer = request("c");
    await pass();
    // Killed from outside, and the idle one with it: of that nothing is known yet.
    process(1).end(9);
    await pass();
    process(2).say({ type: "done", id: lastAsked(process(2)), rows: 3 });
    expect(await answer).toBe(3);
  });

  it("starts nothing for a request that was cancelled before its turn", async () => {
    const { processes, request } = workers();
    await expect(request("a.csv", AbortSignal.abort())).rejects.toMatchObject({ code: "cancelled" });
    expect(processes.length).toBe(0);
  });

  it("releases at once what is cancelled while it waits for its turn, and the turn goes to the next", async () => {
    const { processes, process, request } = workers();
    const running = ["a", "b", "c"].map((path) => request(path));
    await pass();
    const controller = new AbortController();
    const waiting = request("d", controller.signal);
    const next = request("e");
    await pass();
    controller.abort();
    await expect(waiting).rejects.toMatchObject({ code: "cancelled" });
    process(0).say({ type: "done", id: lastAsked(process(0)), rows: 1 });
    await running[0];
    await pass();
    expect(processes.length).toBe(3);
    process(0).say({ type: "done", id: lastAsked(process(0)), rows: 5 });
    expect(await next).toBe(5);
  });

  it("releases whoever waits when it is stopped", async () => {
    const { pool, process, processes, request } = workers();
    const answers = ["a", "b", "c", "d"].map((path) => request(path));
    for (const answer of answers) answer.catch(() => undefined);
    await pass();
    await pool.stop(1_000);
    for (const answer of answers) await expect(answer).rejects.toMatchObject({ code: "shutting-down" });
    expect(processes.every(({ isGone }) => isGone)).toBe(true);
    expect(process(0).posted.at(-1)).toEqual({ type: "stop" });
  });
});
