/** The harness as a Playwright fixture, and the few things that its tests do again and again. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { _electron, expect, test as base, type ElectronApplication } from "@playwright/test";
import { electronPath, root } from "../support/application.ts";
import type { Harness, Outcome } from "./harness.ts";

declare global {
  var harness: Harness;
}

export const models = process.env["FANTAIL_MODELS"] ?? join(root, "models");

export const test = base.extend<{ app: ElectronApplication; inferenceProcesses: number; vulkanDriver: string | null }>({
  inferenceProcesses: [1, { option: true }],
  /** A Vulkan driver's description, where WebGPU is wanted. */
  vulkanDriver: [null, { option: true }],
  app: async ({ inferenceProcesses, vulkanDriver }, use) => {
    const { app, close } = await launchHarness({
      FANTAIL_TEST_PROCESSES: String(inferenceProcesses),
      ...(vulkanDriver === null ? {} : { VK_ICD_FILENAMES: vulkanDriver }),
    });
    await use(app);
    await close();
  },
});

/** One harness for several tests, none of which changes anything in it. */
export async function launchHarness(
  env: Readonly<Record<string, string>> = {},
): Promise<{ app: ElectronApplication; close: () => Promise<void> }> {
  const userData = mkdtempSync(join(tmpdir(), "fantail-processes-"));
  const app = await _electron.launch({
    executablePath: electronPath,
    args: [
      ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
      "--ozone-platform=headless",
      "--disable-gpu",
      "--log-level=3",
      `--user-data-dir=${userData}`,
      resolve(import.meta.dirname, "harness.ts"),
    ],
    env: { ...(process.env as Record<string, string>), ...env },
  });
  await expect.poll(() => app.evaluate(() => "harness" in globalThis)).toBe(true);
  const close = async (): Promise<void> => {
    await app.close();
    rmSync(userData, { recursive: true, force: true });
  };
  return { app, close };
}
export { expect };

/** What became of an import: the manifest in short, or the error in words. */
export interface Imported {
  readonly id?: string;
  readonly levels?: number;
  readonly code?: string;
  readonly message?: string;
  readonly hint?: string;
}

export function open(
  app: ElectronApplication,
  folder = models,
): Promise<{ model?: string; code?: string; message?: string }> {
  return app.evaluate((_, path) => globalThis.harness.open(path), folder);
}

/** Runs one batch to its end. */
export function run(app: ElectronApplication, items: number, horizon: number): Promise<Outcome> {
  return app.evaluate((_, batch) => globalThis.harness.outcome(globalThis.harness.run(batch.items, batch.horizon)), {
    items,
    horizon,
  });
}
