import { expect, test } from "vitest";
import { forecasterOf, methodDetail } from "./model-words.ts";

test("a configured method says what it sets", () => {
  expect(methodDetail("ses:alpha=0.3+log@12")).toBe("alpha 0.3 · logarithm · season of 12");
  expect(methodDetail("ets@1")).toBe("no season");
  expect(methodDetail("theta")).toBeNull();
  expect(methodDetail("ses:alpha")).toBeNull();
  expect([forecasterOf("ses:alpha=0.3"), forecasterOf("theta"), forecasterOf("a:b")]).toEqual(["ses", "theta", "a:b"]);
});
