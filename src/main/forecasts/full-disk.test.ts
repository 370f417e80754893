import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import { datasetOf } from "../datasets/ingest-fixtures.ts";
import { ramp, runsOnDisk, seriesOf } from "./persistence-fixtures.ts";

const { folder, start: startService } = runsOnDisk();

describe("a disk that refuses", () => {
  test("a cache that can't be opened is said in its own figures; forecasts are shown all the same", async () => {
    const file = join(folder(), "a-file");
    writeFileSync(file, "in the way");
    const { page, forecasts, get, notices } = startService({ cacheFolder: file });
    page.open(datasetOf("h", seriesOf(0, ramp(50))));
    expect((await get("h", 0)).source).toBe("computed");
    expect((await get("h", -1)).source).toBe("computed");
    expect(forecasts.cache.info().problem).toMatch(/cache can't be opened/);
    expect(notices).toEqual(["Forecasts can't be saved to disk. They are shown but not saved for the next start."]);
    await forecasts.stop();
  });

  test("a full disk is said once; forecasts stay in memory and are written when there is room again", async () => {
    const { page, forecasts, get, notices, clock } = startService();
    page.open(datasetOf("h", seriesOf(0, ramp(300))));
    await get("h", 0);
    const full = vi.spyOn(await import("../cache/checked-file.ts"), "writeChecked");
    full.mockRejectedValue(Object.assign(new Error("no space"), { code: "ENOSPC" }));
    await forecasts.cache.flush();
    await get("h", -100);
    await forecasts.cache.flush();
    clock.ms += 61_000;
    await forecasts.cache.flush();
    expect(notices).toEqual(["The disk is full. Forecasts are shown but not saved for the next start."]);
    expect((await get("h", 0)).source).toBe("cache");
    full.mockRestore();
    clock.ms += 61_000;
    await forecasts.cache.flush();
    expect(forecasts.cache.info().forecasts).toBe(2);
    await forecasts.stop();
  });
});

/** A file system of a few hundred kilobytes: only root may make one, and only Linux has them. */
function tinyDisk(kilobytes: number): string {
  const path = mkdtempSync(join(tmpdir(), "fantail-tiny-disk-"));
  execFileSync("mount", ["-t", "tmpfs", "-o", `size=${kilobytes}k`, "tmpfs", path]);
  return path;
}
const canMount =
  process.platform === "linux" && process.getuid?.() === 0 && spawnSync("mount", ["--version"]).status === 0;

describe.runIf(canMount)("a disk that is really full", () => {
  let disk = "";
  afterEach(() => {
    execFileSync("umount", ["-l", disk]);
    rmSync(disk, { recursive: true, force: true });
  });

  test.each([200, 300, 500])(
    "of %i kB: every forecast is shown, every answer given, and one notice says so",
    async (kilobytes) => {
      disk = tinyDisk(kilobytes);
      const run = startService({ cacheFolder: disk });
      run.page.open(datasetOf("h", seriesOf(0, ramp(1500))));
      const fresh = startService({ cacheFolder: null });
      fresh.page.open(datasetOf("h", seriesOf(0, ramp(1500))));
      for (let origin = 0; origin > -1490; origin -= 10) {
        const [shown, expected] = await Promise.all([run.get("h", origin), fresh.get("h", origin)]);
        expect(shown.quantiles).toEqual(expected.quantiles);
        const answer = run.forecasts.queries.ask({ kind: "test", dataset: "h", about: { origin } }, () => ({
          promise: Promise.resolve({ value: "x".repeat(5000), bytes: 5000 }),
          cancel: () => undefined,
        }));
        expect(await answer.promise).toHaveLength(5000);
        if (origin % 50 === 0) await run.forecasts.cache.flush();
      }
      expect(run.notices).toEqual(["The disk is full. Forecasts are shown but not saved for the next start."]);
      await run.forecasts.stop();

      // What did get there is sound, and what did not is computed again.
      const next = startService({ cacheFolder: disk });
      next.page.open(datasetOf("h", seriesOf(0, ramp(1500))));
      expect(await next.forecasts.cache.verify()).toMatchObject({ damaged: 0, missing: 0 });
      for (let origin = 0; origin > -1490; origin -= 70)
        expect((await next.get("h", origin)).quantiles).toEqual((await fresh.get("h", origin)).quantiles);
      await next.forecasts.stop();
      await fresh.forecasts.stop();
    },
  );
});
