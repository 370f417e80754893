import { EventEmitter } from "node:events";
import { describe, expect, test } from "vitest";
import type { Grant } from "#contract/ipc";
import { CancelledError, EngineError } from "#domain/errors";
import { RequestGate, type CoreHandlersOf, type EarlyHandlersOf, type SentEvent } from "./request-gate.ts";

class Page extends EventEmitter {}

const ownFrame = { url: "app://fantail/index.html", parent: null };
const noHandlers = {} as CoreHandlersOf<Page>;

function create(
  handlers: Partial<CoreHandlersOf<Page>> | Promise<CoreHandlersOf<Page>> = noHandlers,
  early: Partial<EarlyHandlersOf<Page>> = {},
  whenStarted: (name: string) => Promise<void> = async () => undefined,
) {
  const logged: string[] = [];
  const log = (message: string): number => logged.push(message);
  const granted: string[] = [];
  const counted: string[] = [];
  const acts: string[] = [];
  const gate = new RequestGate<Page>({
    early: early as EarlyHandlersOf<Page>,
    whenStarted,
    core: handlers instanceof Promise ? handlers : Promise.resolve({ ...noHandlers, ...handlers }),
    grantPath: async (path, kind): Promise<Grant> => {
      granted.push(`${kind} ${path}`);
      if (path === "") throw new EngineError("file-not-found", "What you dropped is not a file on this computer.");
      return { grant: "token", name: path, sizeBytes: 1 };
    },
    logger: { info: log, warn: log, error: log },
    onAct: () => void acts.push("act"),
    counts: { add: (outcome) => counted.push(outcome) },
  });
  return { gate, logged, granted, counted, acts };
}

function from(page: Page, senderFrame: SentEvent<Page>["senderFrame"] = ownFrame): SentEvent<Page> {
  return { sender: page, senderFrame };
}

/** A handler that waits until it is aborted. */
function waiting() {
  const signals: AbortSignal[] = [];
  const handlers: Partial<CoreHandlersOf<Page>> = {
    "series:values": (_args, { signal }) => {
      signals.push(signal);
      return new Promise((_resolve, reject) => {
        signal.addEventListener("abort", () => reject(new CancelledError("user")), { once: true });
      });
    },
  };
  return { handlers, signals };
}

const values = (requestId: string) => ({ requestId, name: "series:values", args: { dataset: "d", series: "s" } });

test("what a window asks by itself while somebody looks is no act of the user", async () => {
  const { gate, acts } = create();
  const page = new Page();
  const asked = ["diagnostics:live", "diagnostics:log", "cache:info", "models:list"];
  for (const [id, name] of asked.entries())
    await gate.request(from(page), {
      requestId: String(id),
      name,
      args: name === "diagnostics:log" ? { file: "current" } : {},
    });
  await gate.request(from(page, null), { requestId: "9", name: "cache:info", args: {} });
  expect(acts).toHaveLength(2);
});

test("every answer is counted as what it is", async () => {
  const { gate, counted } = create(waiting().handlers, {
    "app:info": async () => {
      throw new EngineError("internal", "No.");
    },
    "window:open": async () => ({}),
  });
  const page = new Page();
  await gate.request(from(page), { requestId: "1", name: "window:open", args: {} });
  await gate.request(from(page), { requestId: "2", name: "app:info", args: {} });
  const given = gate.request(from(page), values("3"));
  await Promise.resolve();
  gate.abortAll();
  await given;
  // What never came to a handler is no request of the window's.
  await gate.request(from(page, null), { requestId: "4", name: "window:open", args: {} });
  expect(counted).toEqual(["answered", "failed", "cancelled"]);
});

describe("who may ask", () => {
  const strangers: [what: string, frame: SentEvent<Page>["senderFrame"]][] = [
    ["another page", { url: "https://example.org/", parent: null }],
    ["a page of another host of our scheme", { url: "app://elsewhere/index.html", parent: null }],
    ["a frame inside our page", { url: ownFrame.url, parent: {} }],
    ["a frame that is gone", null],
  ];

  test.each(strangers)("%s is refused, on every channel, and nothing is done for it", async (_what, frame) => {
    const calls: string[] = [];
    const { gate, logged, granted } = create({
      "series:values": async () => {
        calls.push("values");
        throw new EngineError("dataset-not-found", "x");
      },
    });
    const page = new Page();
    expect(await gate.request(from(page, frame), values("1"))).toMatchObject({
      ok: false,
      error: { code: "not-allowed" },
    });
    expect(await gate.grant(from(page, frame), { path: "/a.csv", kind: "table" })).toMatchObject({
      ok: false,
      error: { code: "not-allowed" },
    });
    expect(calls).toEqual([]);
    expect(granted).toEqual([]);
    expect(logged).toEqual(["ipc-refused", "ipc-refused"]);
  });

  test("a stranger can't cancel what our page asked for", async () => {
    const { handlers, signals } = waiting();
    const { gate } = create(handlers);
    const page = new Page();
    const answer = gate.request(from(page), values("1"));
    await expect.poll(() => signals.length).toBe(1);
    gate.cancel(from(page, null), { requestId: "1" });
    gate.cancel(from(new Page()), { requestId: "1" });
    expect(signals[0]?.aborted).toBe(false);
    gate.cancel(from(page), { requestId: "1" });
    expect(await answer).toMatchObject({ ok: false, error: { code: "cancelled" } });
  });
});

describe("what may be asked", () => {
  test.each([
    ["nothing", undefined],
    ["no request id", { name: "series:values", args: {} }],
    ["an unknown request", { requestId: "1", name: "series:everything", args: {} }],
    ["a name of the prototype", { requestId: "1", name: "constructor", args: {} }],
    ["arguments of another shape", { requestId: "1", name: "series:values", args: { dataset: 7, series: "s" } }],
    ["a missing argument", { requestId: "1", name: "series:values", args: { dataset: "d" } }],
  ])("%s is answered with an error and reaches no handler", async (_what, payload) => {
    const calls: unknown[] = [];
    const { gate, logged } = create({
      "series:values": async (args) => {
        calls.push(args);
        throw new EngineError("dataset-not-found", "x");
      },
    });
    expect(await gate.request(from(new Page()), payload)).toMatchObject({
      ok: false,
      error: { code: "wrong-arguments" },
    });
    expect(calls).toEqual([]);
    expect(logged).toEqual(["ipc-invalid"]);
  });

  test("a request is answered in few words, however long the names in it are", async () => {
    const { gate } = create();
    const args = { grant: "g", description: { [`/home/somebody/${"x".repeat(1e6)}`]: 1 } };
    const answer = await gate.request(from(new Page()), { requestId: "1", name: "models:import", args });
    expect(answer).toMatchObject({ ok: false, error: { code: "wrong-arguments" } });
    expect(JSON.stringify(answer).length).toBeLessThan(500);
  });

  test("a sentence that repeats what was asked for is cut", async () => {
    const { gate } = create({
      "series:values": async ({ series }) => {
        throw new EngineError("series-not-found", `There is no series "${series}".`, { hint: series });
      },
    });
    const asked = { ...values("1"), args: { dataset: "d", series: "x".repeat(4_000) } };
    const answer = await gate.request(from(new Page()), asked);
    expect(answer).toMatchObject({ ok: false, error: { code: "series-not-found" } });
    expect(JSON.stringify(answer).length).toBeLessThan(2_500);
  });

  test("a page has so many requests under way, and the next is refused", async () => {
    const { gate } = create(waiting().handlers);
    const page = new Page();
    const first = Array.from({ length: 10_000 }, (_, id) => gate.request(from(page), values(String(id))));
    expect(await gate.request(from(page), values("more"))).toMatchObject({ ok: false, error: { code: "queue-full" } });
    gate.abortAll();
    await Promise.all(first);
  });

  test("the same request id twice at a time is refused, and the first goes on", async () => {
    const { handlers, signals } = waiting();
    const { gate } = create(handlers);
    const page = new Page();
    const first = gate.request(from(page), values("1"));
    await expect.poll(() => signals.length).toBe(1);
    expect(await gate.request(from(page), values("1"))).toMatchObject({
      ok: false,
      error: { code: "wrong-arguments" },
    });
    expect(signals[0]?.aborted).toBe(false);
    gate.abortAll();
    expect(await first).toMatchObject({ ok: false, error: { code: "cancelled" } });
  });

  test("a path that can't be granted is answered with its error", async () => {
    const { gate, granted } = create();
    expect(await gate.grant(from(new Page()), { path: "", kind: "model" })).toMatchObject({
      ok: false,
      error: { code: "file-not-found" },
    });
    expect(granted).toEqual(["model "]);
    expect(await gate.grant(from(new Page()), { path: "/a", kind: "disk" })).toMatchObject({
      ok: false,
      error: { code: "wrong-arguments" },
    });
  });
});

describe("what becomes of requests", () => {
  test("they wait until the core is there, except those of an empty window", async () => {
    const { promise, resolve } = Promise.withResolvers<CoreHandlersOf<Page>>();
    const { gate } = create(promise, { "window:open": async () => ({}) });
    const page = new Page();
    const later = gate.request(from(page), { requestId: "1", name: "cache:flush", args: {} });
    expect(await gate.request(from(page), { requestId: "2", name: "window:open", args: {} })).toMatchObject({
      ok: true,
    });
    resolve({ ...noHandlers, "cache:flush": async () => ({}) });
    expect(await later).toMatchObject({ ok: true, value: {} });
  });

  test("a start that fails is the answer to what waited for it", async () => {
    const { gate } = create({ "cache:flush": async () => ({}) }, {}, async (name) => {
      expect(name).toBe("cache:flush");
      throw new EngineError("model-damaged", "There is no model.");
    });
    expect(await gate.request(from(new Page()), { requestId: "1", name: "cache:flush", args: {} })).toMatchObject({
      ok: false,
      error: { code: "model-damaged" },
    });
  });

  test("one that was cancelled while it waited is not begun", async () => {
    const { promise, resolve } = Promise.withResolvers<CoreHandlersOf<Page>>();
    const { gate } = create(promise);
    const page = new Page();
    const answer = gate.request(from(page), { requestId: "1", name: "cache:flush", args: {} });
    gate.cancel(from(page), { requestId: "1" });
    resolve(noHandlers);
    expect(await answer).toMatchObject({ ok: false, error: { code: "cancelled" } });
  });

  test.each(["render-process-gone", "destroyed"])(
    "those of a page that is gone (%s) are aborted, others are not",
    async (event) => {
      const { handlers, signals } = waiting();
      const { gate } = create(handlers);
      const [gone, other] = [new Page(), new Page()];
      const answers = [gate.request(from(gone), values("1")), gate.request(from(gone), values("2"))];
      const stays = gate.request(from(other), values("1"));
      await expect.poll(() => signals.length).toBe(3);
      gone.emit(event);
      for (const answer of answers) expect(await answer).toMatchObject({ ok: false, error: { code: "cancelled" } });
      expect(signals[2]?.aborted).toBe(false);
      gate.abortAll();
      expect(await stays).toMatchObject({ ok: false, error: { code: "cancelled" } });
    },
  );

  test.each([
    ["here", new Error("ENOENT: no such file or directory, open '/home/somebody/secret plans.csv'")],
    [
      "of another process",
      EngineError.fromPlain({ code: "internal", message: String.raw`Failed: C:\Users\somebody\secret plans.csv` }),
    ],
  ])("a bug %s names no path to the page", async (_where, failure) => {
    const { gate } = create({
      "series:values": async () => {
        throw failure;
      },
    });
    const answer = await gate.request(from(new Page()), values("1"));
    expect(answer).toMatchObject({ ok: false, error: { code: "internal" } });
    expect(JSON.stringify(answer)).not.toMatch(/somebody|secret/);
  });

  test("a bug is logged with its stack and answered as one; an expected failure and a cancellation are not logged", async () => {
    const failures: unknown[] = [
      new TypeError("x is undefined"),
      new EngineError("dataset-not-found", "gone"),
      new CancelledError("user"),
    ];
    const { gate, logged } = create({
      "series:values": async () => {
        throw failures.shift();
      },
    });
    const page = new Page();
    const codes: unknown[] = [];
    for (const id of ["1", "2", "3"]) {
      const outcome = await gate.request(from(page), values(id));
      codes.push(outcome.ok ? null : outcome.error.code);
    }
    expect(codes).toEqual(["internal", "dataset-not-found", "cancelled"]);
    expect(logged).toEqual(["request-failed"]);
  });
});
