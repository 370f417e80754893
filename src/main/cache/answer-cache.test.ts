import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type AnswerStore, QueryCache, type Query } from "#engine/cache";
import { DiskNotice } from "./disk-notice.ts";
import { IndexDatabase } from "./index-database.ts";
import { AnswerCache } from "./answer-cache.ts";

let folder = "";
const clock = { ms: 1e12 };
const databases: IndexDatabase[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "fantail-answers-"));
  clock.ms = 1e12;
});
afterEach(() => {
  for (const db of databases.splice(0)) db.close();
  rmSync(folder, { recursive: true, force: true });
});

function open(maxBytes = 1e6) {
  const db = new IndexDatabase(join(folder, "index.sqlite"));
  databases.push(db);
  const said: string[] = [];
  const logger = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const notice = new DiskNotice((message) => said.push(message));
  const answers = new AnswerCache({ root: folder, db, maxBytes, wallNow: () => clock.ms, logger, notice });
  return { db, answers, said };
}

const coverage = (level: number): Query => ({ kind: "coverage", dataset: "d", about: { level } });

function keep(answers: AnswerCache, ...answer: Parameters<AnswerCache["store"]>): void {
  answers.store(...answer);
  answers.flush();
}

/** A cache as it is after a start of the application: nothing in memory. Here nobody minds to wait for the disk. */
function start(answers: AnswerCache, ttlMs = 1000) {
  const runs: unknown[] = [];
  const store: AnswerStore = {
    find: (key) => answers.find(key),
    store: (...answer) => {
      keep(answers, ...answer);
    },
  };
  const cache = new QueryCache({ maxBytes: 1e6, ttlMs, now: () => clock.ms, store });
  const ask = (query: Query, value: unknown, more: { ttlMs?: number; freshMs?: number } = {}): Promise<unknown> =>
    cache.ask(query, () => {
      runs.push(value);
      return { promise: Promise.resolve({ value, bytes: 100, ...more }), cancel: () => undefined };
    }).promise;
  return { cache, ask, runs };
}

describe("an answer", () => {
  test("survives a restart and is not computed again", async () => {
    await start(open().answers).ask(coverage(0.8), { share: 0.79, steps: 12 });
    const { ask, runs } = start(open().answers);
    expect(await ask(coverage(0.8), "new")).toEqual({ share: 0.79, steps: 12 });
    expect(await ask(coverage(0.9), "other")).toBe("other");
    expect(runs).toEqual(["other"]);
  });

  test("is found at once and written later, one with each turn, unless it is forgotten before", async () => {
    const { db, answers } = open();
    const written = (): unknown => db.get("select count(*) as n from queries")?.["n"];
    for (const [index, dataset] of ["d", "e", "d", "e"].entries())
      answers.store(`k${index}`, dataset, { value: index, bytes: 10, ttlMs: 1000 });
    expect(written()).toBe(0);
    answers.forget("e");
    await new Promise<void>((resolve) => setImmediate(resolve));
    expect(written()).toBe(1);
    expect(answers.find("k2")).toMatchObject({ value: 2, ttlMs: 1000 });
    expect([answers.find("k1"), written()]).toEqual([null, 2]);
    // As many as are never left behind.
    for (let index = 0; index < 300; index += 1) answers.store(`m${index}`, "d", { value: 0, bytes: 1, ttlMs: 1000 });
    expect(written()).toBe(46);
    answers.flush();
    expect(written()).toBe(302);
  });

  test("lives as long as it was given, restarts included, and no longer", async () => {
    const { ask } = start(open().answers, 1000);
    await ask(coverage(1), "usual");
    await ask(coverage(2), "short", { ttlMs: 10 });
    clock.ms += 9;
    expect(await start(open().answers).ask(coverage(2), "new")).toBe("short");
    clock.ms += 2;
    expect(await start(open().answers).ask(coverage(2), "new")).toBe("new");
    clock.ms += 988;
    const last = start(open().answers);
    expect(await last.ask(coverage(1), "new")).toBe("usual");
    // What came from disk late in its life ends with it in memory, too.
    clock.ms += 2;
    expect(await last.ask(coverage(1), "new")).toBe("new");
  });

  test("is as fresh as it was, restarts included, and given once more after that", async () => {
    await start(open().answers).ask(coverage(1), "old", { freshMs: 10 });
    clock.ms += 9;
    const fresh = start(open().answers);
    expect(await fresh.ask(coverage(1), "new")).toBe("old");
    expect(fresh.runs).toEqual([]);
    clock.ms += 1;
    const stale = start(open().answers);
    expect(await stale.ask(coverage(1), "new")).toBe("old");
    expect(stale.runs).toEqual(["new"]);
    expect(await start(open().answers).ask(coverage(1), "newer")).toBe("new");
  });

  test("is not given a longer life by a clock that was set back", async () => {
    await start(open().answers, 1000).ask(coverage(1), "a");
    clock.ms -= 1e9;
    expect(await start(open().answers).ask(coverage(1), "new")).toBe("new");
  });

  test("that the way through text would change is answered and not kept", async () => {
    const { answers } = open();
    const { ask } = start(answers);
    for (const [level, value] of [
      undefined,
      Float32Array.of(1),
      { a: undefined },
      new Date(0),
      { number: "1" },
    ].entries())
      await ask(coverage(level), value);
    expect(await answers.verify()).toEqual({ answers: 0, damaged: 0 });
  });

  test("may hold numbers that are none, and comes back as it was", async () => {
    const value = {
      skill: Number.NaN,
      most: Number.POSITIVE_INFINITY,
      nested: [{ least: Number.NEGATIVE_INFINITY, none: -0 }],
      number: 1,
    };
    await start(open().answers).ask(coverage(1), value);
    expect(await start(open().answers).ask(coverage(1), "new")).toEqual(value);
  });

  test("goes with its dataset", async () => {
    const { answers } = open();
    const { ask } = start(answers);
    await ask(coverage(1), "d");
    await ask({ ...coverage(1), dataset: "e" }, "e");
    answers.forget("d");
    const again = start(answers);
    expect([await again.ask(coverage(1), "new"), await again.ask({ ...coverage(1), dataset: "e" }, "new")]).toEqual([
      "new",
      "e",
    ]);
  });
});

describe("the room", () => {
  test("is exact whatever replaces what, and the one used longest ago goes first", () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ key: fc.integer({ min: 0, max: 9 }), size: fc.integer({ min: 1, max: 400 }) }), {
          maxLength: 40,
        }),
        (steps) => {
          const { db, answers } = open(1500);
          answers.forget();
          const kept = new Map<string, number>();
          for (const { key: number, size } of steps) {
            clock.ms += 1;
            const key = `k${number}`;
            keep(answers, key, "d", { value: "x".repeat(size), bytes: size, ttlMs: 1e9 });
            // As the budget demands: the last used at the end.
            kept.delete(key);
            kept.set(key, size + 2 + key.length);
            while ([...kept.values()].reduce((sum, one) => sum + one, 0) > 1500) kept.delete([...kept.keys()][0] ?? "");
          }
          const rows = db
            .all("select key, bytes from queries order by used_ms, rowid")
            .map((row) => [row["key"], row["bytes"]]);
          expect(rows).toEqual([...kept]);
        },
      ),
      { numRuns: 60 },
    );
  });

  test("is not given to an answer larger than all of it", () => {
    const { answers } = open(100);
    keep(answers, "k", "d", { value: "x".repeat(200), bytes: 200, ttlMs: 1000 });
    expect(answers.find("k")).toBeNull();
  });
});

describe("damage", () => {
  test("in any column of a row is found; the row is moved aside and the answer computed again", async () => {
    const changes = [
      "value = replace(value, '7', '8')",
      "ttl_ms = ttl_ms * 10",
      "written_ms = written_ms + 5",
      "bytes = bytes + 1",
      "dataset = 'e'",
      "sha256 = 'a' || substr(sha256, 2)",
    ];
    for (const [index, change] of changes.entries()) {
      const { db, answers } = open();
      await start(answers).ask(coverage(index), { share: 0.77 });
      db.run(
        `update queries set ${change}, sha256 = ${change.startsWith("sha256") ? "'f' || substr(sha256, 2)" : "sha256"} where key like '%"level",${index}%'`.replace(
          /, sha256 = sha256/,
          "",
        ),
      );
      expect(await start(answers).ask(coverage(index), "computed again")).toBe("computed again");
    }
    await vi.waitFor(() => expect(readdirSync(join(folder, "quarantine"))).toHaveLength(changes.length));
  });

  test("1,000 random bit flips of stored answers never give a wrong one, and all are found", async () => {
    const { db, answers } = open();
    const value = { coverage: { "0.5": 0.49, "0.8": 0.79, "0.95": 0.96 }, steps: 480, origins: 40, skill: 0.21 };
    let seed = 3;
    const random = (below: number): number => {
      seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
      return (seed >>> 8) % below;
    };
    for (let round = 0; round < 1000; round += 1) {
      keep(answers, "k", "d", { value, bytes: 300, ttlMs: 1e6 });
      const column = ["value", "sha256", "dataset", "key"][random(4)] ?? "value";
      const text = Buffer.from(String(db.get(`select ${column} as one from queries`)?.["one"]));
      const at = random(text.length);
      // Text stays text: a flip that breaks the encoding is another test's, over the whole file.
      text[at] = (text[at] ?? 0) ^ (1 << random(7));
      const isTruncated = round % 5 === 0;
      db.run(`update queries set ${column} = ?`, (isTruncated ? text.subarray(0, at) : text).toString("latin1"));
      expect(answers.find("k")).toBeNull();
      await answers.verify();
      expect(Number(db.get("select count(*) as n from queries")?.["n"])).toBe(0);
    }
  });

  test("random damage to the whole file never gives a wrong answer", () => {
    const { db, answers } = open();
    for (let number = 0; number < 50; number += 1)
      keep(answers, `key of ${number}`, `d${number % 3}`, {
        value: { number, text: "x".repeat(number * 7) },
        bytes: 100,
        ttlMs: 1e6,
      });
    db.close();
    databases.length = 0;
    const path = join(folder, "index.sqlite");
    const sound = readFileSync(path);
    let seed = 9;
    let given = 0;
    for (let round = 0; round < 200; round += 1) {
      const damaged = Buffer.from(sound);
      for (let flip = 0; flip < 8; flip += 1) {
        seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
        const at = (seed >>> 3) % damaged.length;
        damaged[at] = (damaged[at] ?? 0) ^ (1 << (seed & 7));
      }
      for (const suffix of ["-wal", "-shm"]) rmSync(`${path}${suffix}`, { force: true });
      writeFileSync(path, damaged);
      let again: ReturnType<typeof open>;
      try {
        again = open();
      } catch {
        // Not a sound index: the archive begins a new one.
        continue;
      }
      for (let number = 0; number < 50; number += 1) {
        const found = again.answers.find(`key of ${number}`);
        if (found === null) continue;
        given += 1;
        expect(found.value).toEqual({ number, text: "x".repeat(number * 7) });
      }
      again.db.close();
      databases.length = 0;
    }
    // Otherwise nothing was looked at.
    expect(given).toBeGreaterThan(100);
  });

  test("verify counts what is sound and moves the rest aside", async () => {
    const { db, answers } = open();
    const { ask } = start(answers);
    for (let level = 0; level < 5; level += 1) await ask(coverage(level), level);
    db.run("update queries set value = '9' where value = '3'");
    expect(await answers.verify()).toEqual({ answers: 5, damaged: 1 });
    expect(await answers.verify()).toEqual({ answers: 4, damaged: 0 });
  });

  test("of the index itself means an answer that is not kept, and one notice", async () => {
    const { db, answers, said } = open();
    db.run("drop table queries");
    const { ask } = start(answers);
    expect([await ask(coverage(1), "a"), await ask(coverage(2), "b")]).toEqual(["a", "b"]);
    expect(said).toHaveLength(1);
  });
});
