/** The harness as a Playwright fixture, and the few things that its tests do again and again. */
import { join } from "node:path";
import { expect, test as base, type ElectronApplication } from "@playwright/test";
import { root } from "../support/places.ts";
import { launchWithoutWindow, type WithoutWindow } from "../support/without-window.ts";
import type { Harness, Outcome, renewHarness } from "./harness.ts";

declare global {
  var harness: Harness;
  var renew: typeof renewHarness;
}

export const models = process.env["FANTAIL_MODELS"] ?? join(root, "models");

interface Fixtures {
  /** With a harness of the test's own, none of whose processes has been started. */
  app: ElectronApplication;
  inferenceProcesses: number;
  /** A Vulkan driver's description, where WebGPU is wanted. */
  vulkanDriver: string | null;
}

export const test = base.extend<Fixtures, { main: WithoutWindow }>({
  inferenceProcesses: [1, { option: true }],
  vulkanDriver: [null, { option: true }],
  main: [
    async ({}, use) => {
      const main = await launchWithoutWindow(join(import.meta.dirname, "harness.ts"), "harness");
      await use(main);
      await main.close();
    },
    { scope: "worker" },
  ],
  app: async ({ main, inferenceProcesses, vulkanDriver }, use) => {
    await main.app.evaluate((_, [processes, driver]) => globalThis.renew(processes, driver), [
      inferenceProcesses,
      vulkanDriver,
    ] as const);
    await use(main.app);
  },
});
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
