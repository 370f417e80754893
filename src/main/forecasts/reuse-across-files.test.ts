import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { datasetOf } from "../datasets/ingest-fixtures.ts";
import { ramp, type RunOptions, runsOnDisk, seriesOf } from "./persistence-fixtures.ts";

const { start: startService } = runsOnDisk();

describe("reuse across files", () => {
  const base = ramp(400);

  async function computed(options: Partial<RunOptions> = {}) {
    const run = startService(options);
    run.page.open(datasetOf("base", seriesOf(0, base)));
    run.focus("base");
    await run.idle();
    run.progress.length = 0;
    return run;
  }

  test("a file with one percent more rows costs one percent more inferences, and says how many it reused", async () => {
    const run = await computed();
    const before = run.windows();
    run.page.open(datasetOf("appended", seriesOf(0, [...base, ...ramp(4, 1000)])));
    run.focus("appended");
    expect(await run.idle()).toMatchObject({ dataset: "appended", reused: 393, computed: 397, total: 397 });
    expect(run.windows() - before).toBe(4);
    expect(run.forecasts.health().counts["reused"]).toBe(393);
    await run.forecasts.stop();
  });

  test("survives a restart and the file being closed", async () => {
    const first = await computed();
    await first.forecasts.stop();
    const second = startService();
    second.page.open(datasetOf("appended", seriesOf(0, [...base, ...ramp(4, 1000)])));
    second.focus("appended");
    expect(await second.idle()).toMatchObject({ reused: 393 });
    expect(second.windows()).toBe(4);
    await second.forecasts.stop();
  });

  test("works from memory alone while the process lives, even when the file is closed", async () => {
    const run = await computed({ cacheFolder: null });
    run.page.close("base");
    const before = run.windows();
    run.page.open(datasetOf("shorter", seriesOf(0, base.slice(0, 300))));
    run.focus("shorter");
    expect(await run.idle()).toMatchObject({ reused: 293, total: 293 });
    expect(run.windows()).toBe(before);
    await run.forecasts.stop();
  });

  test("a file appended every day reuses all that came before", async () => {
    const run = await computed();
    const values = [...base];
    for (let day = 1; day <= 5; day += 1) {
      const before = run.windows();
      values.push(...ramp(3, day * 1000));
      run.progress.length = 0;
      run.page.open(datasetOf(`day-${day}`, seriesOf(0, [...values])));
      run.focus(`day-${day}`);
      await run.idle();
      expect(run.windows() - before).toBe(3);
      run.page.close(`day-${day}`);
    }
    await run.forecasts.stop();
  });

  test("over random cuts, shifts and revisions, a reused forecast equals a recomputed one bit for bit", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          from: fc.nat(60),
          drop: fc.nat(60),
          append: fc.nat(20),
          revise: fc.option(fc.nat(99)),
          revised: fc.constantFrom(1234, -5),
          below: fc.option(fc.nat(119)),
        }),
        fc.boolean(),
        async ({ from, drop, append, revise, revised, below }, isClosed) => {
          const old = ramp(120);
          if (below !== null) old[below] = -3;
          const values = [...old.slice(from, 120 - drop), ...ramp(append, 777)];
          if (revise !== null && revise < values.length) values[revise] = revised;
          const changed = datasetOf("changed", seriesOf(from, values));

          const warm = startService({ cacheFolder: null });
          warm.page.open(datasetOf("old", seriesOf(0, old)));
          warm.focus("old");
          await warm.idle();
          if (isClosed) warm.page.close("old");
          warm.page.open(changed);
          const cold = startService({ cacheFolder: null });
          cold.page.open(changed);
          for (let origin = 0; origin >= Math.min(0, 8 - values.length); origin -= 1) {
            if (values.length + origin < 8) break;
            const [reused, fresh] = await Promise.all([warm.get("changed", origin), cold.get("changed", origin)]);
            expect(reused.quantiles).toEqual(fresh.quantiles);
            expect({ ...reused, quantiles: null, source: null }).toEqual({ ...fresh, quantiles: null, source: null });
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  test("a first chart does not wait for a slow comparison, and the rest is reused all the same", async () => {
    const first = await computed();
    await first.forecasts.stop();
    const slow = Promise.withResolvers<void>();
    const { ForecastArchive } = await import("../cache/forecast-archive.ts");
    const read = vi.spyOn(ForecastArchive.prototype, "values");
    read.mockImplementation(async function (this: InstanceType<typeof ForecastArchive>, series) {
      await slow.promise;
      read.mockRestore();
      return this.values(series);
    });
    const second = startService({ schedule: (work, ms) => void (ms === 30 && setImmediate(work)) });
    second.page.open(datasetOf("appended", seriesOf(0, [...base, ...ramp(4, 1000)])));
    expect((await second.get("appended", -20)).source).toBe("computed");
    second.focus("appended");
    slow.resolve();
    expect(await second.idle()).toMatchObject({ reused: 392, computed: 397 });
    expect(second.windows()).toBe(5);
    await second.forecasts.stop();
  });

  test("a file that lacks the first value below zero reuses nothing from before the second one", async () => {
    const falling = ramp(300).map((value, step) => (step === 20 || step === 250 ? -1 : value));
    const first = startService();
    first.page.open(datasetOf("whole", seriesOf(0, falling)));
    first.focus("whole");
    await first.idle();
    await first.forecasts.stop();
    const second = startService();
    second.page.open(datasetOf("cut", seriesOf(30, falling.slice(30))));
    // The second one has index 220 in the shorter file: an origin of −49 has seen it.
    expect((await second.get("cut", -50)).source).toBe("computed");
    expect((await second.get("cut", -49)).source).toBe("cache");
    await second.forecasts.stop();
  });

  test.each(["in memory", "from disk"])("the first value below zero, appended, costs no reuse %s", async (where) => {
    let run = await computed();
    if (where === "from disk") {
      await run.forecasts.stop();
      run = startService();
    }
    const before = run.windows();
    const appended = datasetOf("negative", seriesOf(0, [...base, 3, -1, 4, 5]));
    run.page.open(appended);
    run.focus("negative");
    // Origins −4 and earlier see nothing new, −3 sees the 3, and those after it the −1.
    expect(await run.idle()).toMatchObject({ dataset: "negative", reused: 393, computed: 397, total: 397 });
    expect(run.windows() - before).toBe(4);
    const fresh = startService({ cacheFolder: null });
    fresh.page.open(appended);
    for (let origin = 0; origin >= -20; origin -= 1) {
      const { source, quantiles } = await run.get("negative", origin);
      expect(source).toBe("cache");
      expect(quantiles).toEqual((await fresh.get("negative", origin)).quantiles);
    }
    await fresh.forecasts.stop();
    await run.forecasts.stop();
  });

  test("a file cut off before its first value below zero reuses what the longer one computed there", async () => {
    const run = startService({ cacheFolder: null });
    const falling = [...base.slice(0, 200), -1, ...base.slice(201)];
    run.page.open(datasetOf("falling", seriesOf(0, falling)));
    await run.get("falling", 200 - falling.length);
    run.page.open(datasetOf("cut", seriesOf(0, falling.slice(0, 200))));
    expect((await run.get("cut", 0)).source).toBe("cache");
    await run.forecasts.stop();
  });
});
