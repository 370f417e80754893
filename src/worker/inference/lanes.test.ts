import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { workLevels } from "#domain/forecast";
import { Lanes } from "./lanes.ts";

/** Tasks that take the time they are told to and write down what ran when. */
function createLanes(ageingMs = 1000, turnMs = 25) {
  const clock = { ms: 0 };
  const ran: string[] = [];
  const lanes = new Lanes({ ageingMs, turnMs, turn: () => Promise.resolve(), now: () => clock.ms });
  const user = (name: string, ms = 1, then: () => void = () => undefined): void =>
    lanes.add("user", async () => {
      clock.ms += ms;
      ran.push(name);
      then();
    });
  /** Between two runs the event loop turns, and messages come in: `between` stands for them. */
  const inRuns = (
    level: "evaluation" | "background",
    name: string,
    runs: number,
    between: (run: number) => void = () => undefined,
    runMs = 4,
  ): void =>
    lanes.add(level, async () => {
      for (let run = 0; run < runs; run += 1) {
        await lanes.yieldFrom(level);
        clock.ms += runMs;
        ran.push(`${name}.${run}`);
        between(run);
      }
    });
  const background = inRuns.bind(null, "background");
  const evaluation = inRuns.bind(null, "evaluation");
  return { clock, ran, user, evaluation, background };
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 500; turn += 1) await Promise.resolve();
}

describe("an inference process", () => {
  test("runs a user's batch between two runs of a background batch", async () => {
    const { ran, user, background } = createLanes();
    background("b", 4, (run) => {
      if (run === 1) user("u");
    });
    await settle();
    expect(ran).toEqual(["b.0", "b.1", "u", "b.2", "b.3"]);
  });

  test("takes users' batches in the order in which main sent them, and before background that came earlier", async () => {
    const { ran, user, background } = createLanes();
    background("b", 1);
    background("c", 1);
    user("u0");
    user("u1");
    await settle();
    expect(ran).toEqual(["u0", "u1", "b.0", "c.0"]);
  });

  test("does not starve background work: after the ageing time it has one turn, then users pass again", async () => {
    const { clock, ran, user, background } = createLanes(100, 25);
    const askAgain = (): void => {
      if (clock.ms < 400) user("u", 10, askAgain);
    };
    askAgain();
    background("b", 50);
    await settle();
    const firstRun = ran.indexOf("b.0");
    // Ten of ten milliseconds each, and the one that was under way.
    expect(firstRun).toBeLessThanOrEqual(11);
    const turn = ran.slice(firstRun, ran.indexOf("u", firstRun));
    // Runs of four milliseconds that begin within 25.
    expect(turn).toEqual(["b.0", "b.1", "b.2", "b.3", "b.4", "b.5", "b.6"]);
    expect(ran.filter((name) => name.startsWith("b"))).toHaveLength(50);
  });

  test("users' work without background work never stops to wait for a turn", async () => {
    const { clock, ran, user } = createLanes(100, 25);
    const askAgain = (): void => {
      if (clock.ms < 1000) user("u", 50, askAgain);
    };
    askAgain();
    await settle();
    expect(ran).toHaveLength(20);
  });

  test("runs what an evaluation needs between two runs of background work, and a user's batch between two of either", async () => {
    const { ran, user, evaluation, background } = createLanes();
    background("b", 3, (run) => {
      if (run !== 0) return;
      evaluation("e", 3, (step) => {
        if (step === 1) user("u");
      });
    });
    await settle();
    expect(ran).toEqual(["b.0", "e.0", "e.1", "u", "e.2", "b.1", "b.2"]);
  });

  test("gives background work its turn beside an evaluation without an end, in which users still pass", async () => {
    const { clock, ran, user, evaluation, background } = createLanes(100, 25);
    const goOn = (): void => {
      if (clock.ms < 400) evaluation("e", 5, (run) => (run === 4 ? goOn() : undefined));
    };
    goOn();
    let asked = false;
    background("b", 30, (run) => {
      if (run !== 1) return;
      asked = true;
      user("u");
    });
    await settle();
    expect(asked).toBe(true);
    const firstTurn = ran.slice(ran.indexOf("b.0"), ran.indexOf("b.0") + 8);
    // Runs of four milliseconds that begin within 25, and the user's between two of them.
    expect(firstTurn).toEqual(["b.0", "b.1", "u", "b.2", "b.3", "b.4", "b.5", "e.0"]);
    expect(ran.filter((name) => name.startsWith("b"))).toHaveLength(30);
  });

  test("whenever tasks arrive, each runs once, lanes keep their order, and nothing waits for more than one run or turn", async () => {
    const arrivals = fc.array(
      fc.record({ level: fc.constantFrom(...workLevels), after: fc.nat(30), runs: fc.integer({ min: 1, max: 5 }) }),
      { maxLength: 40 },
    );
    await fc.assert(
      fc.asyncProperty(arrivals, async (tasks) => {
        const { clock, ran, user, evaluation, background } = createLanes(50, 12);
        let done = 0;
        const waiting = tasks.map((task, index) => ({ ...task, index }));
        const asked = new Map<string, number>();
        const waits: number[] = [];
        // Whatever is due by now arrives, as messages do between runs.
        const arrive = (): void => {
          done += 1;
          for (const task of [...waiting]) {
            if (task.after > done) continue;
            waiting.splice(waiting.indexOf(task), 1);
            const name = `${task.level[0]}${task.index}`;
            asked.set(name, clock.ms);
            if (task.level === "user") user(name, 1, () => waits.push(clock.ms - (asked.get(name) ?? 0)));
            else (task.level === "evaluation" ? evaluation : background)(name, task.runs, arrive);
          }
        };
        for (let turn = 0; turn < 40; turn += 1) {
          arrive();
          await settle();
        }
        const runsOf = (prefix: string): string[] => ran.filter((name) => name.startsWith(prefix));
        const users = [...asked.keys()].filter((name) => name.startsWith("u"));
        expect(runsOf("u")).toEqual(users);
        for (const lane of ["e", "b"]) {
          const inLane = [...asked.keys()].filter((name) => name.startsWith(lane));
          expect(runsOf(lane)).toEqual(
            inLane.flatMap((name) =>
              Array.from({ length: tasks[Number(name.slice(1))]?.runs ?? 0 }, (_, run) => `${name}.${run}`),
            ),
          );
        }
        // All users' work is a millisecond each; beside it a request waits for one run, or for a turn of each lower level and
        // its last run.
        for (const wait of waits) expect(wait).toBeLessThanOrEqual(users.length + 2 * (12 + 4));
      }),
      { numRuns: 200 },
    );
  });
});
