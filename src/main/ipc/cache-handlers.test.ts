import { tmpdir } from "node:os";
import { expect, test } from "vitest";
import { mergePolicy, noPolicy, type Policy } from "#domain/policy";
import type { Settings } from "../platform/settings.ts";
import { type CacheHandlerDependencies, cacheHandlers } from "./cache-handlers.ts";
import { noArchive } from "../cache/forecast-archive.ts";

const context = {} as Parameters<ReturnType<typeof cacheHandlers>["cache:info"]>[1];

function setUp(limits?: Settings["limits"], policy: Policy = noPolicy) {
  const settings = { current: { theme: "system", limits } as Settings };
  const applied: number[] = [];
  const cache: CacheHandlerDependencies["cache"] = {
    info: () => ({ ...noArchive, folder: tmpdir(), bytes: 5e6, maxBytes: 1e9, memoryBytes: 3, maxMemoryBytes: 4e8 }),
    list: async () => [
      {
        dataset: "d",
        name: "a.csv",
        series: 1,
        seriesNames: ["s"],
        models: ["m"],
        forecasts: 2,
        bytes: 9,
        usedMs: 1000,
        isPinned: false,
      },
    ],
    verify: async () => ({ files: 1, answers: 0, damaged: 0, missing: 0 }),
    flush: async () => undefined,
    delete: async () => 3,
    setDiskBytes: async (bytes) => void applied.push(bytes),
    pin: () => undefined,
  };
  const update = async (change: Partial<Settings>): Promise<void> =>
    void (settings.current = { ...settings.current, ...change });
  const handlers = cacheHandlers({
    cache,
    settings: {
      ...settings,
      update,
      get current() {
        return settings.current;
      },
    },
    policy,
    profiles: { usage: async () => ({ items: 4, bytes: 7, maxBytes: 90 }) },
    wallNow: () => 61_000,
    totalMemoryBytes: 8e9,
  });
  return { handlers, settings, applied };
}

test("bounds follow from the machine: what the disk has free, half of the memory", async () => {
  const { disk, memory, profiles } = await setUp().handlers["cache:info"]({}, context);
  expect(disk.freeBytes).toBeGreaterThan(0);
  expect(disk.maxBudgetBytes).toBe(Math.max(1e8, Math.min(1e12, 5e6 + (disk.freeBytes ?? 0))));
  expect(profiles).toEqual({ items: 4, bytes: 7, maxBytes: 90 });
  expect(memory).toMatchObject({ bytes: 3, maxBytes: 4e8, minBudgetBytes: 64e6, maxBudgetBytes: 4e9 });
});

test("entries carry their age, and never a negative one", async () => {
  expect(await setUp().handlers["cache:list"]({}, context)).toMatchObject([{ name: "a.csv", ageMs: 60_000 }]);
});

test("a budget is remembered beside the user's others; the disk's is applied at once, the memory's from the next start", async () => {
  const { handlers, settings, applied } = setUp({ queryBytes: 2e6 });
  await handlers["cache:budget"]({ diskBytes: 5e8 }, context);
  expect(settings.current.limits).toEqual({ queryBytes: 2e6, diskBytes: 5e8 });
  expect(applied).toEqual([5e8]);
  await handlers["cache:budget"]({ memoryBytes: 2e8 }, context);
  expect(settings.current.limits).toEqual({ queryBytes: 2e6, diskBytes: 5e8, memoryBytes: 2e8 });
  expect(applied).toEqual([5e8]);
  const { memory } = await handlers["cache:info"]({}, context);
  expect(memory.maxBytes).toBe(4e8);
  expect(memory.nextMaxBytes).toBeCloseTo(2e8, -2);
});

test.each([{ diskBytes: 1 }, { diskBytes: 2e12 }, { memoryBytes: 1e6 }, { memoryBytes: 5e9 }])(
  "a budget out of bounds (%o) is refused, and nothing changes",
  async (budget) => {
    const { handlers, settings, applied } = setUp();
    await expect(handlers["cache:budget"](budget, context)).rejects.toMatchObject({
      code: "wrong-arguments",
      message: expect.stringMatching(/must be between (?:100 MB and 1\.0 TB|64 MB and 4\.0 GB)\./),
    });
    expect(settings.current.limits).toBeUndefined();
    expect(applied).toEqual([]);
  },
);

test("a budget that is managed is not the user's to change; the other one is", async () => {
  const policy = mergePolicy([{ source: "/etc/10.json", level: "managed", values: { cacheDiskMegabytes: 500 } }]);
  const { handlers, applied, settings } = setUp(undefined, policy);
  await expect(handlers["cache:budget"]({ diskBytes: 9e8, memoryBytes: 2e8 }, context)).rejects.toMatchObject({
    code: "policy-forbids",
    hint: expect.stringContaining("cacheDiskMegabytes in /etc/10.json"),
  });
  expect([applied, settings.current.limits]).toEqual([[], undefined]);
  await handlers["cache:budget"]({ memoryBytes: 2e8 }, context);
  expect(settings.current.limits).toEqual({ memoryBytes: 2e8 });
});
