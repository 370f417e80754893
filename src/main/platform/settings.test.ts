import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { defaultSettings } from "#domain/settings";
import type { Logger } from "./logger.ts";
import { SettingsStore } from "./settings.ts";

const logger: Logger = { info() {}, warn() {}, error() {} };
let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "fantail-settings-"));
  file = join(folder, "settings.json");
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const written = async (): Promise<unknown> => JSON.parse(await readFile(file, "utf8"));

test("without a file every setting has its default", () => {
  expect(new SettingsStore(file, logger).values).toEqual(defaultSettings);
});

test("a change is kept, told once, and found by the next start; back at its default it leaves the file", async () => {
  const store = new SettingsStore(file, logger);
  const told: unknown[] = [];
  store.onChange(({ theme }, before) => told.push([before.theme, theme]));
  await store.change({ theme: "dark", horizons: { month: 12 }, shortcuts: { open: [{ key: "p", mod: true }] } });
  await store.change({ theme: "dark" });
  expect(await written()).toMatchObject({ theme: "dark", horizons: { month: 12 } });
  expect(new SettingsStore(file, logger).values).toEqual(store.values);
  await store.change({ theme: null, horizons: null, shortcuts: null });
  expect(told).toEqual([
    ["system", "dark"],
    ["dark", "system"],
  ]);
  expect(await written()).toEqual({});
  expect(store.values).toEqual(defaultSettings);
});

test("what is managed is in force, whatever the file says, and can't be changed", async () => {
  await writeFile(file, JSON.stringify({ startsWith: "what-was-open", isBackgroundPaused: true }));
  const store = new SettingsStore(file, logger, { managed: { startsWith: "nothing" }, recommended: {} });
  expect(store.managed).toEqual(["startsWith"]);
  expect(store.values).toMatchObject({ startsWith: "nothing", isBackgroundPaused: true });
  await store.change({ startsWith: "what-was-open", isRounded: true });
  expect(store.values).toMatchObject({ startsWith: "nothing", isRounded: true });
  // The user's own choice is still there for the day when it is not managed any more.
  expect(await written()).toMatchObject({ startsWith: "what-was-open", isRounded: true });
});

test("a file with a value that can't be is set aside", async () => {
  await writeFile(file, JSON.stringify({ numberFormat: "1234", theme: "dark" }));
  expect(new SettingsStore(file, logger).values).toEqual(defaultSettings);
  expect(await readFile(`${file}.damaged`, "utf8")).toContain("1234");
});

const recommending = {
  managed: { device: "cpu", cacheDiskMegabytes: 500 },
  recommended: { theme: "dark", defaultModel: "tiny", cacheMemoryMegabytes: 128 },
} as const;

test("what is recommended is the default: it can be changed, null goes back to it, and the file keeps only what differs", async () => {
  const store = new SettingsStore(file, logger, recommending);
  expect(store.values.theme).toBe("dark");
  await store.change({ theme: "system" });
  expect(new SettingsStore(file, logger, recommending).values.theme).toBe("system");
  expect(store.userChoices).toEqual({ theme: "system" });
  await store.change({ theme: null });
  expect(store.values.theme).toBe("dark");
  expect(await written()).toEqual({});
});

test("device, default model and budgets are those of the policy, and never become the user's own", async () => {
  const store = new SettingsStore(file, logger, recommending);
  expect(store.current).toMatchObject({
    device: "cpu",
    modelDefaults: { any: "tiny" },
    limits: { diskBytes: 500e6, memoryBytes: 128e6 },
  });
  await store.update({ limits: { ...store.current.limits, memoryBytes: 256e6 } });
  await store.update({ modelDefaults: { ...store.current.modelDefaults, day: "base" } });
  expect(store.current.limits).toEqual({ diskBytes: 500e6, memoryBytes: 256e6 });
  expect(await written()).toEqual({
    limits: { memoryBytes: 256e6 },
    modelDefaults: { day: "base" },
  });
});

test("what the user had set before it was managed is theirs again afterwards", async () => {
  const own = new SettingsStore(file, logger);
  await own.update({ limits: { diskBytes: 700e6 }, device: "webgpu" });
  const store = new SettingsStore(file, logger, recommending);
  await store.update({ limits: { ...store.current.limits, memoryBytes: 256e6 } });
  expect(store.current).toMatchObject({ device: "cpu", limits: { diskBytes: 500e6, memoryBytes: 256e6 } });
  expect(new SettingsStore(file, logger).current).toMatchObject({
    device: "webgpu",
    limits: { diskBytes: 700e6, memoryBytes: 256e6 },
  });
});
