import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { EngineError } from "#domain/errors";
import { WorkQueue, type QueueLimits, type RangeSpec, type Taken } from "./index.ts";

const limits: QueueLimits = {
  maxUserItems: 1000,
  maxUserBytes: 1_000_000,
  maxEvaluationItems: 1000,
  maxRanges: 8,
  ageingMs: 1000,
};

function queueAt(start: { ms: number }, overrides: Partial<QueueLimits> = {}): WorkQueue<string> {
  return new WorkQueue<string>({ ...limits, ...overrides }, () => start.ms);
}

function entry(key: string, group = "g") {
  return { key, group, bytes: 1, value: key };
}

/** A range over origins; `closed` are computed or under way. */
function spec(id: string, oldest: number, closed: Set<number> = new Set(), group = "g"): RangeSpec {
  return {
    id,
    group,
    oldest,
    newest: 0,
    scan: {
      nextOpen(from, to) {
        const step = from <= to ? 1 : -1;
        for (let at = from; step > 0 ? at <= to : at >= to; at += step) if (!closed.has(at)) return at;
        return null;
      },
    },
  };
}

function itemsOf(taken: Taken<string> | null): (string | number)[] {
  if (taken === null) return [];
  return "items" in taken ? [...taken.items] : taken.origins.map(({ origin }) => origin);
}

describe("user work", () => {
  test("comes out last in, first out", () => {
    const queue = queueAt({ ms: 0 });
    for (const key of ["a", "b", "c"]) queue.add(entry(key));
    expect(itemsOf(queue.take(() => 10))).toEqual(["c", "b", "a"]);
  });

  test("a batch holds one group only, the group of the newest entry", () => {
    const queue = queueAt({ ms: 0 });
    queue.add(entry("a1", "a"));
    queue.add(entry("b1", "b"));
    queue.add(entry("a2", "a"));
    queue.add(entry("b2", "b"));
    expect(itemsOf(queue.take(() => 10))).toEqual(["b2", "b1"]);
    expect(itemsOf(queue.take(() => 10))).toEqual(["a2", "a1"]);
  });

  test("promotion puts an entry on top", () => {
    const queue = queueAt({ ms: 0 });
    for (const key of ["a", "b", "c"]) queue.add(entry(key));
    expect(queue.promote("a")).toBe(true);
    expect(queue.promote("nobody")).toBe(false);
    expect(itemsOf(queue.take(() => 2))).toEqual(["a", "c"]);
  });

  test("depth says how long the entry that comes last has waited in its place", () => {
    const clock = { ms: 0 };
    const queue = queueAt(clock);
    queue.add(entry("a"));
    clock.ms = 100;
    queue.add(entry("b"));
    clock.ms = 300;
    expect(queue.depth().userOldestMs).toBe(300);
    queue.promote("a");
    expect(queue.depth().userOldestMs).toBe(200);
    queue.remove("b");
    expect(queue.depth().userOldestMs).toBe(0);
  });

  test("is refused visibly beyond either limit, and room made by removal can be used", () => {
    const queue = queueAt({ ms: 0 }, { maxUserItems: 2, maxUserBytes: 10 });
    queue.add({ key: "a", group: "g", bytes: 8, value: "a" });
    expect(() => queue.add({ key: "b", group: "g", bytes: 3, value: "b" })).toThrow(EngineError);
    queue.add(entry("c"));
    expect(() => queue.add(entry("d"))).toThrow(expect.objectContaining({ code: "queue-full" }));
    queue.remove("a");
    queue.add(entry("d"));
    expect(queue.depth()).toMatchObject({ userItems: 2, userBytes: 2, load: 1 });
  });

  test("order after any interleaving of add, promote, remove and take equals a sorted list", () => {
    const operation = fc.oneof(
      fc.record({ type: fc.constant("add" as const), key: fc.nat(30), group: fc.constantFrom("x", "y", "z") }),
      fc.record({ type: fc.constantFrom("promote" as const, "remove" as const), key: fc.nat(30) }),
      fc.record({ type: fc.constant("take" as const), max: fc.integer({ min: 1, max: 5 }) }),
    );
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 200 }), (operations) => {
        const queue = queueAt({ ms: 0 });
        let seq = 0;
        let model: { key: string; group: string; seq: number }[] = [];
        for (const op of operations) {
          let found: unknown;
          let expected: unknown;
          const key = op.type === "take" ? "" : String(op.key);
          const known = model.find((one) => one.key === key);
          if (op.type === "take") {
            const sorted = [...model].sort((a, b) => b.seq - a.seq);
            const next = sorted.filter(({ group }) => group === sorted[0]?.group).slice(0, op.max);
            expected = next.map((one) => one.key);
            found = itemsOf(queue.take(() => op.max));
            model = model.filter((one) => !next.includes(one));
          } else if (op.type === "add" && known === undefined) {
            queue.add(entry(key, op.group));
            model.push({ key, group: op.group, seq: ++seq });
          } else if (op.type === "promote") {
            expected = known !== undefined;
            found = queue.promote(key);
            if (known !== undefined) known.seq = ++seq;
          } else if (op.type === "remove") {
            expected = known?.key;
            found = queue.remove(key);
            model = model.filter((one) => one !== known);
          }
          expect(found).toEqual(expected);
          expect(queue.depth()).toMatchObject({ userItems: model.length, userBytes: model.length });
        }
      }),
    );
  });
});

describe("what an evaluation needs", () => {
  test("comes out in order of arrival, after users' work and before background work", () => {
    const queue = queueAt({ ms: 0 });
    queue.aim(spec("r", -1), 0);
    for (const key of ["a", "b", "c"]) queue.add(entry(key), "evaluation");
    queue.add(entry("u"));
    expect(itemsOf(queue.take(() => 2))).toEqual(["u"]);
    expect(itemsOf(queue.take(() => 2))).toEqual(["a", "b"]);
    expect(itemsOf(queue.take(() => 2))).toEqual(["c"]);
    expect(itemsOf(queue.take(() => 2))).toEqual([0, -1]);
  });

  test("is passed over while its level has no slot, and passes others in theirs", () => {
    const queue = queueAt({ ms: 0 });
    queue.add(entry("e"), "evaluation");
    queue.aim(spec("r", 0), 0);
    expect(
      queue.take(
        () => 1,
        (level) => level !== "evaluation",
      )?.level,
    ).toBe("background");
    expect(itemsOf(queue.take(() => 1))).toEqual(["e"]);
  });

  test("that a user asks for, too, goes to the top of the users' work", () => {
    const queue = queueAt({ ms: 0 }, { maxUserItems: 1 });
    for (const key of ["a", "b"]) queue.add(entry(key), "evaluation");
    queue.add(entry("u"));
    // Though the users' queue is full: it has its place already.
    expect(queue.promote("b")).toBe(true);
    expect(queue.depth()).toMatchObject({ userItems: 2, evaluationItems: 1 });
    expect(itemsOf(queue.take(() => 5))).toEqual(["b", "u"]);
    expect(itemsOf(queue.take(() => 5))).toEqual(["a"]);
  });

  test("is bounded, and says how long what comes next has waited; the load is of what refuses", () => {
    const clock = { ms: 0 };
    const queue = queueAt(clock, { maxEvaluationItems: 2 });
    queue.add(entry("a"), "evaluation");
    clock.ms = 100;
    queue.add(entry("b"), "evaluation");
    expect(() => queue.add(entry("c"), "evaluation")).toThrow(expect.objectContaining({ code: "queue-full" }));
    clock.ms = 300;
    expect(queue.depth()).toMatchObject({ evaluationItems: 2, evaluationOldestMs: 300, load: 0 });
    expect(queue.remove("a")).toBe("a");
    expect(queue.depth()).toMatchObject({ evaluationItems: 1, evaluationOldestMs: 200 });
  });

  test("order after any interleaving of arrivals at both levels, promotions, removals and takes equals that of plain lists", () => {
    const operation = fc.oneof(
      fc.record({
        type: fc.constant("add" as const),
        level: fc.constantFrom("user" as const, "evaluation" as const),
        key: fc.nat(20),
        group: fc.constantFrom("x", "y"),
      }),
      fc.record({ type: fc.constantFrom("promote" as const, "remove" as const), key: fc.nat(20) }),
      fc.record({ type: fc.constant("take" as const), max: fc.integer({ min: 1, max: 4 }) }),
    );
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 150 }), (operations) => {
        const queue = queueAt({ ms: 0 });
        // What is next is first, in either.
        const lists: Record<"user" | "evaluation", { key: string; group: string }[]> = { user: [], evaluation: [] };
        const without = (key: string): void => {
          for (const level of ["user", "evaluation"] as const)
            lists[level] = lists[level].filter((one) => one.key !== key);
        };
        for (const op of operations) {
          let found: unknown;
          let expected: unknown;
          const key = op.type === "take" ? "" : String(op.key);
          const known = [...lists.user, ...lists.evaluation].find((one) => one.key === key);
          if (op.type === "take") {
            const list = lists.user.length > 0 ? lists.user : lists.evaluation;
            const next = list.filter(({ group }) => group === list[0]?.group).slice(0, op.max);
            expected = next.map((one) => one.key);
            found = itemsOf(queue.take(() => op.max));
            for (const one of next) without(one.key);
          } else if (op.type === "promote") {
            expected = known !== undefined;
            found = queue.promote(key);
            without(key);
            if (known !== undefined) lists.user.unshift(known);
          } else if (op.type === "remove") {
            expected = known?.key;
            found = queue.remove(key);
            without(key);
          } else if (op.type === "add" && known === undefined) {
            queue.add(entry(key, op.group), op.level);
            if (op.level === "user") lists.user.unshift({ key, group: op.group });
            else lists.evaluation.push({ key, group: op.group });
          }
          expect(found).toEqual(expected);
          expect(queue.depth()).toMatchObject({
            userItems: lists.user.length,
            evaluationItems: lists.evaluation.length,
          });
        }
      }),
    );
  });
});

describe("background work", () => {
  test("radiates from the focus, the newer of two equally near origins first", () => {
    const queue = queueAt({ ms: 0 });
    queue.aim(spec("r", -5), -2);
    expect(itemsOf(queue.take(() => 10))).toEqual([-2, -1, -3, 0, -4, -5]);
    expect(queue.take(() => 10)).toBeNull();
    expect(queue.isDrained("r")).toBe(true);
  });

  test("origins that go ahead come first, in their order, once, and only those that are open", () => {
    const queue = queueAt({ ms: 0 });
    queue.aim({ ...spec("r", -6, new Set([-5])), ahead: [-4, -5, -9, -1] }, -2);
    expect(itemsOf(queue.take(() => 3))).toEqual([-4, -1, -2]);
    queue.aim({ ...spec("r", -6), ahead: [-4, -5, -9, -1] }, -6);
    expect(itemsOf(queue.take(() => 2))).toEqual([-6, -4]);
  });

  test("one that goes ahead and is open again takes its place among the others", () => {
    const closed = new Set<number>();
    const queue = queueAt({ ms: 0 });
    queue.aim({ ...spec("r", -6, closed), ahead: [-6, -5] }, 0);
    for (const origin of itemsOf(queue.take(() => 2))) closed.add(origin as number);
    closed.delete(-5);
    queue.reopen("r", -5);
    expect(itemsOf(queue.take(() => 10))).toEqual([0, -1, -2, -3, -4, -5]);
  });

  test("a new focus changes what comes next and repeats nothing that is under way", () => {
    const closed = new Set<number>();
    const queue = queueAt({ ms: 0 });
    queue.aim(spec("r", -9, closed), 0);
    for (const origin of itemsOf(queue.take(() => 3))) closed.add(origin as number);
    queue.aim(spec("r", -9, closed), -8);
    expect(itemsOf(queue.take(() => 10))).toEqual([-8, -7, -9, -6, -5, -4, -3]);
  });

  test("waits for user work", () => {
    const queue = queueAt({ ms: 0 });
    queue.aim(spec("r", -5), 0);
    queue.add(entry("a"));
    expect(itemsOf(queue.take(() => 2))).toEqual(["a"]);
    expect(itemsOf(queue.take(() => 2))).toEqual([0, -1]);
  });

  test("does not starve: after the ageing time it goes first, for one batch", () => {
    const clock = { ms: 0 };
    const queue = queueAt(clock);
    queue.aim(spec("r", -100), 0);
    const levels: string[] = [];
    for (let turn = 0; turn < 40; turn += 1) {
      clock.ms += 100;
      queue.add(entry(String(turn)));
      levels.push(queue.take(() => 1)?.level ?? "none");
    }
    expect(levels.filter((level) => level === "background")).toHaveLength(4);
    expect(levels.indexOf("background")).toBe(9);
  });

  test("and evaluations each have one batch a second beside users' work without an end, and no more", () => {
    const clock = { ms: 0 };
    const queue = queueAt(clock);
    queue.aim(spec("r", -100), 0);
    for (let item = 0; item < 100; item += 1) queue.add(entry(`e${item}`), "evaluation");
    const levels: string[] = [];
    for (let turn = 0; turn < 40; turn += 1) {
      clock.ms += 100;
      queue.add(entry(String(turn)));
      levels.push(queue.take(() => 1)?.level ?? "none");
    }
    const count = (level: string): number => levels.filter((one) => one === level).length;
    expect([count("user"), count("evaluation"), count("background")]).toEqual([33, 3, 4]);
  });

  test("a range that the user left is served too, while the aimed one keeps every other batch", () => {
    const clock = { ms: 0 };
    const queue = queueAt(clock);
    queue.aim(spec("left", -1000), 0);
    queue.aim(spec("aimed", -1000), 0);
    const served = new Map<string, number>();
    for (let turn = 0; turn < 100; turn += 1) {
      clock.ms += 100;
      const taken = queue.take(() => 1);
      const range = taken?.level === "background" ? (taken.origins[0]?.range ?? "") : "";
      served.set(range, (served.get(range) ?? 0) + 1);
    }
    expect(served.get("left")).toBeGreaterThanOrEqual(8);
    expect(served.get("aimed")).toBeGreaterThanOrEqual(50);
  });

  test("however many ranges wait, the aimed one keeps every other batch", () => {
    const clock = { ms: 0 };
    const queue = queueAt(clock, { maxRanges: 100 });
    for (let range = 0; range < 50; range += 1) queue.aim(spec(`left-${range}`, -1000), 0);
    queue.aim(spec("aimed", -1000), 0);
    clock.ms = 10_000;
    let aimed = 0;
    for (let turn = 0; turn < 100; turn += 1) {
      clock.ms += 100;
      const taken = queue.take(() => 1);
      if (taken?.level === "background" && taken.origins[0]?.range === "aimed") aimed += 1;
    }
    expect(aimed).toBeGreaterThanOrEqual(50);
  });

  test("depth says how long ago the range that waits longest was served", () => {
    const clock = { ms: 0 };
    const queue = queueAt(clock);
    queue.aim(spec("left", -100), 0);
    queue.aim(spec("aimed", -100), 0);
    clock.ms = 300;
    queue.take(() => 1);
    expect(queue.depth()).toMatchObject({ ranges: 2, rangeOldestMs: 300, userOldestMs: 0 });
    clock.ms = 2000;
    queue.take(() => 1);
    expect(queue.depth().rangeOldestMs).toBe(1700);
  });

  test("short ranges of one group share a batch", () => {
    const queue = queueAt({ ms: 0 });
    queue.aim(spec("a", -1), 0);
    queue.aim(spec("other", -1, new Set(), "another group"), 0);
    queue.aim(spec("b", -1), 0);
    expect(queue.take(() => 10)).toEqual({
      level: "background",
      group: "g",
      origins: [
        { range: "b", origin: 0 },
        { range: "b", origin: -1 },
        { range: "a", origin: 0 },
        { range: "a", origin: -1 },
      ],
    });
  });

  test("ranges beyond the limit are refused, re-aiming a known one never is", () => {
    const queue = queueAt({ ms: 0 }, { maxRanges: 1 });
    queue.aim(spec("a", -5), 0);
    expect(() => queue.aim(spec("b", -5), 0)).toThrow(expect.objectContaining({ code: "queue-full" }));
    queue.aim(spec("a", -5), -3);
    expect(itemsOf(queue.take(() => 1))).toEqual([-3]);
  });

  test("hands out every open origin exactly once, nearest first, whatever is closed, reopened or re-aimed", () => {
    const operation = fc.oneof(
      fc.record({ type: fc.constant("take" as const), origin: fc.integer({ min: 1, max: 6 }) }),
      fc.record({
        type: fc.constantFrom("aim" as const, "reopen" as const, "close" as const),
        origin: fc.integer({ min: -40, max: 0 }),
      }),
    );
    fc.assert(
      fc.property(
        fc.array(operation, { maxLength: 80 }),
        fc.uniqueArray(fc.integer({ min: -40, max: 0 })),
        (operations, done) => {
          const closed = new Set<number>(done);
          const queue = queueAt({ ms: 0 });
          let focus = -20;
          queue.aim(spec("r", -40, closed), focus);
          const takeAndCheck = (max: number): number => {
            const open = Array.from({ length: 41 }, (_, index) => index - 40).filter((origin) => !closed.has(origin));
            const nearest = open.sort((a, b) => Math.abs(a - focus) - Math.abs(b - focus) || b - a).slice(0, max);
            const taken = itemsOf(queue.take(() => max)) as number[];
            expect(taken).toEqual(nearest);
            for (const origin of taken) closed.add(origin);
            return taken.length;
          };
          for (const { type, origin } of operations) {
            if (type === "take") takeAndCheck(origin);
            else if (type === "close") closed.add(origin);
            else if (type === "reopen") {
              closed.delete(origin);
              queue.reopen("r", origin);
            } else {
              focus = origin;
              queue.aim(spec("r", -40, closed), focus);
            }
          }
          while (takeAndCheck(7) > 0) continue;
          expect(closed.size).toBe(41);
        },
      ),
    );
  });
});
