/**
 * Makes docs/window-past.png, the animation of the README, from the real window: a year of past forecasts, step by step. Where
 * there is no display it takes Xvfb's. To make it again: `npm run build`, then `node scripts/animation.mjs`.
 */
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { _electron } from "@playwright/test";
import { decodePng, encodeApng } from "./lib/apng.mjs";
import { inRoot } from "./lib/paths.mjs";
import { electronEnvironment, hasDisplay, sandboxFlags } from "./lib/run-electron.mjs";
import { setUp } from "./lib/setup.mjs";
import { startVirtualDisplay } from "./lib/virtual-display.mjs";

const size = { width: 1024, height: 640 };
/** Steps back, and how long each is looked at. */
const origins = [...Array.from({ length: 25 }, (_, step) => -step), -18, -12, -6];
const stepMs = 220;
const restMs = 1_600;

const electron = await setUp({ build: false, withXvfb: !hasDisplay() });
const display = hasDisplay() ? null : await startVirtualDisplay();
// Playwright finds Electron by it.
Object.assign(process.env, electronEnvironment(electron));
const userData = fs.mkdtempSync(path.join(os.tmpdir(), "fantail-animation-"));
fs.writeFileSync(path.join(userData, "settings.json"), JSON.stringify({ isTourSeen: true, theme: "light" }));
const app = await _electron.launch({
  args: [
    ...sandboxFlags(),
    `--user-data-dir=${userData}`,
    inRoot(),
    "--empty",
    inRoot("samples/airline-passengers.csv"),
  ],
  env: {
    ...process.env,
    LC_ALL: "en_GB.UTF-8",
    ...(display !== null && { DISPLAY: display.display }),
  },
});
try {
  const page = await app.firstWindow();
  await app.evaluate(({ BrowserWindow }, bounds) => {
    BrowserWindow.getAllWindows()[0].setContentSize(bounds.width, bounds.height);
  }, size);
  const slider = page.getByRole("slider", { name: /^Time of the forecast/ });
  await slider.waitFor();
  // All past forecasts are there, so that no step has to be waited for.
  await page.locator(".coverage[data-hidden]").waitFor({ state: "attached", timeout: 300_000 });
  const frames = [];
  for (const origin of origins) {
    await slider.evaluate((input, value) => {
      Object.getOwnPropertyDescriptor(Object.getPrototypeOf(input), "value").set.call(input, String(value));
      input.dispatchEvent(new Event("input", { bubbles: true }));
      input.dispatchEvent(new Event("change", { bubbles: true }));
    }, origin);
    await page.locator(`[data-series][data-origin="${origin}"]`).first().waitFor();
    frames.push(decodePng(await page.screenshot()));
  }
  const delays = origins.map((origin, at) => (at === 0 || origin === -24 ? restMs : stepMs));
  const file = inRoot("docs/window-past.png");
  fs.writeFileSync(file, encodeApng(frames, delays));
  process.stdout.write(`${file}: ${frames.length} pictures, ${Math.round(fs.statSync(file).size / 1024)} kB\n`);
} finally {
  await app.close();
  display?.stop();
  fs.rmSync(userData, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
}
