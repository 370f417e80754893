import { describe, expect, test } from "vitest";
import type { ModelCandidate } from "#contract/ipc";
import type { ModelInfo, ModelsState } from "#domain/model";
import { createClient } from "../../bridge/index.ts";
import { FakeApi, settle } from "../../bridge/fixtures.ts";
import { createModelManager } from "./model-manager.ts";

const mine = { id: "mine", name: "Mine", state: "ready" } as ModelInfo;
const known: ModelsState = {
  models: [mine],
  defaultModel: "base",
  defaults: [],
  unreadable: [],
  device: "auto",
  providers: [],
};
const candidate: ModelCandidate = {
  fileName: "a.onnx",
  sizeBytes: 1,
  parameters: 1,
  input: "x",
  output: "y",
  manifest: null,
  name: "a",
  contextSteps: 96,
  axes: [3, 12],
  levels: [0.1, 0.5, 0.9],
};
const refused = { ok: false, error: { code: "model-refused", message: "No." } } as const;

function setUp() {
  const api = new FakeApi();
  const learnt: ModelsState[] = [];
  const manager = createModelManager(createClient(api), (next) => learnt.push(next));
  return { api, manager, learnt, state: () => manager.store.getState() };
}

describe("an import", () => {
  test("goes from the chosen file over the form to the list", async () => {
    const { api, manager, state } = setUp();
    void manager.choose();
    api.answer("models:choose", { ok: true, value: { grant: "g", name: "a.onnx", sizeBytes: 1 } });
    await settle();
    expect(state().incoming).toMatchObject({ name: "a.onnx", candidate: null });
    api.answer("models:inspect", { ok: true, value: candidate });
    await settle();
    expect(state().incoming?.draft).toMatchObject({ name: "a", horizonSteps: "12" });
    void manager.importIncoming();
    await settle();
    expect(state().incoming?.isTrying).toBe(true);
    // A second press while it is tried changes nothing.
    void manager.importIncoming();
    expect(api.waiting.filter(({ name }) => name === "models:import")).toHaveLength(1);
    api.answer("models:import", { ok: true, value: { ...mine, name: "A" } });
    await settle();
    expect(state()).toMatchObject({ incoming: null, outcome: "A was tested and is ready." });
  });

  test("that is refused keeps the form as it was filled, with the reason, until something in it changes", async () => {
    const { api, manager, state } = setUp();
    void manager.drop(new File([""], "a.onnx"));
    await settle();
    api.answer("models:inspect", { ok: true, value: candidate });
    await settle();
    const draft = state().incoming?.draft;
    if (draft == null) throw new Error("no form");
    manager.edit({ ...draft, licence: "MIT" });
    void manager.importIncoming();
    await settle();
    api.answer("models:import", refused);
    await settle();
    expect(state().incoming).toMatchObject({ isTrying: false, draft: { licence: "MIT" }, error: { message: "No." } });
    manager.edit({ ...draft, licence: "Apache-2.0" });
    expect(state().incoming?.error).toBeNull();
    manager.edit({ ...draft, levels: "ten" });
    await manager.importIncoming();
    expect(state().incoming?.error?.message).toContain("fractions");
    expect(api.waiting).toHaveLength(0);
  });

  test("that the user left does not come back with a late answer", async () => {
    const { api, manager, state } = setUp();
    void manager.drop(new File([""], "a.onnx"));
    await settle();
    manager.cancelIncoming();
    api.answer("models:inspect", refused);
    await settle();
    expect(state().incoming).toBeNull();
  });
});

describe("a change", () => {
  test("is told in words, or its failure is", async () => {
    const { api, manager, state } = setUp();
    void manager.verify(mine);
    expect([...state().verifying]).toEqual(["mine"]);
    api.answer("models:verify", { ok: true, value: { ...mine, state: "damaged", reason: "A bit flipped." } });
    await settle();
    expect(state()).toMatchObject({ outcome: "Mine can't be used. A bit flipped.", error: null });
    expect(state().verifying.size).toBe(0);
    void manager.rename(mine, " Ours ");
    api.answer("models:rename", refused);
    await settle();
    expect(state()).toMatchObject({ outcome: null, error: { message: "No." } });
    // The same name, or none, is no change.
    await manager.rename(mine, " Mine ");
    await manager.rename(mine, "");
    expect(api.waiting).toHaveLength(0);
  });

  test("that removes a model can be undone once", async () => {
    const { api, manager, state } = setUp();
    void manager.remove(mine);
    api.answer("models:remove", { ok: true, value: {} });
    await settle();
    expect(state()).toMatchObject({ removed: { id: "mine" }, outcome: "Mine was removed." });
    void manager.undoRemove();
    api.answer("models:restore", { ok: true, value: {} });
    await settle();
    expect(state()).toMatchObject({ removed: null, outcome: "Mine is back." });
    await manager.undoRemove();
    expect(api.waiting).toHaveLength(0);
  });

  test("of anybody's reaches the list", () => {
    const { api, learnt, state } = setUp();
    api.emit({ name: "models:changed", payload: known });
    expect(state().known).toEqual(known);
    expect(learnt).toEqual([known]);
  });
});
