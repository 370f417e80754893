import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakeProcess, fakePid } from "./process-fixtures.ts";
import { WorkerSupervisor } from "./worker-supervisor.ts";

vi.mock("electron", () => ({}));

type In = { readonly type: "work"; readonly id: number } | { readonly type: "stop" };
type Out = { readonly type: "ready" } | { readonly type: "answer"; readonly id: number };

type Process = FakeProcess<In, Out>;

function supervise() {
  const processes: Process[] = [];
  const events: string[] = [];
  const log: string[] = [];
  const note = (event: string): void => void log.push(event);
  const worker = new WorkerSupervisor<In, Out>(
    {
      name: "test",
      entry: "/entry.js",
      logger: { info: note, warn: note, error: note },
      now: () => Date.now(),
      fork: () => {
        const next: Process = new FakeProcess("test", { isStubborn: true });
        processes.push(next);
        return next;
      },
    },
    {
      onUp: () => events.push("up"),
      onDown: ({ reason, code }) => events.push(`down ${reason} ${code}`),
      onMessage: (message) => events.push(message.type),
    },
  );
  const current = (): Process => {
    const last = processes.at(-1);
    if (last === undefined) throw new Error("nothing was started");
    return last;
  };
  return { worker, processes, events, log, current };
}

/** Lets promises settle; fake timers stand still. */
async function settle(): Promise<void> {
  await vi.advanceTimersByTimeAsync(0);
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("WorkerSupervisor", () => {
  it("is started when the process says ready, and passes messages on", async () => {
    const { worker, events, current } = supervise();
    const started = worker.start();
    current().say({ type: "ready" });
    await started;
    worker.post({ type: "work", id: 1 });
    current().say({ type: "answer", id: 1 });
    expect(current().posted).toEqual([{ type: "work", id: 1 }]);
    expect(events).toEqual(["up", "answer"]);
    expect(worker.health()).toEqual({ name: "test", state: "ready", pid: fakePid, restarts: 0 });
  });

  it("doubles the pause before each restart up to five seconds", async () => {
    const { worker, processes, current } = supervise();
    worker.start().catch(() => undefined);
    const pauses: number[] = [];
    for (let crash = 0; crash < 8; crash += 1) {
      const count = processes.length;
      current().end(1);
      await settle();
      const from = Date.now();
      while (processes.length === count) await vi.advanceTimersByTimeAsync(50);
      pauses.push(Date.now() - from);
    }
    expect(pauses).toEqual([100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000]);
    expect(worker.health()).toMatchObject({ state: "restarting", restarts: 8 });
  });

  it.each([
    ["lived for thirty seconds", async () => void (await vi.advanceTimersByTimeAsync(30_000))],
    ["did real work", async (worker: WorkerSupervisor<In, Out>) => worker.markHealthy()],
  ])("starts with the shortest pause again after a process that %s", async (_, proveHealth) => {
    const { worker, processes, current } = supervise();
    worker.start().catch(() => undefined);
    for (let crash = 0; crash < 4; crash += 1) {
      current().end(1);
      await vi.advanceTimersByTimeAsync(5_000);
    }
    current().say({ type: "ready" });
    await proveHealth(worker);
    const count = processes.length;
    current().end(1);
    await vi.advanceTimersByTimeAsync(100);
    expect(processes.length).toBe(count + 1);
  });

  it("tells why a process is gone", async () => {
    const { worker, events, current } = supervise();
    worker.start().catch(() => undefined);
    current().end(139);
    await vi.advanceTimersByTimeAsync(100);
    current().runOutOfMemory();
    await vi.advanceTimersByTimeAsync(200);
    worker.kill();
    await settle();
    expect(events).toEqual(["down crashed 139", "down out-of-memory 5", "down killed 9"]);
  });

  it("kills a process that does not become ready in ten seconds, and says so", async () => {
    const { worker, events, log } = supervise();
    worker.start().catch(() => undefined);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(events).toEqual(["down launch-failed 9"]);
    expect(log).toContain("worker-not-ready");
  });

  it("has started when the second try succeeds, and has failed after the third", async () => {
    const lucky = supervise();
    const started = lucky.worker.start();
    lucky.current().end(1);
    await vi.advanceTimersByTimeAsync(100);
    lucky.current().say({ type: "ready" });
    await started;

    const unlucky = supervise();
    const failed = unlucky.worker.start();
    failed.catch(() => undefined);
    for (let crash = 0; crash < 3; crash += 1) {
      unlucky.current().end(1);
      await vi.advanceTimersByTimeAsync(400);
    }
    await expect(failed).rejects.toMatchObject({ code: "worker-crashed" });
  });

  it("has not started when it is stopped before", async () => {
    const { worker } = supervise();
    const started = worker.start();
    started.catch(() => undefined);
    const stopped = worker.stop(0);
    await settle();
    await stopped;
    await expect(started).rejects.toMatchObject({ code: "shutting-down" });
  });

  it("drops no message: one for a process that is not there is refused loudly", async () => {
    const { worker, processes, current } = supervise();
    const refusal = '"work" was posted while no test process was ready';
    expect(() => worker.post({ type: "work", id: 0 })).toThrow(refusal);
    const started = worker.start();
    expect(() => worker.post({ type: "work", id: 1 })).toThrow(refusal);
    current().say({ type: "ready" });
    await started;
    current().end(1);
    await settle();
    expect(() => worker.post({ type: "work", id: 2 })).toThrow(refusal);
    await vi.advanceTimersByTimeAsync(100);
    expect(() => worker.post({ type: "work", id: 3 })).toThrow(refusal);
    expect(processes.flatMap((process) => process.posted)).toEqual([]);
  });

  it("asks before it kills when it is stopped, and starts nothing afterwards", async () => {
    const { worker, processes, events, current } = supervise();
    const started = worker.start();
    current().say({ type: "ready" });
    await started;
    const stopped = worker.stop(1_000);
    expect(current().posted).toEqual([{ type: "stop" }]);
    expect(current().isGone).toBe(false);
    await vi.advanceTimersByTimeAsync(1_000);
    await stopped;
    expect(current().isGone).toBe(true);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(processes.length).toBe(1);
    expect(events).toEqual(["up", "down killed 9"]);
    expect(worker.health().state).toBe("stopped");
  });

  it("gives up a restart that is pending when it is stopped", async () => {
    const { worker, processes, current } = supervise();
    worker.start().catch(() => undefined);
    current().end(1);
    await settle();
    await worker.stop(1_000);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(processes.length).toBe(1);
  });
});
