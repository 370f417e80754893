import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { byLevel, workLevels, type WorkLevel } from "#domain/forecast";
import { DensityQueue } from "./queue.ts";

function createQueue(limits: { maxItems?: number; maxBytes?: number } = {}) {
  const turns: (() => void)[] = [];
  const done: string[] = [];
  const refused: string[] = [];
  const queue = new DensityQueue({ maxItems: 100, maxBytes: 1000, ...limits, schedule: (work) => turns.push(work) });
  const add = (name: string, level: WorkLevel, bytes = 1): void =>
    queue.add({
      level,
      bytes,
      run: () => done.push(name),
      refuse: ({ code }) => refused.push(`${name} ${code}`),
    });
  const turn = (): void => turns.shift()?.();
  return {
    done,
    refused,
    turns,
    turn,
    add,
    user: (name: string, bytes?: number) => add(name, "user", bytes),
    background: (name: string, bytes?: number) => add(name, "background", bytes),
  };
}

describe("the density process", () => {
  test("answers a user after the batch at hand, however many wait", () => {
    const { done, turn, user, background } = createQueue();
    for (let batch = 0; batch < 50; batch += 1) background(`b${batch}`);
    turn();
    user("request");
    turn();
    expect(done).toEqual(["b0", "request"]);
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

  test("finishes what an evaluation needs after users' work and before background work, in its order", () => {
    const { done, turn, turns, add } = createQueue();
    for (const [index, level] of (["background", "evaluation", "user", "evaluation"] as const).entries())
      add(`${level}${index}`, level);
    while (turns.length > 0) turn();
    expect(done).toEqual(["user2", "evaluation1", "evaluation3", "background0"]);
  });

  test("after any interleaving of arrivals and turns, the order and the refusals are those of plain lists", () => {
    const operation = fc.oneof(
      {
        weight: 3,
        arbitrary: fc.record({ level: fc.constantFrom(...workLevels), bytes: fc.integer({ min: 1, max: 40 }) }),
      },
      { weight: 2, arbitrary: fc.constant("turn" as const) },
    );
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 80 }), (operations) => {
        const { refused, done, turn, turns, add } = createQueue({ maxItems: 4, maxBytes: 100 });
        const lists = byLevel((): { name: string; bytes: number }[] => []);
        const expected = { done: [] as string[], refused: [] as string[] };
        operations.forEach((op, index) => {
          if (op === "turn") {
            const next = lists.user.pop() ?? lists.evaluation.shift() ?? lists.background.shift();
            if (next !== undefined) expected.done.push(next.name);
            turn();
          } else {
            const list = lists[op.level];
            const name = String(index);
            add(name, op.level, op.bytes);
            const fits = list.length < 4 && list.reduce((sum, { bytes }) => sum + bytes, 0) + op.bytes <= 100;
            if (fits) list.push({ name, bytes: op.bytes });
            else expected.refused.push(`${name} queue-full`);
          }
          expect({ done, refused }).toEqual(expected);
          expect(turns.length).toBe(workLevels.some((level) => lists[level].length > 0) ? 1 : 0);
        });
      }),
    );
  });
});
