import { describe, expect, test } from "vitest";
import { DensityQueue } from "./density-queue.ts";

function createQueue(limits: { maxItems?: number; maxBytes?: number } = {}) {
  const turns: (() => void)[] = [];
  const done: string[] = [];
  const refused: string[] = [];
  const queue = new DensityQueue({ maxItems: 100, maxBytes: 1000, ...limits, schedule: (work) => turns.push(work) });
  const add = (name: string, isBackground: boolean, bytes = 1): void =>
    queue.add({ isBackground, bytes, run: () => done.push(name), refuse: ({ code }) => refused.push(`${name} ${code}`) });
  const turn = (): void => turns.shift()?.();
  return { done, refused, turns, turn, user: (name: string, bytes?: number) => add(name, false, bytes), background: (name: string, bytes?: number) => add(name, true, bytes) };
}

describe("the density process", () => {
  test("answers a user after the batch at hand, however many wait", () => {
    const { done, turn, user, background } = createQueue();
    for (let batch = 0; batch < 50; batch += 1) background(`b${batch}`);
    turn();
    user("question");
    turn();
    expect(done).toEqual(["b0", "question"]);
  });

  test("takes the newest of the users' work first and background work in its order", () => {
    const { done, turn, turns, user, background } = createQueue();
    background("b0");
    user("u0");
    background("b1");
    user("u1");
    while (turns.length > 0) turn();
    expect(done).toEqual(["u1", "u0", "b0", "b1"]);
  });

  test("lets messages in between any two tasks", () => {
    const { turns, turn, background } = createQueue();
    background("b0");
    background("b1");
    expect(turns.length).toBe(1);
    turn();
    expect(turns.length).toBe(1);
    turn();
    expect(turns.length).toBe(0);
  });

  test("refuses what is too much, in items and in bytes, and takes more once it has room", () => {
    const { refused, done, turn, user, background } = createQueue({ maxItems: 2, maxBytes: 100 });
    background("b0");
    background("b1");
    background("b2");
    user("large", 101);
    user("fits", 100);
    user("more", 1);
    expect(refused).toEqual(["b2 queue-full", "large queue-full", "more queue-full"]);
    turn();
    turn();
    user("again", 100);
    background("b3");
    turn();
    expect(done).toEqual(["fits", "b0", "again"]);
    expect(refused).toHaveLength(3);
  });
});
