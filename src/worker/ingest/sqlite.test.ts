import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import type { FromIngest } from "#contract/worker";
import type { IngestOptions } from "#domain/dataset";
import { isSqlite, type SqliteReading } from "./sqlite.ts";
import { IngestWork } from "./work.ts";

const root = mkdtempSync(join(tmpdir(), "fantail-sqlite-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let folder = "";
let path = "";
beforeEach(() => {
  folder = mkdtempSync(join(root, "one-"));
  path = join(folder, "shop.db");
});

const thread = new URL("./sqlite-thread.ts", import.meta.url);

async function answerFor(options: IngestOptions = {}, reading: Partial<SqliteReading> = {}): Promise<FromIngest> {
  const sent: FromIngest[] = [];
  const work = new IngestWork((message) => sent.push(message), "", { thread, onStuck: () => undefined, ...reading });
  await work.import({ type: "import", id: 1, path, options });
  return sent.at(-1) ?? { type: "ready" };
}

const errorOf = (answer: FromIngest): unknown => (answer.type === "failed" ? answer.error : answer.type);

/** Daily values of two series, and a table without times that is longer. */
const shop = `
  create table sales (day text, shop text, units integer, price real, photo blob);
  create table log (message text, level integer);
  create view north as select day, units from sales where shop = 'north';
`;

function fill(db: DatabaseSync, days = 60): void {
  db.exec("begin");
  const sale = db.prepare("insert into sales values (?, ?, ?, ?, zeroblob(10000))");
  for (let day = 0; day < days; day += 1)
    for (const [index, name] of ["north", "south"].entries())
      sale.run(new Date(Date.UTC(2024, 0, 1 + day)).toISOString().slice(0, 10), name, day * 10 + index, 1.5 + day / 8);
  const log = db.prepare("insert into log values ('started', ?)");
  for (let line = 0; line < 500; line += 1) log.run(line);
  db.exec("commit");
}

function create(sql = shop, work: (db: DatabaseSync) => void = fill): void {
  const db = new DatabaseSync(path);
  db.exec(sql);
  work(db);
  db.close();
}

/** Everything of the folder, to the byte and the time. */
function stateOf(): unknown {
  return readdirSync(folder)
    .sort()
    .map((name) => [name, statSync(join(folder, name)).mtimeMs, readFileSync(join(folder, name)).toString("base64")]);
}

describe("a database", () => {
  test("is read like any other file: the table with times, and the others to choose from", async () => {
    create();
    const before = stateOf();
    const answer = await answerFor();
    expect(errorOf(answer)).toBe("done");
    if (answer.type !== "done") return;
    const { file, tables, series, warnings } = answer.dataset;
    expect(file.encoding).toBe("sqlite");
    expect(tables).toEqual({
      kind: "table",
      chosen: "sales",
      tables: [
        { name: "sales", rows: 120 },
        { name: "log", rows: 500 },
        { name: "north", rows: null },
      ],
    });
    expect(series.map(({ id }) => id)).toEqual(expect.arrayContaining([expect.stringContaining("north")]));
    expect(warnings.map(({ code }) => code)).toContain("several-tables");
    expect(stateOf()).toEqual(before);
  });

  test("gives any table or view by its name, whatever that holds", async () => {
    create(`${shop} create table "a ""quoted"" [name]; --" (day text, v integer)`, (db) => {
      fill(db);
      const insert = db.prepare(`insert into "a ""quoted"" [name]; --" values (?, ?)`);
      for (let day = 1; day <= 28; day += 1) insert.run(`2024-02-${String(day).padStart(2, "0")}`, day);
    });
    for (const [wanted, count] of [
      ["NORTH", 60],
      ['a "quoted" [name]; --', 28],
    ] as const) {
      const answer = await answerFor({ recordTable: wanted });
      expect(answer.type === "done" ? answer.dataset.series.map(({ values }) => values) : answer).toHaveLength(1);
      expect(answer.type === "done" ? answer.dataset.file.dataRows : answer).toBe(count);
    }
    expect(errorOf(await answerFor({ recordTable: "nothing" }))).toMatchObject({
      code: "wrong-arguments",
      hint: expect.stringContaining("sales") as unknown,
    });
  });

  test("gives whole numbers of 64 bits and fractions as numbers that can be read", async () => {
    const value = fc.oneof(
      fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
      fc.double({ noNaN: true, min: -1e9, max: 1e9 }),
    );
    const [values = []] = fc.sample(fc.array(value, { minLength: 24, maxLength: 24 }), 1);
    create("create table t (day text, v)", (db) => {
      const insert = db.prepare("insert into t values (?, ?)");
      values.forEach((one, day) => insert.run(`2024-03-${String(day + 1).padStart(2, "0")}`, one));
    });
    const answer = await answerFor();
    expect(answer.type === "done" ? answer.dataset.file.dataRows : answer).toBe(24);
    expect(answer.type === "done" ? answer.dataset.repairs.map(({ code }) => code) : []).not.toContain("not-a-number");
  });

  test("without a table of two columns is refused in words", async () => {
    create("create table only (one)", () => undefined);
    expect(errorOf(await answerFor())).toMatchObject({ code: "file-not-a-table" });
    rmSync(path);
    create("", () => undefined);
    expect(errorOf(await answerFor())).toMatchObject({ code: "file-empty" });
  });
});

describe("a database in use", () => {
  test("is read with what its log holds, from a copy, and nothing is left beside it", async () => {
    const db = new DatabaseSync(path);
    db.exec("pragma journal_mode = wal; pragma wal_autocheckpoint = 0");
    db.exec(shop);
    fill(db);
    const before = stateOf();
    const temporary = readdirSync(tmpdir());
    const answer = await answerFor({ recordTable: "sales" });
    expect(answer.type === "done" ? answer.dataset.file.dataRows : errorOf(answer)).toBe(120);
    expect(answer.type === "done" ? answer.dataset.warnings.map(({ code }) => code) : []).toContain("database-in-use");
    expect(stateOf()).toEqual(before);
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith("fantail-database-"))).toEqual(
      temporary.filter((name) => name.startsWith("fantail-database-")),
    );
    expect(errorOf(await answerFor({}, { maxCopiedBytes: 1000 }))).toMatchObject({ code: "file-too-large" });
    db.close();
  });

  test("is not found again by its own bytes, which say nothing of its log", async () => {
    const old = new Date(Date.UTC(2020, 0, 1));
    const cached = async (): Promise<string[]> => {
      utimesSync(path, old, old);
      const sent: FromIngest[] = [];
      const work = new IngestWork((message) => sent.push(message), "", { thread, onStuck: () => undefined });
      const caching = { folder: join(folder, "cache"), maxFileBytes: 1e9, known: [] };
      await work.import({ type: "import", id: 1, path, options: {}, caching });
      await work.settled();
      return sent.flatMap((message) => (message.type === "cache" ? [message.event.what] : []));
    };
    create(shop);
    expect(await cached()).toEqual(["written"]);
    const db = new DatabaseSync(path);
    db.exec("pragma journal_mode = wal; pragma wal_autocheckpoint = 0; update sales set units = 1");
    expect(await cached()).toEqual([]);
    db.close();
  });

  test("that was closed with its log put away is read as it is", async () => {
    create(`pragma journal_mode = wal; ${shop}`);
    expect(readdirSync(folder)).toEqual(["shop.db"]);
    const answer = await answerFor();
    expect(answer.type === "done" ? answer.dataset.warnings.map(({ code }) => code) : []).not.toContain(
      "database-in-use",
    );
    expect(readdirSync(folder)).toEqual(["shop.db"]);
  });

  test("in the middle of a change is refused, and its journal is not touched", async () => {
    create();
    // As SQLite leaves it when it is interrupted; such a file may name others, which would be deleted with it.
    writeFileSync(`${path}-journal`, Buffer.from("d9d505f920a163d7000000010000000000000002", "hex"));
    const before = stateOf();
    expect(errorOf(await answerFor())).toMatchObject({
      code: "file-unreadable",
      message: expect.stringContaining("writing") as unknown,
    });
    expect(stateOf()).toEqual(before);
  });
});

describe("a hostile database", () => {
  const endless = (limit: number): string =>
    `create view slow as with recursive n(i) as (select 1 union all select i + 1 from n where i < ${limit}) select i as day, i as v from n where i < 0`;

  test("has as long as a query may take, and what can't be ended is left behind", async () => {
    create(`${shop} ${endless(30_000_000)}`);
    const stuck = Promise.withResolvers<void>();
    const answer = await answerFor({ recordTable: "slow" }, { stallMs: 2_000, onStuck: () => stuck.resolve() });
    expect(errorOf(answer)).toMatchObject({ code: "timed-out" });
    await stuck.promise;
  });

  test("has so many rows, and so much memory", async () => {
    create(`${shop} create view big as select day, printf('%.*c', 900000000, 'x') as v from sales`);
    expect(errorOf(await answerFor({ recordTable: "sales" }, { maxRows: 100 }))).toMatchObject({
      code: "file-too-large",
    });
    expect(errorOf(await answerFor({ recordTable: "big" }))).toMatchObject({ code: "file-too-large" });
  });

  test("has triggers that never run", async () => {
    create(`${shop} create table caught (what text);
      create trigger on_sale after insert on sales begin insert into caught values ('sale'); end;
      create trigger on_view instead of update on north begin delete from sales; end;`);
    const before = stateOf();
    const answer = await answerFor();
    expect(answer.type === "done" ? answer.dataset.tables?.chosen : errorOf(answer)).toBe("sales");
    expect(stateOf()).toEqual(before);
  });

  test("of twenty thousand views and a table of a thousand columns is read in seconds", async () => {
    const columns = Array.from({ length: 998 }, (_, at) => `c${at} real default 1`);
    create(`create table wide (day text, ${columns.join(", ")})`, (db) => {
      for (let day = 1; day <= 9; day += 1) db.exec(`insert into wide (day) values ('2024-01-0${day}')`);
    });
    // Made one by one it would take minutes.
    const db = new DatabaseSync(path, { defensive: false });
    db.exec(`pragma writable_schema = on;
      with recursive n(i) as (select 1 union all select i + 1 from n where i < 20000)
      insert into sqlite_schema select 'view', 'w' || i, 'w' || i, 0, 'create view w' || i || ' as select day, c1 from wide' from n`);
    db.close();
    const started = performance.now();
    const answer = await answerFor();
    expect(performance.now() - started).toBeLessThan(15_000);
    expect(answer.type === "done" ? answer.dataset.series.length : errorOf(answer)).toBe(998);
  });

  test("with views that can't be read gives its other tables", async () => {
    create(
      `${shop} create view broken as select no_such(day) as day, 1 as v from sales; create view gone as select * from nowhere`,
    );
    const answer = await answerFor();
    expect(answer.type === "done" ? answer.dataset.tables?.tables.map(({ name }) => name) : []).toEqual([
      "sales",
      "log",
      "north",
    ]);
  });

  test("whose bytes are changed anywhere is read or refused in words, and never changed", async () => {
    create(shop, (db) => fill(db, 12));
    const sound = readFileSync(path);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.integer({ min: 16, max: 8_191 }), fc.integer({ min: 0, max: 255 })), {
          minLength: 1,
          maxLength: 40,
        }),
        async (changes) => {
          const bytes = Buffer.from(sound);
          for (const [at, value] of changes) bytes[at] = value;
          writeFileSync(path, bytes);
          const answer = await answerFor();
          expect(["done", "failed"]).toContain(answer.type);
          expect((errorOf(answer) as { code?: string }).code).not.toBe("internal");
          expect(readdirSync(folder)).toEqual(["shop.db"]);
          expect(readFileSync(path).equals(bytes)).toBe(true);
        },
      ),
      { numRuns: 8 },
    );
    writeFileSync(path, sound.subarray(0, 3000));
    expect(errorOf(await answerFor())).toMatchObject({ code: "file-unreadable" });
  });

  // Its thread goes on until the process ends: nothing comes after it.
  test("of views of views, each of which doubles the one before, is given up in time", async () => {
    const doubled = Array.from(
      { length: 40 },
      (_, at) => `create view v${at + 1} as select a.day, b.units from v${at} a join v${at} b using (day)`,
    );
    create(`${shop} create view v0 as select day, units from sales; ${doubled.join(";")}`);
    const answer = await answerFor({}, { stallMs: 2_000 });
    expect(errorOf(answer)).toMatchObject({ code: "timed-out" });
  });
});

test("a database is known by its first bytes", () => {
  expect(isSqlite(Buffer.from("SQLite format 3\0", "latin1"))).toBe(true);
  expect(isSqlite(Buffer.from("SQLite format 2\0", "latin1"))).toBe(false);
});
