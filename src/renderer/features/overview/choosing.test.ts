import fc from "fast-check";
import { expect, test } from "vitest";
import { allChosen, chosenAfter, type Choosing, nothingChosen } from "./choosing.ts";

const order = ["a", "b", "c", "d", "e"];
const after = (...steps: readonly (readonly [string, "one" | "toggle" | "range"])[]): readonly string[] => [
  ...steps.reduce<Choosing>((now, [id, by]) => chosenAfter(now, id, by, order), nothingChosen).chosen,
];

test("one replaces, one more is added or taken away, and a range goes on from the last one", () => {
  expect(after(["b", "one"], ["d", "one"])).toEqual(["d"]);
  expect(after(["b", "one"], ["d", "toggle"], ["b", "toggle"])).toEqual(["d"]);
  expect(after(["d", "one"], ["b", "range"])).toEqual(["b", "c", "d"]);
  expect(after(["d", "one"], ["b", "range"], ["e", "range"])).toEqual(["d", "e"]);
  expect(after(["c", "range"])).toEqual(["c"]);
});

test("all, and none where they are chosen already", () => {
  const all = allChosen(nothingChosen, order);
  expect([...all.chosen]).toEqual(order);
  expect(allChosen(all, order)).toEqual(nothingChosen);
});

test("a range is what lies between its ends, both included", () => {
  const place = fc.nat(order.length - 1);
  fc.assert(
    fc.property(place, place, (from, to) => {
      const chosen = after([order[from] as string, "one"], [order[to] as string, "range"]);
      expect(chosen).toEqual(order.slice(Math.min(from, to), Math.max(from, to) + 1));
    }),
  );
});
