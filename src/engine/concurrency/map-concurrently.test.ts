import { expect, test } from "vitest";
import { mapConcurrently } from "./map-concurrently.ts";

test("the order stays, whatever ends first, and never more run than allowed", async () => {
  const waiting: (() => void)[] = [];
  let most = 0;
  const all = mapConcurrently([0, 1, 2, 3, 4, 5], 3, async (item) => {
    await new Promise<void>((resolve) => waiting.push(resolve));
    return item * 10;
  });
  for (let ended = 0; ended < 6; ended++) {
    most = Math.max(most, waiting.length);
    waiting.pop()?.();
    // The one that ended gives its place to the next.
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(await all).toEqual([0, 10, 20, 30, 40, 50]);
  expect(most).toBe(3);
});

test("nothing is started after a failure", async () => {
  const started: number[] = [];
  const all = mapConcurrently([0, 1, 2, 3, 4, 5], 2, async (item) => {
    started.push(item);
    await Promise.resolve();
    if (item === 0) throw new Error("no");
  });
  await expect(all).rejects.toThrow("no");
  await new Promise((resolve) => setImmediate(resolve));
  expect(started).toEqual([0, 1]);
});
