import { readdirSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { suitsFrequency, type ModelFrequencies } from "#domain/model";
import { defaultHorizon, formatFrequency } from "#domain/series";
import { everyFrequency } from "../src/domain/series/frequency-fixtures.ts";
import { dropFiles, expect, root, test } from "./support/application.ts";
import { readForecast, request } from "./support/window.ts";

interface Model {
  id: string;
  frequencies: ModelFrequencies;
  horizon: { max: number };
}

const models = readdirSync(join(root, "models")).map(
  (name) => JSON.parse(readFileSync(join(root, "models", name, "manifest.json"), "utf8")) as Model,
);

/** A grant for a file, as a drop gives one, without the import that follows a drop. */
async function grantOf(page: Page, path: string): Promise<string> {
  await page.evaluate(() => {
    const input = document.createElement("input");
    input.type = "file";
    input.id = "granted";
    document.body.append(input);
  });
  await page.locator("#granted").setInputFiles(path);
  return page.locator("#granted").evaluate(async (input: HTMLInputElement) => {
    const { fantail } = window as unknown as {
      fantail: { grantDropped: (file: File) => Promise<{ value: { grant: string } }> };
    };
    const [file] = input.files ?? [];
    if (file === undefined) throw new Error("the file was not chosen");
    const { value } = await fantail.grantDropped(file);
    input.remove();
    return value.grant;
  });
}

test("one draw looks as far ahead as the rule says, for every frequency and bundled model", async ({
  shared: { page, userData },
}) => {
  // Without times the file's steps are what its reader is told.
  const path = join(userData, "values.csv");
  await writeFile(path, `value\n${Array.from({ length: 120 }, (_, row) => 50 + ((row * 7) % 12)).join("\n")}\n`);
  const grant = await grantOf(page, path);
  for (const { id: model, frequencies, horizon } of models) {
    for (const frequency of everyFrequency.filter((each) => suitsFrequency(frequencies, each))) {
      const args = { grant, options: { frequency }, model, origin: 0, density: false };
      const drawn = await request(page, "forecast:draw", args);
      const expected = defaultHorizon(frequency, horizon.max);
      expect(drawn, `${model}, ${formatFrequency(frequency)}`).toMatchObject({
        ok: true,
        value: { horizon: expected },
      });
    }
  }
});

for (const [file, horizon] of [
  ["co2-weekly.csv", 8],
  ["france-load-hourly.csv", 48],
  ["glucose-simulated.csv", 72],
] as const) {
  test(`window and command line look as far ahead of ${file}`, async ({ shared: { page }, commands }) => {
    const path = join(root, "samples", file);
    await dropFiles(page, [path]);
    expect((await readForecast(page, 0)).horizon).toBe(horizon);
    const { forecasts } = await commands.json<{ forecasts: { timestamps: string[] }[] }>(["forecast", path]);
    expect(forecasts[0]?.timestamps).toHaveLength(horizon);
  });
}
