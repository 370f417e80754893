/** ONNX Runtime behind the engine's port. The only file that imports onnxruntime-node. */
import { providerOfDevice } from "#domain/device";
import type { ModelToLoad } from "#contract/worker";
import { EngineError } from "#domain/errors";
import { answerRows, type InferenceRuntime } from "#engine/inference";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { isSameBits, probeItems, probeWindows } from "./probe.ts";
import { windowSeeds } from "./window-seeds.ts";
import { withoutMissing } from "./missing-values.ts";

export interface OrtOptions {
  /** Where it runs, as results name it: with "+fp16" for the model's file of that kind. */
  readonly executionProvider: string;
  /**
   * Threads inside one operator. With more than one, ONNX Runtime cuts element-wise operators where the batch's size
   * puts the cut, and numbers next to a cut differ in their last bit; windows are then run one by one (see `tile`).
   */
  readonly intraOpThreads: number;
  /**
   * Windows in every run on a device other than the CPU: one shape, so that nothing is compiled twice and a window alone
   * takes the same kernels as in a full batch. The CPU takes batches as they come.
   */
  readonly windowsPerRun?: number;
}

export interface LoadedModel {
  readonly executionProvider: string;
  /** Time of one run: of one window alone on the CPU, of `tile` windows elsewhere. */
  readonly probeMs: number;
  /** 0: batches run as they come. Otherwise every run has exactly this many windows, filled up where needed. */
  readonly tile: number;
  /** What the model said to the probe's windows, run as they will be: [probeItems × rows × horizon]. */
  readonly probeAnswer: Float32Array;
}

interface OpenSession {
  readonly model: ModelToLoad;
  readonly session: InferenceSession;
  readonly tile: number;
}

interface OpenModel {
  readonly executionProvider: string;
  /** Takes any window. */
  readonly whole: OpenSession;
  /** For windows whose values all stand in their newest `steps`, rising. */
  readonly shorter: readonly { readonly steps: number; readonly session: Promise<OpenSession> }[];
}

const defaultWindowsPerRun = 16;

/** Sessions by model id. They are never released: memory only comes back when the process ends. */
export class OrtRuntime implements InferenceRuntime {
  readonly #open = new Map<string, OpenModel>();

  /**
   * Opens a model, checks it against its manifest, and finds out how to batch it without changing any bit.
   *
   * @throws EngineError "model-refused" with the reason, in shapes and never in data
   */
  async load(model: ModelToLoad, options: OrtOptions): Promise<LoadedModel> {
    const { executionProvider } = options;
    const whole = await openSession(model, options);
    // Devices take batches of one shape, and a window more costs them little. Nobody waits for these but the windows that go there.
    const shorter = (executionProvider === "cpu" ? (model.shorter ?? []) : []).map(({ steps, ...file }) => {
      const session = openSession({ ...model, ...file, contextSteps: steps }, options);
      session.catch(() => undefined);
      return { steps, session };
    });
    this.#open.set(model.id, { executionProvider, whole, shorter });
    const { probeMs, tile, probeAnswer } = whole;
    return { executionProvider, probeMs, tile, probeAnswer };
  }

  /** Where the next run of a model takes place; null when it is not loaded. */
  providerOf(id: string): string | null {
    return this.#open.get(id)?.executionProvider ?? null;
  }

  async run(id: string, windows: Float32Array, items: number): Promise<Float32Array> {
    const open = this.#open.get(id);
    if (open === undefined) throw new EngineError("model-not-found", `Model ${id} is not loaded.`);
    const { whole, shorter } = open;
    const { contextSteps } = whole.model;
    if (windows.length !== items * contextSteps) {
      throw new EngineError(
        "internal",
        `Model ${id} takes windows of ${contextSteps} steps; ${items} windows came with ${windows.length} numbers.`,
      );
    }
    if (shorter.length === 0) return runIn(whole, windows, items);
    // Which session a window goes to depends on the window alone, so what it gives depends on nothing else, either.
    const groups = Map.groupBy(
      Array.from({ length: items }, (_, item) => item),
      (item) => {
        const first = firstValue(windows.subarray(item * contextSteps, (item + 1) * contextSteps));
        return shorter.find(({ steps }) => contextSteps - first <= steps)?.session ?? whole;
      },
    );
    const runGroup = async (
      opening: OpenSession | Promise<OpenSession>,
      members: readonly number[],
    ): Promise<Float32Array> => {
      const session = await opening;
      return runIn(session, newest(windows, contextSteps, members, session.model.contextSteps), members.length);
    };
    // Most batches are of one series: nothing has to be put back into its place.
    const [only, ...others] = groups;
    if (only !== undefined && others.length === 0) return runGroup(...only);
    const perAnswer = answerRows(whole.model) * whole.model.nativeHorizonSteps;
    const result = new Float32Array(items * perAnswer);
    for (const [session, members] of groups) {
      const answer = await runGroup(session, members);
      for (const [at, item] of members.entries())
        result.set(answer.subarray(at * perAnswer, (at + 1) * perAnswer), item * perAnswer);
    }
    return result;
  }
}

async function openSession(
  model: ModelToLoad,
  options: OrtOptions,
): Promise<OpenSession & Pick<LoadedModel, "probeMs" | "probeAnswer">> {
  const session = await createSession(model, options);
  checkSignature(session, model);
  const settled = await settle(session, model, options).catch((error: unknown) => {
    throw error instanceof EngineError ? error : cannotRun(model, options, error);
  });
  return { ...settled, model, session };
}

function runIn({ session, model, tile }: OpenSession, windows: Float32Array, items: number): Promise<Float32Array> {
  return tile === 0 ? runOnce(session, model, windows, items) : runTiled(session, model, windows, items, tile);
}

/** Steps before the first value of a window; all of them where it has none. */
function firstValue(window: Float32Array): number {
  const first = window.findIndex((value) => !Number.isNaN(value));
  return first < 0 ? window.length : first;
}

/** The newest steps of some windows: [members × steps], row-major. */
function newest(windows: Float32Array, contextSteps: number, members: readonly number[], steps: number): Float32Array {
  if (members.length * steps === windows.length) return windows;
  const found = new Float32Array(members.length * steps);
  for (const [at, item] of members.entries())
    found.set(windows.subarray((item + 1) * contextSteps - steps, (item + 1) * contextSteps), at * steps);
  return found;
}

async function createSession(model: ModelToLoad, options: OrtOptions): Promise<InferenceSession> {
  try {
    return await InferenceSession.create(model.path, {
      // One provider, no list: with a list a missing device fails all the same, and a silent fallback would hide itself.
      executionProviders: [providerOfDevice(options.executionProvider)],
      intraOpNumThreads: options.intraOpThreads,
      interOpNumThreads: 1,
      executionMode: "sequential",
      graphOptimizationLevel: "all",
      logSeverityLevel: 4,
      // Waiting threads must not burn the processor that the window and the other processes need.
      extra: {
        session: { intra_op: { allow_spinning: "0" }, inter_op: { allow_spinning: "0" } },
        // By default Dropout nodes go, even those that are to stay on.
        ...(model.isRandom === true ? { optimization: { disable_specified_optimizers: "EliminateDropout" } } : {}),
      },
    });
  } catch (error) {
    throw cannotRun(model, options, error);
  }
}

function cannotRun(model: ModelToLoad, { executionProvider }: OrtOptions, cause: unknown): EngineError {
  return new EngineError("model-refused", `Model ${model.id} cannot run on ${executionProvider}: ${reasonOf(cause)}`, {
    cause,
  });
}

/** ONNX Runtime's messages begin with the place in its sources and go on for lines; the reason stands between. */
function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const line = message.split("\n").find((part) => part.trim() !== "") ?? "";
  const reason = line.split(/ was false\. | Status Message: /).at(-1) ?? line;
  return reason
    .replace(/^\S+\.cc:\d+ \S+ /, "")
    .trim()
    .slice(0, 300);
}

function checkSignature(session: InferenceSession, model: ModelToLoad): void {
  checkTensor(model, "input", model.inputName, session.inputMetadata, ["float32", model.contextSteps]);
  checkTensor(model, "output", model.outputName, session.outputMetadata, ["float32", ...answerShape(model)]);
  if (model.variance !== undefined) {
    checkTensor(model, "output", model.variance.name, session.outputMetadata, ["float32", ...answerShape(model)]);
  }
  for (const name of [model.groupIdsName, model.seedName]) {
    if (name !== undefined) checkTensor(model, "input", name, session.inputMetadata, ["int64"]);
  }
  const known = [model.inputName, model.groupIdsName, model.seedName];
  const unknown = session.inputNames.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new EngineError(
      "model-refused",
      `Model ${model.id} needs inputs that its manifest does not name: ${unknown.join(", ")}.`,
    );
  }
}

/** Sizes of the output behind the batch, as the model has them. */
function answerShape(model: ModelToLoad): [number, number] {
  const rows = model.samples?.count ?? model.levels.length;
  return isHorizonFirst(model) ? [model.nativeHorizonSteps, rows] : [rows, model.nativeHorizonSteps];
}

function isHorizonFirst({ layout }: ModelToLoad): boolean {
  return layout === "batch,horizon,levels" || layout === "batch,horizon,samples";
}

function checkTensor(
  model: ModelToLoad,
  side: "input" | "output",
  name: string,
  metadata: readonly InferenceSession.ValueMetadata[],
  [type, ...sizes]: readonly [string, ...number[]],
): void {
  const found = metadata.find((value) => value.name === name);
  if (found === undefined) {
    const names = metadata.map((value) => value.name).join(", ");
    throw new EngineError("model-refused", `Model ${model.id} has no ${side} "${name}"; it has: ${names}.`);
  }
  const wanted = [model.fixedBatch ?? "batch", ...sizes];
  const wantedText = `${type} [${wanted.join(", ")}]`;
  const foundText = found.isTensor ? `${found.type} [${found.shape.join(", ")}]` : "not a tensor";
  // A named dimension is settled by the probe run; a number must be the manifest's.
  const fits =
    found.isTensor &&
    found.type === type &&
    found.shape.length === wanted.length &&
    found.shape.every((size, axis) => typeof size === "string" || size === wanted[axis]);
  if (!fits) {
    throw new EngineError(
      "model-refused",
      `Model ${model.id}: ${side} "${name}" is ${foundText}; the manifest says ${wantedText}.`,
    );
  }
}

async function runOnce(
  session: InferenceSession,
  model: ModelToLoad,
  windows: Float32Array,
  items: number,
): Promise<Float32Array> {
  const input = new Tensor("float32", withoutMissing(windows, model), [items, model.contextSteps]);
  const feeds: Record<string, Tensor> = { [model.inputName]: input };
  if (model.groupIdsName !== undefined) {
    // Series that a user put into one file have nothing to do with each other, as far as a model may know.
    feeds[model.groupIdsName] = new Tensor(
      "int64",
      BigInt64Array.from({ length: items }, (_, item) => BigInt(item)),
      [items],
    );
  }
  if (model.seedName !== undefined) feeds[model.seedName] = new Tensor("int64", windowSeeds(windows, items), [items]);
  const { variance } = model;
  const outputs = await session.run(
    feeds,
    variance === undefined ? [model.outputName] : [model.outputName, variance.name],
  );
  const answer = answerOf(outputs, model.outputName, model, items);
  if (variance === undefined) return answer;
  return withDeviations(answer, answerOf(outputs, variance.name, model, items), items, variance.scale);
}

/** One output as [items × rows × horizon]. */
function answerOf(outputs: InferenceSession.ReturnType, name: string, model: ModelToLoad, items: number): Float32Array {
  const output = outputs[name];
  const wanted = [items, ...answerShape(model)];
  if (output === undefined || output.type !== "float32" || output.dims.join() !== wanted.join()) {
    const found = output === undefined ? "nothing" : `${output.type} [${output.dims.join(", ")}]`;
    throw new EngineError(
      "model-refused",
      `Model ${model.id} returned ${found} instead of float32 [${wanted.join(", ")}].`,
    );
  }
  const data = output.data as Float32Array;
  return isHorizonFirst(model) ? rowsFirst(data, items, model.nativeHorizonSteps) : data;
}

/** [items × horizon × rows] as [items × rows × horizon]. */
function rowsFirst(data: Float32Array, items: number, horizon: number): Float32Array {
  const result = new Float32Array(data.length);
  const perItem = data.length / items;
  const rows = perItem / horizon;
  for (let item = 0; item < items; item += 1) {
    for (let step = 0; step < horizon; step += 1) {
      for (let row = 0; row < rows; row += 1) {
        result[item * perItem + row * horizon + step] = data[item * perItem + step * rows + row] as number;
      }
    }
  }
  return result;
}

/** [items × count × horizon] of samples and of variances as [items × 2·count × horizon] of samples and deviations. */
function withDeviations(
  samples: Float32Array,
  variances: Float32Array,
  items: number,
  scale: "linear" | "log",
): Float32Array {
  const result = new Float32Array(2 * samples.length);
  const perItem = samples.length / items;
  for (let item = 0; item < items; item += 1) {
    const [from, to] = [item * perItem, (item + 1) * perItem];
    result.set(samples.subarray(from, to), 2 * from);
    const deviations = variances
      .subarray(from, to)
      .map((variance) => (scale === "log" ? Math.exp(variance / 2) : Math.sqrt(variance)));
    result.set(deviations, from + to);
  }
  return result;
}

async function runTiled(
  session: InferenceSession,
  model: ModelToLoad,
  windows: Float32Array,
  items: number,
  tile: number,
): Promise<Float32Array> {
  const perWindow = model.contextSteps;
  const perAnswer = answerRows(model) * model.nativeHorizonSteps;
  const result = new Float32Array(items * perAnswer);
  const full = new Float32Array(tile * perWindow);
  for (let from = 0; from < items; from += tile) {
    const count = Math.min(tile, items - from);
    full.set(windows.subarray(from * perWindow, (from + count) * perWindow));
    // What stands in the unused places cannot reach the others: that was checked when the model was loaded.
    const answer = await runOnce(session, model, full, tile);
    result.set(answer.subarray(0, count * perAnswer), from * perAnswer);
  }
  return result;
}

async function settle(session: InferenceSession, model: ModelToLoad, options: OrtOptions): Promise<Settled> {
  const { fixedBatch } = model;
  if (fixedBatch === undefined && providerOfDevice(options.executionProvider) === "cpu") {
    return settleOnCpu(session, model, options.intraOpThreads);
  }
  const settled = await settleOnDevice(session, model, fixedBatch ?? options.windowsPerRun ?? defaultWindowsPerRun);
  if (fixedBatch !== undefined && settled.tile !== fixedBatch) {
    throw new EngineError(
      "model-refused",
      `Model ${model.id}: the forecast of a window depends on its place in a batch of ${fixedBatch}.`,
    );
  }
  return settled;
}

/**
 * Results computed alone and in batches share one cache, so a window's bits must not depend on its neighbours. Whether
 * they do is up to the kernels that ONNX Runtime picks for a shape on this machine; it is measured for each session.
 */
async function settleOnCpu(session: InferenceSession, model: ModelToLoad, intraOpThreads: number): Promise<Settled> {
  const windows = probeWindows(model.contextSteps);
  const perAnswer = answerRows(model) * model.nativeHorizonSteps;
  const alone = new Float32Array(probeItems * perAnswer);
  let probeMs = Infinity;
  for (let item = 0; item < probeItems; item += 1) {
    const window = windows.slice(item * model.contextSteps, (item + 1) * model.contextSteps);
    const started = performance.now();
    alone.set(await runOnce(session, model, window, 1), item * perAnswer);
    probeMs = Math.min(probeMs, performance.now() - started);
  }
  checkProbe(alone, model);
  const isFree = intraOpThreads === 1 && (await isIndependentOfBatch(session, model, windows, alone));
  return { tile: isFree ? 0 : 1, probeMs, probeAnswer: alone };
}

async function settleOnDevice(session: InferenceSession, model: ModelToLoad, windowsPerRun: number): Promise<Settled> {
  const windows = probeWindows(model.contextSteps);
  // The first run compiles; one of its kind is enough for that.
  await runTiled(session, model, windows, Math.min(windowsPerRun, probeItems), windowsPerRun);
  const started = performance.now();
  const answer = await runTiled(session, model, windows, probeItems, windowsPerRun);
  const probeMs = (performance.now() - started) / Math.ceil(probeItems / windowsPerRun);
  checkProbe(answer, model);
  // A window that is always alone has neither a place nor neighbours.
  const isFree = windowsPerRun === 1 || (await isIndependentOfPlace(session, model, windows, answer, windowsPerRun));
  if (isFree) return { tile: windowsPerRun, probeMs, probeAnswer: answer };
  return { tile: 1, probeMs, probeAnswer: await runTiled(session, model, windows, probeItems, 1) };
}

type Settled = Pick<LoadedModel, "tile" | "probeMs" | "probeAnswer">;

function checkProbe(output: Float32Array, model: ModelToLoad): void {
  if (!output.every(Number.isFinite)) {
    throw new EngineError("model-refused", `Model ${model.id} returned numbers that are not finite for its probe.`, {
      hint: "If it cannot handle missing values, have them filled.",
    });
  }
}

async function isIndependentOfBatch(
  session: InferenceSession,
  model: ModelToLoad,
  windows: Float32Array,
  alone: Float32Array,
): Promise<boolean> {
  for (const sizes of [[probeItems], [5, 3]]) {
    let from = 0;
    for (const size of sizes) {
      const batch = windows.slice(from * model.contextSteps, (from + size) * model.contextSteps);
      const output = await runOnce(session, model, batch, size);
      const perAnswer = output.length / size;
      if (!isSameBits(output, alone.subarray(from * perAnswer, (from + size) * perAnswer))) return false;
      from += size;
    }
  }
  return true;
}

async function isIndependentOfPlace(
  session: InferenceSession,
  model: ModelToLoad,
  windows: Float32Array,
  answer: Float32Array,
  tile: number,
): Promise<boolean> {
  const perAnswer = answer.length / probeItems;
  // Every window in other places, beside other windows.
  for (const shift of [1, 5]) {
    const shifted = await runTiled(session, model, windows.slice(shift * model.contextSteps), probeItems - shift, tile);
    if (!isSameBits(shifted, answer.subarray(shift * perAnswer))) return false;
  }
  return true;
}
