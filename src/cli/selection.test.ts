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

test("a configured model has its parameters in their one order, and what is wrong with it is said", () => {
  expect(resolveModel(host, "holt:beta=0.10:alpha=.3+log@12")).toBe("holt:alpha=0.3:beta=0.1+log@12");
  const refusal = (id: string, code: string, message: string) => {
    expect(() => resolveModel(host, id)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(message) }),
    );
  };
  refusal("holt:delta=1", "wrong-arguments", "it has alpha, beta.");
  refusal("ses:alpha=3", "wrong-arguments", "from 0.0001 to 0.9999, not 3.");
  refusal("ses+sqrt", "wrong-arguments", "does not name a method");
  refusal("base+log", "wrong-arguments", "fantail-base has no parameters");
  refusal("large:alpha=1", "model-not-found", '"large"');
});

test("an unknown model is refused with the ones there are", () => {
  expect(() => resolveModel(host, "large")).toThrow(
    expect.objectContaining({
      code: "model-not-found",
      hint: `Known: fantail-base, tiny, fantail-tiny, ${forecasters.all.map(({ id }) => id).join(", ")}.`,
    }),
  );
});
