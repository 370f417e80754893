import { describe, expect, test } from "vitest";
import { faultOfMessage } from "./message-limits.ts";

const few = { depth: 4, values: 20, characters: 20 };

test("plain data of any kind may pass", () => {
  const args = {
    text: "a",
    list: [1, null, undefined, Number.NaN, true],
    nested: { deeper: [{}] },
    bare: Object.create(null) as object,
  };
  expect(faultOfMessage({ requestId: "1", name: "x", args })).toBeNull();
  expect(faultOfMessage(undefined)).toBeNull();
});

describe("is refused", () => {
  const circle: { own?: unknown } = {};
  circle.own = circle;
  /** Each list stands in the next one twice: few objects, and 2^40 places. */
  let shared: unknown = 1;
  for (let level = 0; level < 40; level += 1) shared = [shared, shared];
  let tower: unknown = [];
  for (let level = 0; level < 100_000; level += 1) tower = [tower];
  const sparse: unknown[] = [];
  sparse.length = 2 ** 32 - 1;

  test.each<[string, unknown, RegExp]>([
    ["a circle", circle, /deeply/],
    ["a tower of lists", tower, /deeply/],
    ["lists that share lists", shared, /too many/],
    ["a list of nothing but a length", sparse, /too many/],
    ["a date", { at: new Date() }, /plain/],
    ["a map", { names: new Map() }, /plain/],
    ["bytes", [new Uint8Array(4)], /plain/],
    ["an error", new Error("x"), /plain/],
    ["a number that JSON does not know", { n: 1n }, /plain/],
  ])("%s", (_what, message, words) => {
    expect(faultOfMessage(message)).toMatch(words);
  });

  test("more values, text or depth than there may be", () => {
    expect(faultOfMessage(Array.from({ length: 19 }), few)).toBeNull();
    expect(faultOfMessage(Array.from({ length: 20 }), few)).toMatch(/too many/);
    expect(faultOfMessage({ ten_______: "x".repeat(10) }, few)).toBeNull();
    expect(faultOfMessage({ eleven_____: "x".repeat(10) }, few)).toMatch(/too much text/);
    expect(faultOfMessage([[[0]]], few)).toBeNull();
    expect(faultOfMessage([[[[[0]]]]], few)).toMatch(/deeply/);
  });
});
