import type { ImportOptions } from "#domain/dataset";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openUserDatabase, UserDatabase } from "#main/database";
import { migrations } from "#main/database/migrations";
import { ImportPresets } from "./import-presets.ts";

let folder = "";
let database: UserDatabase;
let nowMs = 0;
const silent = (): void => undefined;

function open(): ImportPresets {
  const logger = { info: silent, warn: silent, error: silent };
  ({ database } = openUserDatabase({ folder, logger, wallNow: Date.now, repairs: true }));
  return new ImportPresets(database, () => (nowMs += 1));
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "fantail-presets-"));
});
afterEach(() => {
  database.close();
  rmSync(folder, { recursive: true, force: true });
});

const anyOptions: fc.Arbitrary<ImportOptions> = fc.record(
  {
    timeColumn: fc.string(),
    targetColumns: fc.array(fc.string(), { minLength: 1 }),
    decimalMark: fc.constantFrom(".", ","),
    undo: fc.array(fc.constantFrom("comment-row", "cut-off-row")),
    frequency: fc.constant({ unit: "hour", count: 1 } as const),
  },
  { requiredKeys: [] },
);

test("behaves like a list of which the last hundred used are kept, whatever is done to it", () => {
  // In memory, where no step waits for the disk.
  database = new UserDatabase(":memory:");
  for (const { sql } of migrations) database.exec(sql);
  const presets = new ImportPresets(database, () => (nowMs += 1));
  const shape = fc.nat(120).map(String);
  const step = fc.oneof(
    fc.record({ what: fc.constant("save"), shape, options: anyOptions }),
    fc.record({ what: fc.constant("used"), shape, options: fc.constant({}) }),
    fc.record({ what: fc.constant("adopt"), shape, options: anyOptions }),
  );
  fc.assert(
    fc.property(fc.array(step, { minLength: 100, maxLength: 400, size: "max" }), (steps) => {
      database.exec("delete from import_presets");
      let model: { shape: string; options: ImportOptions }[] = [];
      for (const one of steps) {
        const others = model.filter((known) => known.shape !== one.shape);
        const known = model.find((entry) => entry.shape === one.shape);
        const isSaid = Object.keys(one.options).length > 0;
        if (one.what === "save") {
          presets.save(one);
          model = isSaid ? [...others, { shape: one.shape, options: one.options }] : others;
        } else if (one.what === "used") {
          presets.used(one.shape);
          if (known !== undefined) model = [...others, known];
        } else {
          presets.adopt([one]);
          if (known === undefined && isSaid) model = [...model, { shape: one.shape, options: one.options }];
        }
        model = model.slice(-100);
      }
      expect(presets.list()).toEqual(model);
    }),
    { numRuns: 10 },
  );
});

test("options come back as they were saved, in the next start", () => {
  fc.assert(
    fc.property(
      anyOptions.filter((options) => Object.keys(options).length > 0),
      (options) => {
        open().save({ shape: "a", options });
        database.close();
        expect(open().list()).toEqual([{ shape: "a", options }]);
        database.close();
      },
    ),
    { numRuns: 20 },
  );
  open();
});

test("options that are not known here are left out, and left alone", () => {
  const presets = open();
  database.exec(`insert into import_presets values ('later', '{"decimalMark":"·"}', 1)`);
  presets.save({ shape: "a", options: { sheet: "1" } });
  expect(presets.list()).toEqual([{ shape: "a", options: { sheet: "1" } }]);
  expect(database.get("select count(*) as n from import_presets")).toMatchObject({ n: 2 });
});
