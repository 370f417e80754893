import { describe, expect, test } from "vitest";
import { datasetOf } from "../datasets/ingest-fixtures.ts";
import { ramp, type Run, runsOnDisk, seriesOf } from "./persistence-fixtures.ts";

const { start: startService } = runsOnDisk();

describe("densities", () => {
  const dataset = datasetOf("h", seriesOf(0, ramp(300)));
  const ask = (run: Run, name: string, origin: number) =>
    run.forecasts.service.get({ dataset: name, series: "s", model: "tiny", horizon: 2, origin, density: true });

  test("are there after a restart, with their forecasts, and not made again", async () => {
    const first = startService();
    first.page.open(dataset);
    const origins = [0, -1, -2, -150];
    const before = [];
    for (const origin of origins) {
      // One gets both at once, and the others are written before they have one.
      if (origin !== -1) await first.get("h", origin);
      await first.forecasts.cache.flush();
      before.push((await ask(first, "h", origin)).density);
    }
    expect(first.densities()).toBe(3);
    await first.forecasts.stop();

    const second = startService();
    second.page.open(dataset);
    const after = [];
    for (const origin of origins) after.push((await ask(second, "h", origin)).density);
    expect(after).toEqual(before);
    expect([second.densities(), second.windows()]).toEqual([0, 0]);
    // One beside them that was never asked for is made, and those that are there stay.
    await second.get("h", -3);
    await ask(second, "h", -3);
    expect(second.densities()).toBe(1);
    await second.forecasts.stop();
    const third = startService();
    third.page.open(dataset);
    for (const origin of [...origins, -3]) await ask(third, "h", origin);
    expect(third.densities()).toBe(0);
    await third.forecasts.stop();
  });

  test("of equal windows in another file are reused with their forecasts", async () => {
    const first = startService();
    first.page.open(dataset);
    const { density } = await ask(first, "h", 0);
    await first.forecasts.stop();
    const second = startService();
    second.page.open(datasetOf("appended", seriesOf(0, [...ramp(300), -1, 2])));
    expect((await ask(second, "appended", -2)).density).toEqual(density);
    expect([second.densities(), second.windows()]).toEqual([0, 0]);
    await second.forecasts.stop();
  });

  test("come back with a chunk that left memory before it was written", async () => {
    // Room for one chunk of 64 forecasts.
    const run = startService({ limits: { forecastBytes: 64 * 24 + 8 } });
    run.page.open(dataset);
    await ask(run, "h", -1);
    await ask(run, "h", -100);
    await run.forecasts.stop();
    const second = startService();
    second.page.open(dataset);
    for (const origin of [-1, -100]) await ask(second, "h", origin);
    expect([second.densities(), second.windows()]).toEqual([0, 0]);
    await second.forecasts.stop();
  });
});
