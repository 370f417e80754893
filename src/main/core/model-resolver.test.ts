import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { ModelToLoad } from "#contract/worker";
import { EngineError } from "#domain/errors";
import type { ModelInfo } from "#domain/model";
import type { Manifest } from "#engine/registry";
import { ModelResolver } from "./model-resolver.ts";

vi.mock("electron", () => ({}));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "fantail-resolver-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const samples = { rows: 3 } as unknown as NonNullable<ModelToLoad["samples"]>;

/** A ready model that gives quantiles, one that gives samples, and one that is not loaded. */
function resolver(code = "code", bandwidth: "isj" | "scott" = "isj") {
  const evaluateEntry = join(folder, "evaluate.js");
  writeFileSync(evaluateEntry, code);
  const list = ["q", "s", "cold"].map((id) => ({
    id,
    version: "1",
    sha256: `hash of ${id}`,
    levels: [0.1, 0.5, 0.9],
    maxContextSteps: 64,
    maxHorizonSteps: 32,
    state: id === "cold" ? "loading" : "ready",
    executionProvider: id === "cold" ? null : "webgpu",
  })) as unknown as readonly ModelInfo[];
  return new ModelResolver({
    store: {
      fileOf: () => {
        throw new Error("not asked");
      },
      list: () => list,
      manifest: (id) => {
        if (!list.some((known) => known.id === id)) throw new EngineError("model-not-found", id);
        const output = { kind: id === "s" ? "samples" : "quantiles" };
        return { name: `Model ${id}`, frequencies: "any", preprocessing: "p", output } as unknown as Manifest;
      },
      shape: (id) => (id === "s" ? { samples } : {}) as ModelToLoad,
      load: () => Promise.reject(new Error("not asked")),
    },
    admin: { defaultFor: () => "q" },
    bandwidth,
    evaluateEntry,
  });
}

test("a model that is ready is found with everything that its numbers depend on; another is not", () => {
  const models = resolver();
  expect(models.find("q")).toEqual({
    id: "q",
    version: "1",
    sha256: "hash of q",
    contextSteps: 64,
    levels: [0.1, 0.5, 0.9],
    frequencies: "any",
    maxHorizonSteps: 32,
    preprocessing: "p",
    executionProvider: "webgpu",
  });
  expect(models.find("s")).toMatchObject({ samples, preprocessing: "p isj" });
  expect([models.find("cold"), models.find("nobody")]).toEqual([undefined, undefined]);
});

test("models without a file have a name of their own and the default model's preprocessing", () => {
  const models = resolver();
  expect([models.nameOf("q"), models.nameOf("ets")]).toEqual(["Model q", "ETS"]);
  expect(["s", "ets", "auto"].map((id) => models.preprocessingOf(id))).toEqual(["p isj", "p", "p"]);
  expect(() => models.nameOf("nobody")).toThrow(EngineError);
});

test("answers are another version with other code, and with another preprocessing", () => {
  const version = resolver().answerVersion();
  expect(resolver().answerVersion()).toBe(version);
  expect(resolver("other code").answerVersion()).not.toBe(version);
  expect(resolver("code", "scott").answerVersion()).not.toBe(version);
});
