import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { IndexDatabase } from "../cache/index-database.ts";
import { datasetOf } from "../datasets/ingest-fixtures.ts";
import { ramp, type Run, runsOnDisk, seriesOf } from "./persistence-fixtures.ts";

const { folder, start: startService } = runsOnDisk();

/** Every file of the cache with its content, and every row of its index. */
function onDisk(): unknown {
  const root = join(folder(), "v2");
  const names = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".arrow"));
  const db = new IndexDatabase(join(root, "index.sqlite"));
  const tables = ["datasets", "kept", "series", "columns", "chunks", "queries"];
  const rows = tables.map((table) => [table, db.all(`select * from ${table}`)]);
  db.close();
  return { files: names.sort().map((name) => [name, readFileSync(join(root, name), "base64")]), rows };
}

describe("draw once and forget", () => {
  const wanted = { series: "s", model: "tiny", horizon: 2, origin: -3, density: false };
  const drawn = datasetOf("drawn", seriesOf(1000, ramp(300, 5)));
  const answerAbout = (run: Run, dataset: string): Promise<unknown> =>
    run.forecasts.queries.ask({ kind: "test", dataset, about: {} }, () => ({
      promise: Promise.resolve({ value: 1, bytes: 10 }),
      cancel: () => undefined,
    })).promise;

  test("leaves the cache folder as it was", async () => {
    const run = startService();
    run.page.open(datasetOf("h", seriesOf(0, ramp(300))));
    await run.get("h", 0);
    await run.forecasts.cache.flush();
    const before = onDisk();
    expect((await run.forecasts.service.draw(drawn, wanted)).source).toBe("computed");
    const lease = run.datasets.openOnce(drawn, {});
    await run.get("drawn", -100);
    await answerAbout(run, "drawn");
    await run.forecasts.cache.flush();
    lease.release();
    await run.forecasts.cache.flush();
    expect(onDisk()).toEqual(before);
    await run.forecasts.stop();
    expect(onDisk()).toEqual(before);
  });

  test("uses what the cache has, its own file's and another's", async () => {
    const first = startService();
    first.page.open(drawn);
    await first.get("drawn", -3);
    await first.forecasts.stop();
    const second = startService();
    expect((await second.forecasts.service.draw(drawn, wanted)).source).toBe("cache");
    const appended = datasetOf("appended", seriesOf(1000, [...ramp(300, 5), 1, 2]));
    expect((await second.forecasts.service.draw(appended, { ...wanted, origin: -5 })).source).toBe("cache");
    expect(second.windows()).toBe(0);
    await second.forecasts.stop();
  });

  test("is written once the file is opened to stay, with what was drawn before", async () => {
    const first = startService();
    await first.forecasts.service.draw(drawn, wanted);
    await first.forecasts.cache.flush();
    first.page.open(drawn);
    expect((await first.get("drawn", -3)).source).toBe("cache");
    await answerAbout(first, "drawn");
    await first.forecasts.stop();
    const second = startService();
    expect(second.forecasts.cache.info()).toMatchObject({ forecasts: 1, tiers: { answers: { items: 1 } } });
    second.page.open(drawn);
    expect((await second.get("drawn", -3)).source).toBe("cache");
    await second.forecasts.stop();
  });

  test("is computed again where memory had no room for it", async () => {
    // Room for one chunk of 64 forecasts.
    const run = startService({ limits: { forecastBytes: 64 * 24 + 8 } });
    for (const origin of [-3, -100, -3])
      expect((await run.forecasts.service.draw(drawn, { ...wanted, origin })).source).toBe("computed");
    await run.forecasts.stop();
  });
});
