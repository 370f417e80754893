/** Many windows of one application, and what they ask at once. */
import type { ElectronApplication, Page } from "@playwright/test";
import { request } from "./window.ts";

/** As many as are wanted in all, with their pages ready to take files. */
export async function openWindows(app: ElectronApplication, first: Page, count: number): Promise<readonly Page[]> {
  const opened = app.waitForEvent("window", { predicate: () => app.windows().length >= count });
  await Promise.all(Array.from({ length: count - 1 }, () => request(first, "window:open", {})));
  await opened;
  const pages = app.windows();
  await Promise.all(pages.map((page) => page.getByRole("main").first().waitFor()));
  return pages;
}

export interface Asked {
  /** Id of a sample. */
  readonly sample: string;
  /** Its place in the file. */
  readonly series: number;
  readonly origins: readonly number[];
}

export interface Answered {
  readonly handle: string;
  /** Of the import, and of each forecast in its order, in milliseconds from the request in the page to the answer there. */
  readonly importMs: number;
  readonly forecastMs: readonly number[];
  /** Forecasts that came from the cache. */
  readonly cached: number;
}

/** Opens a sample in a page beside what it shows, and asks for one forecast after the other, as a slider does. */
export function askInPage(page: Page, asked: Asked): Promise<Answered> {
  return page.evaluate(async ({ sample, series, origins }) => {
    const { fantail } = window as unknown as {
      fantail: { request(id: string, name: string, args: unknown): Promise<{ ok: boolean; value?: unknown }> };
    };
    const ask = async (name: string, args: unknown): Promise<{ readonly ms: number; readonly value: unknown }> => {
      const started = performance.now();
      const answer = await fantail.request(crypto.randomUUID(), name, args);
      if (!answer.ok) throw new Error(`${name}: ${JSON.stringify(answer)}`);
      return { ms: performance.now() - started, value: answer.value };
    };
    const { value: grant } = await ask("sample:open", { id: sample });
    const { value: models } = await ask("models:list", {});
    const imported = await ask("dataset:import", { grant: (grant as { grant: string }).grant });
    const { handle, series: all } = imported.value as { handle: string; series: { id: string }[] };
    const key = {
      ...{ dataset: handle, series: all[series]?.id, horizon: 12, view: "asked", density: false },
      model: (models as { defaultModel: string }).defaultModel,
    };
    const forecastMs: number[] = [];
    let cached = 0;
    for (const origin of origins) {
      const { ms, value } = await ask("forecast:get", { ...key, origin });
      forecastMs.push(ms);
      if ((value as { source: string }).source === "cache") cached += 1;
    }
    return { handle, importMs: imported.ms, forecastMs, cached };
  }, asked);
}
