import { join } from "node:path";
import axe, { type AxeResults, type RunOptions } from "axe-core";
import { expect, type Locator, type Page } from "@playwright/test";
import { root } from "./application.ts";

/** The forecast that the window shows, read from its table of numbers. */
export interface ShownForecast {
  readonly series: string;
  readonly origin: number;
  readonly horizon: number;
  /** level → [horizon] */
  readonly quantiles: ReadonlyMap<number, readonly number[]>;
  readonly actuals: readonly number[];
}

export const originSlider = (page: Page): Locator => page.getByRole("slider", { name: /^Time of the forecast/ });
export const numbersTable = (page: Page): Locator => page.getByRole("table", { name: "Forecast numbers" });
export const chart = (page: Page): Locator => page.getByRole("figure", { name: "Fan chart" });

/** Opens the table of numbers if it isn't, and waits until it shows the wanted origin. */
export async function readForecast(page: Page, origin: number): Promise<ShownForecast> {
  const table = numbersTable(page);
  if (!(await table.isVisible()))
    await page
      .getByRole("button", { name: /^(Show the )?numbers$/i })
      .first()
      .click();
  await expect(table).toHaveAttribute("data-origin", String(origin));
  const read = await table.evaluate((element) => {
    const number = (node: Element): number => Number(node.getAttribute("data-value") ?? Number.NaN);
    const quantiles = new Map<number, number[]>();
    for (const node of element.querySelectorAll("[data-level]")) {
      const level = Number(node.getAttribute("data-level"));
      const row = quantiles.get(level) ?? [];
      quantiles.set(level, row);
      row.push(number(node));
    }
    return {
      series: element.getAttribute("data-series") ?? "",
      origin: Number(element.getAttribute("data-origin")),
      horizon: Number(element.getAttribute("data-horizon")),
      // A Map would not survive the way out of the page.
      quantiles: [...quantiles],
      actuals: [...element.querySelectorAll("[data-actual]")].map(number),
    };
  });
  return { ...read, quantiles: new Map(read.quantiles) };
}

/** Chooses from one of the toolbar's menus. */
export async function openTool(page: Page, menu: "Data" | "Compare" | "Decide", tool: string): Promise<void> {
  await page.getByRole("button", { name: menu, exact: true }).click();
  await page.getByRole("menuitemcheckbox", { name: tool }).click();
}

/** Opens the menu of how the forecast is shown; Escape closes it. */
export async function openView(page: Page): Promise<Locator> {
  await page.getByRole("button", { name: "View", exact: true }).click();
  const menu = page.getByRole("dialog", { name: "View", exact: true });
  await expect(menu).toBeVisible();
  return menu;
}

/** Types a horizon, as a user does, and waits until the numbers have it. */
export async function setHorizon(page: Page, steps: number): Promise<void> {
  const field = page.getByRole("textbox", { name: "Horizon" });
  await field.fill(String(steps));
  await field.press("Enter");
  await expect(numbersTable(page)).toHaveAttribute("data-horizon", String(steps));
}

/** Pictures are kept with the test's own results, for people to look at. */
export async function keepScreenshot(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(root, "test-results", "screenshots", `${name}.png`) });
}

/** Calls the page's own api, to ask what no control shows. */
export function request(
  page: Page,
  name: string,
  args: unknown,
): Promise<{ ok: boolean; value?: unknown; error?: unknown }> {
  return page.evaluate(
    ([requestName, requestArgs]) =>
      (
        window as unknown as {
          fantail: { request: (id: string, name: unknown, args: unknown) => Promise<{ ok: boolean; value?: unknown }> };
        }
      ).fantail.request(crypto.randomUUID(), requestName, requestArgs),
    [name, args] as const,
  );
}

export async function inferencePid(page: Page): Promise<number> {
  const { value } = (await request(page, "diagnostics:get", {})) as {
    value: { health: { workers: { name: string; pid: number | null }[] } };
  };
  return value.health.workers.find(({ name }) => name.startsWith("inference"))?.pid ?? 0;
}

/** Playwright's own emulation of the colour scheme is stronger than the application's; both are set. */
export async function useTheme(page: Page, theme: "light" | "dark"): Promise<void> {
  await page.emulateMedia({ colorScheme: theme });
  await request(page, "settings:set", { theme });
  // The page hears of it only where it changes anything.
  await expect(page.locator(`html:not([data-theme]), html[data-theme="${theme}"]`)).toHaveCount(1);
}

/** Rules are all of axe's; nothing is excused. */
export async function expectAccessible(page: Page): Promise<void> {
  await expectNoViolations(page, {});
}

/** The default rules that look at colours. */
const ofColours: RunOptions = { runOnly: { type: "rule", values: ["color-contrast", "link-in-text-block"] } };

/** The same in light and in dark, with a picture of each. Between the two, colours alone differ. */
export async function expectAccessibleInBothThemes(page: Page, name: string): Promise<void> {
  for (const [theme, options] of [
    ["light", {}],
    ["dark", ofColours],
  ] as const) {
    await useTheme(page, theme);
    await expectNoViolations(page, options);
    await keepScreenshot(page, `${name}-${theme}`);
  }
}

/** What axe has to say of everything that is in order is not asked for: that would be most of its time. */
async function expectNoViolations(page: Page, options: RunOptions): Promise<void> {
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(axe.source);
  const found = await page.evaluate(async (asked) => {
    // Half shown, nothing has the contrast that it is meant to have. Some signs of work never end.
    const ending = document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity);
    await Promise.all(ending.map(({ finished }) => finished.catch(() => undefined)));
    const { axe: inPage } = globalThis as unknown as { axe: { run: (options: object) => Promise<AxeResults> } };
    const { violations } = await inPage.run({ ...asked, resultTypes: ["violations"] });
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(" | ")}`);
  }, options);
  expect(found).toEqual([]);
}
