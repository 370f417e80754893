import { describe, expect, test } from "vitest";
import type { CacheEntry, CacheInfo } from "#contract/ipc";
import { createClient } from "../../bridge/client.ts";
import { FakeApi, settle } from "../../bridge/fixtures.ts";
import { createStorage, reportText } from "./storage.ts";

const tier = { items: 1, bytes: 10 };
const info: CacheInfo = {
  folder: "/data",
  problem: null,
  tiers: { forecasts: tier, series: tier, datasets: tier, answers: tier },
  profiles: { items: 2, bytes: 7, maxBytes: 1e8 },
  disk: { bytes: 40, maxBytes: 1e9, freeBytes: 1e12, minBudgetBytes: 1e8, maxBudgetBytes: 1e12 },
  memory: { bytes: 5, maxBytes: 1e8, nextMaxBytes: 1e8, minBudgetBytes: 6e7, maxBudgetBytes: 8e9 },
};
const entry: CacheEntry = {
  dataset: "d",
  name: "sales.csv",
  series: 1,
  seriesNames: ["a"],
  models: ["m"],
  forecasts: 3,
  bytes: 30,
  ageMs: 5,
  isPinned: false,
};

function setUp(entries: readonly CacheEntry[] = [entry]) {
  const api = new FakeApi()
    .always("cache:info", () => ({ ok: true, value: info }))
    .always("cache:list", () => ({ ok: true, value: [...entries] }));
  const storage = createStorage(createClient(api));
  return { api, storage, state: () => storage.store.getState() };
}

test("shows what main answers", async () => {
  const { storage, state } = setUp();
  await storage.refresh();
  expect(state()).toMatchObject({ info, entries: [entry], task: null, error: null });
});

describe("a task", () => {
  test("says what it came to, and looks again afterwards", async () => {
    const { api, storage, state } = setUp();
    let lists = 0;
    api.always("cache:list", () => ({ ok: true, value: (lists += 1) === 1 ? [entry] : [] }));
    await storage.refresh();
    const removing = storage.remove("d");
    expect(state().task).toBe("delete");
    expect(api.waiting[0]).toMatchObject({ name: "cache:delete", args: { dataset: "d" } });
    api.answer("cache:delete", { ok: true, value: { files: 3 } });
    await removing;
    expect(state()).toMatchObject({ task: null, entries: [], said: expect.stringContaining("Deleted") });
  });

  test("that fails says why, and another can follow", async () => {
    const { api, storage, state } = setUp();
    const verifying = storage.verify();
    api.answer("cache:verify", { ok: false, error: { code: "internal", message: "The disk is gone." } });
    await verifying;
    expect(state()).toMatchObject({ task: null, said: null, error: { message: "The disk is gone." } });
    void storage.flush();
    expect(state()).toMatchObject({ task: "flush", error: null });
  });

  test("is not begun while another runs", async () => {
    const { api, storage } = setUp();
    void storage.verify();
    await storage.remove();
    expect(api.waiting.map(({ name }) => name)).toEqual(["cache:verify"]);
  });
});

test("a pin is drawn at once, and taken back when main refuses", async () => {
  const { api, storage, state } = setUp();
  await storage.refresh();
  void storage.pin("d", true);
  expect(state().entries[0]?.isPinned).toBe(true);
  api.answer("cache:pin", {
    ok: false,
    error: { code: "dataset-not-found", message: "There is no such dataset in the cache." },
  });
  await settle();
  expect(state()).toMatchObject({ entries: [{ isPinned: false }], error: { code: "dataset-not-found" } });
});

test("only a budget of the memory waits for the next start", async () => {
  const { api, storage, state } = setUp();
  api.always("cache:budget", () => ({ ok: true, value: {} }));
  await storage.setBudget({ diskBytes: 5e8 });
  expect(state().said).toBe("The new budget applies.");
  await storage.setBudget({ diskBytes: 5e8, memoryBytes: 1e8 });
  expect(state().said).toContain("applies after a restart");
});

test("a report is put into words", () => {
  expect(reportText({ files: 0, answers: 0, damaged: 0, missing: 0 })).toBe("There is nothing to check.");
  expect(reportText({ files: 2, answers: 1, damaged: 0, missing: 0 })).toBe("No damage found.");
  expect(reportText({ files: 2, answers: 1, damaged: 1, missing: 2 })).toBe(
    "1 damaged, moved aside; 2 missing. Lost forecasts are computed again when needed.",
  );
});
