import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { migrations } from "#main/database/migrations";
import type { Logger } from "#main/platform";
import type { Opened } from "#storage/database";
import { openUserDatabase, type OpenOptions } from "./open-database.ts";

const root = mkdtempSync(join(tmpdir(), "fantail-database-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const logger: Logger = { info: () => undefined, warn: () => undefined, error: () => undefined };
let folder = "";
let path = "";
let nowMs = Date.UTC(2026, 0, 1);
beforeEach(() => {
  folder = mkdtempSync(join(root, "one-"));
  path = join(folder, "fantail.sqlite");
});

function open(options: Partial<OpenOptions> = {}): Opened {
  return openUserDatabase({ folder, logger, wallNow: () => (nowMs += 1000), repairs: true, ...options });
}

function backups(): string[] {
  return existsSync(join(folder, "backups")) ? readdirSync(join(folder, "backups")).sort() : [];
}

/** What a version had room for that those before it had not, and how to find it in the newest one. */
const written: readonly { readonly sql: string; readonly query: string; readonly rows: unknown[] }[] = [
  {
    sql: `insert into import_presets values ('a', '{"timezone":"Europe/Berlin"}', 1), ('b', '{}', 2)`,
    query: "select * from import_presets order by shape",
    rows: [
      { shape: "a", options: '{"timezone":"Europe/Berlin"}', used_ms: 1 },
      { shape: "b", options: "{}", used_ms: 2 },
    ],
  },
  {
    sql: "insert into dataset_pins values ('h', 3)",
    query: "select * from dataset_pins",
    rows: [{ dataset: "h", pinned_ms: 3 }],
  },
  {
    sql: "insert into adopted_methods values ('h', 's', '/a.csv', 'ets+log', 'search', 'j', 'MASE', 0.5, null, 4)",
    query: "select * from adopted_methods",
    rows: [
      {
        dataset: "h",
        series: "s",
        path: "/a.csv",
        method: "ets+log",
        source: "search",
        job: "j",
        metric: "MASE",
        score: 0.5,
        honest_score: null,
        adopted_ms: 4,
      },
    ],
  },
  {
    sql: `insert into correction_logs values (1, 'h', '/a.csv', 'x', 'a.csv', 1, 3, 2, 5);
      insert into correction_steps values (1, 0, '{"adds":[],"removes":[]}')`,
    query:
      "select dataset, path, shape, name, position, next_id, corrections, changed_ms, place, step from correction_logs join correction_steps on log = id",
    rows: [
      {
        dataset: "h",
        path: "/a.csv",
        shape: "x",
        name: "a.csv",
        position: 1,
        next_id: 3,
        corrections: 2,
        changed_ms: 5,
        place: 0,
        step: '{"adds":[],"removes":[]}',
      },
    ],
  },
  {
    sql: `insert into forecast_records (id, path, series, model, model_version, model_sha256, horizon, seen_ms, frequency, bands, levels,
        times, quantiles, bytes, made_ms) values (1, '/a.csv', 's', 'ets', '1', '0', 1, 5.0, '1 day', 'native', '[0.5]', x'00', x'01', 2, 6)`,
    query: `select path, series, model, model_version, model_sha256, horizon, seen_ms, frequency, bands, levels,
        hex(times) as times, hex(quantiles) as quantiles, bytes, made_ms from forecast_records where path = '/a.csv'`,
    rows: [
      {
        ...{ path: "/a.csv", series: "s", model: "ets", model_version: "1", model_sha256: "0", horizon: 1, seen_ms: 5 },
        ...{ frequency: "1 day", bands: "native", levels: "[0.5]", times: "00", quantiles: "01", bytes: 2, made_ms: 6 },
      },
    ],
  },
  {
    sql: `insert into sessions values (1, '{"files":[]}', 7, null);
      insert into recent_files values (1, '/a.csv', '{}', 1, 8);
      insert into unsettled_files values ('/a.csv', 9)`,
    query: `select s.state, saved_ms, closed_ms, r.path, about, is_pinned, opened_ms, began_ms
        from sessions as s join recent_files as r using (id) join unsettled_files using (path)`,
    rows: [
      {
        ...{ state: '{"files":[]}', saved_ms: 7, closed_ms: null, path: "/a.csv", about: "{}", is_pinned: 1 },
        ...{ opened_ms: 8, began_ms: 9 },
      },
    ],
  },
  {
    sql: "insert into report_texts values ('h', '/a.csv', 't', 'a', 'c', 7)",
    query: "select * from report_texts",
    rows: [{ dataset: "h", path: "/a.csv", title: "t", author: "a", comments: "c", changed_ms: 7 }],
  },
  {
    sql: `insert into forecast_records (id, path, series, model, model_version, model_sha256, horizon, seen_ms, frequency, bands, levels,
        times, quantiles, bytes, made_ms, asked, corrected)
      values (2, '/b.csv', 's', 'ets', '1', '0', 1, 5.0, '1 day', 'native', '[0.5]', x'00', x'01', 2, 6, 'auto', 'c')`,
    query: "select asked, corrected from forecast_records where path = '/b.csv'",
    rows: [{ asked: "auto", corrected: "c" }],
  },
  {
    sql: `insert into threshold_logs values ('h', '/a.csv', '{"steps":[],"position":0,"nextId":1}', 10)`,
    query: "select * from threshold_logs",
    rows: [{ dataset: "h", path: "/a.csv", log: '{"steps":[],"position":0,"nextId":1}', changed_ms: 10 }],
  },
  {
    sql: "insert into influences values ('h', '/a.csv', '{}', 'helping', '[]', 11)",
    query: "select * from influences",
    rows: [{ dataset: "h", path: "/a.csv", settings: "{}", used: "helping", verdicts: "[]", changed_ms: 11 }],
  },
  {
    sql: `insert into scenario_logs values (1, 'h', '/a.csv', 'a.csv', 1, 3, 5);
      insert into scenario_steps values (1, 0, '{"changes":[]}')`,
    query:
      "select dataset, path, name, position, next_id, changed_ms, place, step from scenario_logs join scenario_steps on log = id",
    rows: [
      {
        ...{ dataset: "h", path: "/a.csv", name: "a.csv", position: 1, next_id: 3, changed_ms: 5 },
        ...{ place: 0, step: '{"changes":[]}' },
      },
    ],
  },
];

function writeVersion(version: number): void {
  const { database, notice } = open({ migrations: migrations.slice(0, version) });
  expect(notice).toBeNull();
  for (const { sql } of written.slice(0, version)) database.exec(sql);
  database.close();
}

function expectWritten(database: Opened["database"], version: number): void {
  for (const { query, rows } of written.slice(0, version)) {
    expect(database.all(query).map((row) => ({ ...row }))).toEqual(rows);
  }
}

describe("a database of an older version", () => {
  test("has something written in it for every version that there is", () => {
    expect(written).toHaveLength(migrations.length);
  });

  test.each(migrations.map((_, index) => index + 1))("version %i is opened with all that was in it", (version) => {
    writeVersion(version);
    const { database, notice } = open();
    expect(notice).toBeNull();
    expect(database.get("pragma user_version")).toMatchObject({ user_version: migrations.length });
    expectWritten(database, version);
    database.close();
  });

  test("is backed up as it was before it is migrated, and not again", () => {
    writeVersion(1);
    open().database.close();
    open().database.close();
    expect(backups()).toEqual([expect.stringMatching(/^fantail-v1-2026-01-01T[\d-]+Z\.sqlite$/)]);
    copyFileSync(join(folder, "backups", backups()[0] ?? ""), path);
    rmSync(`${path}-wal`, { force: true });
    const { database } = open({ migrations: migrations.slice(0, 1) });
    expectWritten(database, 1);
    database.close();
  });

  test("a new database needs no backup", () => {
    open().database.close();
    expect(backups()).toEqual([]);
  });

  test("is left as it was when a step fails, whatever came before it", () => {
    writeVersion(1);
    const failing = [
      ...migrations.slice(0, 1),
      { name: "good", sql: "create table good (a unique)" },
      { name: "bad", sql: "insert into good select 1 from import_presets" },
    ];
    const { database, notice } = open({ migrations: failing });
    expect(notice?.code).toBe("user-data-unavailable");
    database.close();
    const before = open({ migrations: migrations.slice(0, 1) });
    expect(before.notice).toBeNull();
    expectWritten(before.database, 1);
    expect(before.database.get("select 1 from sqlite_schema where name = 'good'")).toBeNull();
    before.database.close();
  });

  test("a step that breaks references between tables is taken back", () => {
    const tables = "create table p (id integer primary key); create table c (p references p (id));";
    const first = { name: "tables", sql: tables };
    const before = open({ migrations: [first] });
    before.database.exec("insert into p values (1); insert into c values (1)");
    before.database.close();
    const opened = open({ migrations: [first, { name: "breaks", sql: "delete from p" }] });
    expect(opened.notice?.message).toContain("references");
    opened.database.close();
    const { database } = open({ migrations: [first] });
    expect(database.all("select * from p")).toHaveLength(1);
    expect(() => database.exec("delete from p")).toThrow("FOREIGN KEY");
    database.close();
  });

  test("is not migrated when it can't be backed up", () => {
    writeVersion(1);
    writeFileSync(join(folder, "backups"), "a file where the folder should be");
    const { database, notice } = open();
    expect(notice).not.toBeNull();
    database.close();
    const before = open({ migrations: migrations.slice(0, 1) });
    expect(before.notice).toBeNull();
    expectWritten(before.database, 1);
    before.database.close();
  });

  test("the last five backups are kept", () => {
    const steps = Array.from({ length: 9 }, (_, index) => ({ name: `${index}`, sql: `create table t${index} (a)` }));
    for (let version = 1; version <= steps.length; version += 1) {
      open({ migrations: steps.slice(0, version) }).database.close();
    }
    expect(backups().map((name) => name.slice(0, 10))).toEqual([4, 5, 6, 7, 8].map((version) => `fantail-v${version}`));
  });

  test.each([0, 1])("processes that start at once migrate version %i once", async (version) => {
    if (version > 0) writeVersion(version);
    const script = `
      const { openUserDatabase } = await import(${JSON.stringify(new URL("open-database.ts", import.meta.url).href)});
      const logger = { info() {}, warn() {}, error() {} };
      const options = { folder: ${JSON.stringify(folder)}, logger, wallNow: Date.now, repairs: false };
      const { database, notice } = openUserDatabase(options);
      database.close();
      process.exitCode = notice === null ? 0 : 1;
    `;
    const processes = Array.from({ length: 4 }, () =>
      spawn(process.execPath, ["--input-type=module", "--eval", script], {
        env: { ...process.env, ELECTRON_RUN_AS_NODE: "1" },
        stdio: ["ignore", "ignore", "inherit"],
      }),
    );
    const exits = await Promise.all(processes.map((one) => once(one, "exit")));
    expect(exits.map(([code]) => code as unknown)).toEqual([0, 0, 0, 0]);
    expect(backups()).toHaveLength(version);
    const { database } = open();
    expectWritten(database, version);
    database.close();
  });
});

describe("a database of a newer version", () => {
  test("is refused with a sentence, and not a byte of it changes", () => {
    const newer = [...migrations, { name: "later", sql: "create table later (a); insert into later values (1)" }];
    open({ migrations: newer }).database.close();
    const before = readFileSync(path);
    const { database, notice } = open();
    expect(notice).toMatchObject({
      code: "user-data-unavailable",
      message: expect.stringContaining("newer version of Fantail") as unknown,
      hint: expect.stringContaining(path) as unknown,
    });
    // Something stands in for it, so that the rest of the application need not know.
    database.exec(written[0]?.sql ?? "");
    expectWritten(database, 1);
    expect(() => database.requireDurable()).toThrow("newer version of Fantail");
    database.close();
    expect(readFileSync(path)).toEqual(before);
  });
});

describe("a damaged database", () => {
  function damage(): Buffer {
    const bytes = readFileSync(path);
    bytes.fill(0x5a, 0, 64);
    writeFileSync(path, bytes);
    return bytes;
  }

  function asideFiles(): string[] {
    return readdirSync(folder).filter((name) => name.includes(".damaged-") && !name.endsWith("-wal"));
  }

  test("is set aside, and the last backup takes its place", () => {
    writeVersion(1);
    open().database.close();
    const bytes = damage();
    const { database, notice } = open();
    expectWritten(database, 1);
    expect(() => database.requireDurable()).not.toThrow();
    database.close();
    expect(notice?.message).toContain("The backup of 2026-01-01 was restored.");
    const [aside = ""] = asideFiles();
    expect(notice?.hint).toContain(join(folder, aside));
    expect(readFileSync(join(folder, aside))).toEqual(bytes);
    const again = open();
    expect(again.notice).toBeNull();
    expectWritten(again.database, 1);
    again.database.close();
  });

  test("takes along what another process wrote and has not moved into it yet", () => {
    writeVersion(migrations.length);
    const other = open().database;
    other.exec("insert into dataset_pins values ('late', 4)");
    const wal = readFileSync(`${path}-wal`);
    damage();
    const { database } = open();
    expect(database.all("select * from dataset_pins")).toEqual([]);
    database.close();
    const [aside = ""] = asideFiles();
    expect(readFileSync(join(folder, `${aside}-wal`))).toEqual(wal);
    other.close();
  });

  test("without a backup begins anew, and it is said", () => {
    writeVersion(1);
    damage();
    const { database, notice } = open({ migrations: migrations.slice(0, 1) });
    expect(database.all("select * from import_presets")).toEqual([]);
    database.close();
    expect(notice?.message).toContain("There was no backup");
    expect(asideFiles()).toHaveLength(1);
  });

  test("a damaged backup, or one of a newer version, is passed over for the one before it", () => {
    writeVersion(1);
    open().database.close();
    const [sound = ""] = backups();
    writeFileSync(join(folder, "backups", "fantail-v1-2027-01-01T00-00-00Z.sqlite"), "not a database");
    const newer = `fantail-v${migrations.length + 1}-2028-01-01T00-00-00Z.sqlite`;
    copyFileSync(join(folder, "backups", sound), join(folder, "backups", newer));
    damage();
    const { database, notice } = open();
    expect(notice?.message).toContain("The backup of 2026-01-01 was restored.");
    expectWritten(database, 1);
    database.close();
  });

  test("is left where it is by a process that may not repair it", () => {
    writeVersion(migrations.length);
    const bytes = damage();
    const { database, notice } = open({ repairs: false });
    expect(notice?.hint).toContain(path);
    // There is none.
    expect(notice?.hint).not.toContain("Backups");
    expect(() => database.requireDurable()).toThrow("damaged");
    database.close();
    expect(readFileSync(path)).toEqual(bytes);
  });

  test("is left where it is, and it is said where its backups are", () => {
    writeVersion(1);
    open().database.close();
    damage();
    const { database, notice } = open({ repairs: false });
    expect(notice?.hint).toContain(`Backups are in ${join(folder, "backups")}`);
    database.close();
  });

  test("whatever happened to its bytes, it opens, and they are not lost", () => {
    writeVersion(migrations.length);
    const sound = readFileSync(path);
    fc.assert(
      fc.property(fc.nat(sound.length - 1), fc.integer({ min: 1, max: 255 }), fc.boolean(), (at, mask, isCut) => {
        for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true });
        const bytes = Buffer.from(sound);
        bytes[at] = (bytes[at] ?? 0) ^ mask;
        writeFileSync(path, bytes);
        if (isCut) truncateSync(path, at);
        const { database } = open();
        expect(database.all("select count(*) as n from import_presets")).toHaveLength(1);
        database.close();
        const kept = asideFiles().map((name) => statSync(join(folder, name)).size);
        const size = isCut ? at : sound.length;
        // Set aside whole, or sound enough to be used.
        expect(kept.length === 0 || kept.includes(size)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });
});

test("a folder that can't be written gives a database in memory, and the reason", () => {
  const parent = join(folder, "file");
  writeFileSync(parent, "");
  const { database, notice } = open({ folder: join(parent, "inside") });
  expect(notice?.code).toBe("user-data-unavailable");
  expect(database.refusal).toBe(notice);
  database.close();
});

test("every commit waits for the disk, references are kept, and other processes are waited for", () => {
  const { database } = open();
  expect(database.get("pragma synchronous")).toMatchObject({ synchronous: 2 });
  expect(database.get("pragma journal_mode")).toMatchObject({ journal_mode: "wal" });
  expect(database.get("pragma foreign_keys")).toMatchObject({ foreign_keys: 1 });
  expect(database.get("pragma busy_timeout")).toMatchObject({ timeout: 5000 });
  database.close();
});
