import { expect, test } from "vitest";
import type { ModelInfo } from "#domain/model";
import { forecasters } from "#engine/forecasters/catalogue";
import { resolveModel } from "./selection.ts";

const host = {
  models: () => [{ id: "fantail-base" }, { id: "tiny" }, { id: "fantail-tiny" }] as unknown as ModelInfo[],
};

test("a model is named by its id, or by the rest of a bundled model's id", () => {
  expect(["fantail-base", "base", "ets"].map((id) => resolveModel(host, id))).toEqual([
    "fantail-base",
    "fantail-base",
    "ets",
  ]);
});

test("an id goes before a short name", () => {
  expect(resolveModel(host, "tiny")).toBe("tiny");
});

test("an unknown model is refused with the ones there are", () => {
  expect(() => resolveModel(host, "large")).toThrow(
    expect.objectContaining({
      code: "model-not-found",
      hint: `Known: fantail-base, tiny, fantail-tiny, ${forecasters.all.map(({ id }) => id).join(", ")}.`,
    }),
  );
});
