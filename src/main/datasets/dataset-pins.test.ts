import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { openUserDatabase } from "#main/database";
import { DatasetPins } from "./dataset-pins.ts";

const folder = mkdtempSync(join(tmpdir(), "fantail-pins-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const silent = (): void => undefined;
const logger = { info: silent, warn: silent, error: silent };

test("are a set that outlives the process, whatever is done to it", () => {
  const dataset = fc.constantFrom("a", "b", "c", "it's");
  const step = fc.oneof(
    fc.record({ what: fc.constantFrom("pin", "unpin", "forget"), dataset }),
    fc.record({ what: fc.constant("adopt"), dataset }),
    fc.record({ what: fc.constant("forget all"), dataset }),
  );
  let opened = openUserDatabase({ folder, logger, wallNow: Date.now, repairs: true });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const pins = new DatasetPins(opened.database, () => 1);
      pins.forget();
      const model = new Set<string>();
      for (const one of steps) {
        if (one.what === "pin" || one.what === "adopt") model.add(one.dataset);
        else if (one.what === "forget all") model.clear();
        else model.delete(one.dataset);
        if (one.what === "adopt") pins.adopt([one.dataset]);
        else if (one.what === "forget") pins.forget(one.dataset);
        else if (one.what === "forget all") pins.forget();
        else pins.set(one.dataset, one.what === "pin");
      }
      opened.database.close();
      opened = openUserDatabase({ folder, logger, wallNow: Date.now, repairs: true });
      expect(new DatasetPins(opened.database, () => 1).list()).toEqual([...model].sort());
    }),
    { numRuns: 20 },
  );
  opened.database.close();
});

test("are refused with a sentence where they would be forgotten, and none is taken over", () => {
  const file = join(folder, "file");
  writeFileSync(file, "");
  const { database } = openUserDatabase({ folder: join(file, "inside"), logger, wallNow: Date.now, repairs: true });
  const pins = new DatasetPins(database, () => 1);
  expect(() => pins.set("a", true)).toThrow(expect.objectContaining({ code: "user-data-unavailable" }));
  expect(pins.adopt(["a"])).toBe(false);
  expect(pins.list()).toEqual([]);
  database.close();
});
