import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { FromInference, ModelToLoad, ToInference } from "#contract/worker";
import { EngineError } from "#domain/errors";
import { DesiredModels, type LoadOptions } from "./desired-models.ts";
import { refusalOf } from "../../domain/errors/testing.ts";

vi.mock("electron", () => ({}));

const onCpu: LoadOptions = { executionProvider: "cpu", intraOpThreads: 1 };
const onDevice: LoadOptions = { executionProvider: "webgpu", intraOpThreads: 1 };
const crashed = new EngineError("worker-crashed", "The inference process ended unexpectedly (crashed).");

function modelOf(id: string): ModelToLoad {
  return {
    id,
    path: `/models/${id}/model.onnx`,
    sha256: "",
    inputName: "context",
    outputName: "quantiles",
    contextSteps: 4,
    nativeHorizonSteps: 2,
    levels: [0.1, 0.5, 0.9],
  };
}

type Load = Extract<ToInference, { type: "load" }>;
type Loaded = Extract<FromInference, { type: "loaded" }>;

/** A process that comes, answers and goes as a test says. */
function createProcess() {
  let isThere = false;
  /** Asked of the process that is there, not answered yet. */
  let inHand: Load | null = null;
  const asked: string[] = [];
  const holds = new Map<string, string>();
  const lost: string[] = [];
  let kills = 0;
  let completions = 0;
  const models = new DesiredModels({
    post: (message) => {
      if (!isThere) throw new Error("posted to nobody");
      if (inHand !== null) throw new Error("two loads at a time");
      inHand = message;
      asked.push(message.model.id);
    },
    kill: () => (kills += 1),
    onDeviceLost: (provider) => lost.push(provider),
    onComplete: () => (completions += 1),
  });
  const take = (): Load | null => {
    const load = inHand;
    inHand = null;
    return load;
  };
  return {
    models,
    asked,
    holds,
    lost,
    get isThere() {
      return isThere;
    },
    get inHand(): string | null {
      return inHand === null ? null : `${inHand.model.id} on ${inHand.executionProvider}`;
    },
    get kills() {
      return kills;
    },
    get completions() {
      return completions;
    },
    up(): void {
      isThere = true;
      models.up();
    },
    down(): void {
      isThere = false;
      inHand = null;
      holds.clear();
      models.leaveDevice();
      models.down(crashed);
    },
    answer(): void {
      const load = take();
      if (load === null) return;
      const { id, model, executionProvider } = load;
      holds.set(model.id, executionProvider);
      models.loaded({ type: "loaded", id, model: model.id, executionProvider, probeMs: 1 } satisfies Loaded);
    },
    refuse(error: EngineError): void {
      const load = take();
      if (load !== null) models.failed(load.id, error);
    },
  };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("a model that is wanted", () => {
  it("is loaded by the process that comes, when it was asked for while none was there", async () => {
    const process = createProcess();
    const loading = process.models.load(modelOf("a"), onCpu);
    expect(process.inHand).toBeNull();
    process.up();
    process.answer();
    expect(await loading).toMatchObject({ model: "a" });
    expect(process.models.providerOf("a")).toBe("cpu");
  });

  it("is loaded by the next process when the one that had it in hand dies, and is then held by each", async () => {
    const process = createProcess();
    process.up();
    const loading = process.models.load(modelOf("a"), onCpu);
    process.down();
    process.up();
    process.answer();
    await loading;
    process.down();
    process.up();
    expect(process.inHand).toBe("a on cpu");
    expect(process.models.isComplete).toBe(false);
    process.answer();
    expect(process.models.isComplete).toBe(true);
    expect(process.asked).toEqual(["a", "a", "a"]);
  });

  it("waits behind those that were there before, which are usable without it", async () => {
    const process = createProcess();
    process.up();
    void process.models.load(modelOf("a"), onCpu);
    process.answer();
    process.down();
    const other = process.models.load(modelOf("b"), onCpu);
    process.up();
    expect(process.inHand).toBe("a on cpu");
    process.answer();
    expect(process.models.isComplete).toBe(true);
    expect(process.inHand).toBe("b on cpu");
    process.answer();
    await other;
  });

  it("is given up when three processes in a row die over it, and those that waited behind it are not", async () => {
    const process = createProcess();
    process.up();
    const deadly = process.models.load(modelOf("deadly"), onCpu);
    const innocent = process.models.load(modelOf("innocent"), onCpu);
    const refused = refusalOf(deadly);
    for (let death = 0; death < 3; death += 1) {
      expect(process.inHand).toBe("deadly on cpu");
      process.down();
      process.up();
    }
    expect(await refused).toMatchObject({
      code: "model-refused",
      message: expect.stringContaining("deadly ended its process 3 times in a row"),
    });
    process.answer();
    expect(await innocent).toMatchObject({ model: "innocent" });
  });

  it("that kills each new process is lost with its reason, and the others are there again", () => {
    const process = createProcess();
    process.up();
    for (const id of ["a", "b"]) {
      void process.models.load(modelOf(id), onCpu);
      process.answer();
    }
    for (let death = 0; death < 4; death += 1) {
      process.down();
      process.up();
    }
    expect(process.models.lossOf("a")).toMatchObject({ code: "model-refused" });
    process.answer();
    expect([process.models.isComplete, [...process.holds.keys()]]).toEqual([true, ["b"]]);
  });

  it("is not to blame for crashes that came before it was loaded once", () => {
    const process = createProcess();
    process.up();
    void process.models.load(modelOf("a"), onCpu);
    for (let round = 0; round < 5; round += 1) {
      process.down();
      process.up();
      process.down();
      process.up();
      process.answer();
      expect(process.models.isComplete).toBe(true);
    }
    expect(process.models.lossOf("a")).toBeUndefined();
  });

  it("gets its error when no process comes up for twenty seconds, and the next request waits as long", async () => {
    const process = createProcess();
    const first = refusalOf(process.models.load(modelOf("a"), onCpu));
    await vi.advanceTimersByTimeAsync(20_000);
    expect(await first).toMatchObject({ code: "worker-unavailable" });
    const second = process.models.load(modelOf("a"), onCpu);
    await vi.advanceTimersByTimeAsync(19_000);
    process.up();
    process.answer();
    expect(await second).toMatchObject({ model: "a" });
  });

  it("is refused by a process that takes a minute over it, which is ended", async () => {
    const process = createProcess();
    process.up();
    const late = refusalOf(process.models.load(modelOf("a"), onCpu));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await late).toMatchObject({ code: "timed-out" });
    expect(process.kills).toBe(1);
  });

  it("is released with the reason at the end", async () => {
    const process = createProcess();
    const closing = new EngineError("shutting-down", "Fantail is closing.");
    const waiting = refusalOf(process.models.load(modelOf("a"), onCpu));
    process.models.stop(closing);
    expect(await waiting).toBe(closing);
    await expect(process.models.load(modelOf("b"), onCpu)).rejects.toBe(closing);
  });

  it("and is removed meanwhile is not loaded any more, and those behind it are", async () => {
    const process = createProcess();
    process.up();
    const inHand = refusalOf(process.models.load(modelOf("a"), onCpu));
    const waiting = refusalOf(process.models.load(modelOf("b"), onCpu));
    const wanted = process.models.load(modelOf("c"), onCpu);
    process.models.forget("a");
    process.models.forget("b");
    expect([await inHand, await waiting]).toMatchObject([{ code: "model-not-found" }, { code: "model-not-found" }]);
    process.answer();
    process.answer();
    await wanted;
    expect(["a", "b", "c"].map((id) => process.models.providerOf(id))).toEqual([null, null, "cpu"]);
    expect(process.models.isComplete).toBe(true);
  });
});

describe("a device", () => {
  it("that takes its process along while it loads a model is left, and the model is loaded on the CPU", async () => {
    const process = createProcess();
    process.up();
    const loading = process.models.load(modelOf("a"), onDevice);
    process.down();
    process.up();
    expect(process.inHand).toBe("a on cpu");
    process.answer();
    expect(await loading).toMatchObject({ executionProvider: "cpu" });
  });

  it("that another process lost is left with everything that is there, in hand and waiting", async () => {
    const process = createProcess();
    process.up();
    void process.models.load(modelOf("held"), onDevice);
    process.answer();
    const inHand = process.models.load(modelOf("in hand"), onDevice);
    const waiting = process.models.load(modelOf("waiting"), onDevice);
    process.models.followToCpu();
    expect(process.models.isComplete).toBe(false);
    for (let load = 0; load < 4; load += 1) process.answer();
    expect(await inHand).toMatchObject({ executionProvider: "cpu" });
    expect(await waiting).toMatchObject({ executionProvider: "cpu" });
    expect(process.models.isComplete).toBe(true);
    expect([...process.holds.values()]).toEqual(["cpu", "cpu", "cpu"]);
  });
});

it("whenever processes die and models are asked for, refused and removed, every request is answered, and what is wanted is there", async () => {
  const step = fc.oneof(
    { weight: 4, arbitrary: fc.record({ op: fc.constant("load" as const), model: fc.nat(3) }) },
    { weight: 4, arbitrary: fc.constant({ op: "answer" as const }) },
    { weight: 3, arbitrary: fc.constant({ op: "kill" as const }) },
    { weight: 4, arbitrary: fc.constant({ op: "restart" as const }) },
    { weight: 1, arbitrary: fc.constant({ op: "refuse" as const }) },
    { weight: 1, arbitrary: fc.record({ op: fc.constant("forget" as const), model: fc.nat(3) }) },
    { weight: 1, arbitrary: fc.constant({ op: "device lost" as const }) },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), fc.boolean(), async (steps, isOnDevice) => {
      const process = createProcess();
      const outcomes: string[] = [];
      /** What the last answer to a request for a model promised. */
      const promised = new Set<string>();
      for (const one of steps) {
        if (one.op === "load") {
          const id = `m${one.model}`;
          const place = outcomes.push("open") - 1;
          process.models.load(modelOf(id), isOnDevice ? onDevice : onCpu).then(
            () => {
              outcomes[place] = "loaded";
              promised.add(id);
            },
            (error: EngineError) => (outcomes[place] = error.code),
          );
        } else if (one.op === "answer") process.answer();
        else if (one.op === "kill" && process.isThere) process.down();
        else if (one.op === "restart" && !process.isThere) process.up();
        else if (one.op === "refuse") process.refuse(new EngineError("model-damaged", "No."));
        else if (one.op === "device lost") process.models.followToCpu();
        else if (one.op === "forget") {
          process.models.forget(`m${one.model}`);
          promised.delete(`m${one.model}`);
        }
        await vi.advanceTimersByTimeAsync(0);
      }
      if (!process.isThere) process.up();
      for (let left = 0; left < 200 && process.inHand !== null; left += 1) {
        process.answer();
        await vi.advanceTimersByTimeAsync(0);
      }
      expect(outcomes.filter((outcome) => outcome === "open")).toEqual([]);
      expect(process.models.isComplete).toBe(true);
      const there = [...promised].filter((id) => process.models.lossOf(id) === undefined);
      expect(there.filter((id) => process.holds.get(id) !== process.models.providerOf(id))).toEqual([]);
      // Twenty seconds later no timer of the past ends anything.
      await vi.advanceTimersByTimeAsync(61_000);
      expect(process.kills).toBe(0);
    }),
    { numRuns: 300 },
  );
});
