/** A device that stops in the middle of the work, in the whole application: the processor takes over, and nobody loses a request. */
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Page } from "@playwright/test";
import { dropFiles, electronPath, expect, root, test } from "./support/application.ts";
import { writeModelFolder } from "./support/small-model.ts";
import { inferencePid, readForecast, request } from "./support/window.ts";

/** Electron brings a Vulkan driver that runs on the processor: slow, and right. */
const swiftShader = join(dirname(electronPath), "vk_swiftshader_icd.json");

interface Known {
  readonly models: readonly { readonly id: string; readonly executionProvider: string | null }[];
  readonly providers: readonly {
    readonly name: string;
    readonly state: string;
    readonly reason: string | null;
    readonly windowsPerRun: number | null;
    readonly largestRelativeError: number | null;
  }[];
}

async function known(page: Page): Promise<Known> {
  return (await request(page, "models:list", {})).value as Known;
}

test("the user's device is tried, used, remembered, and given up for the processor when it dies under 60 requests", async ({
  start,
}) => {
  test.skip(process.platform !== "linux" || !existsSync(swiftShader), "this Electron brings no such driver");
  test.setTimeout(240_000);
  const folder = await mkdtemp(join(tmpdir(), "fantail-device-"));
  const userData = join(folder, "data");
  await mkdir(userData, { recursive: true });
  await writeModelFolder(join(folder, "models"), "small");
  await writeFile(join(userData, "settings.json"), JSON.stringify({ device: "webgpu" }));
  const env = { FANTAIL_MODELS: join(folder, "models"), VK_ICD_FILENAMES: swiftShader };

  const first = await start({ env, userData });
  await expect
    .poll(async () => (await known(first.page)).models[0]?.executionProvider, { timeout: 150_000 })
    .toBe("webgpu");
  const report = (await known(first.page)).providers.find(({ name }) => name === "webgpu");
  expect(report).toMatchObject({ state: "used" });
  expect(report?.largestRelativeError).toBeLessThan(1e-3);
  expect(report?.windowsPerRun).toBeGreaterThan(1);
  await first.app.close();

  // A second start knows the device, and has nothing to measure.
  const { app, page } = await start({ env, userData });
  await page.getByRole("main").first().waitFor();
  expect((await known(page)).models[0]?.executionProvider).toBe("webgpu");
  await dropFiles(page, [join(root, "samples/us-employment-monthly.csv")]);
  const shown = await readForecast(page, 0);
  await expect(page.locator(".status-bar")).toContainText("on this computer’s graphics card");

  const dataset = await page.evaluate(async () => {
    const api = (
      window as unknown as {
        fantail: {
          onEvent: (listener: (event: { name: string; payload: { dataset?: string } }) => void) => () => void;
        };
      }
    ).fantail;
    return new Promise<string>((resolve) => {
      const stop = api.onEvent(({ name, payload }) => {
        if (name !== "background:progress" || payload.dataset === undefined) return;
        stop();
        resolve(payload.dataset);
      });
    });
  });
  const pid = await inferencePid(page);
  let answered = 0;
  const asked = Array.from({ length: 60 }, async (_, index) => {
    // Each of its own view: none supersedes another. A horizon that nothing was computed for, of many runs.
    const key = {
      dataset,
      series: shown.series,
      model: "small",
      horizon: 100,
      origin: -30 - index,
      view: `v${index}`,
      density: false,
    };
    const answer = await request(page, "forecast:get", key);
    answered += 1;
    return answer;
  });
  await Promise.race(asked);
  process.kill(pid, "SIGKILL");
  // It hit work under way, and not its end.
  expect(answered).toBeLessThan(60);
  const answers = await Promise.all(asked);
  expect(answers.filter(({ ok }) => !ok)).toEqual([]);
  expect((await known(page)).models[0]?.executionProvider).toBe("cpu");
  await expect(page.getByText(/The device "webgpu" stopped working; the processor has taken over/)).toBeVisible();
  expect((await known(page)).providers.find(({ name }) => name === "webgpu")).toMatchObject({
    state: "refused",
    reason: expect.stringContaining("It stopped working."),
  });
  // And what the processor computed says so.
  const providers = answers.map(({ value }) => (value as { executionProvider: string }).executionProvider);
  expect(providers).toContain("cpu");
  await app.close();
  await rm(folder, { recursive: true, force: true });
});
