/** What the chart itself says, and what it must not hide. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { dropFiles, expect, root, test } from "./support/application.ts";
import { chart, expectAccessibleInBothThemes, keepScreenshot, openView } from "./support/window.ts";

interface Plot {
  readonly data: readonly {
    readonly meta?: { readonly role?: string };
    readonly mode?: string;
    readonly x: readonly string[];
    readonly text?: readonly string[];
  }[];
  readonly _fullLayout: {
    readonly xaxis: { readonly range: readonly [string, string]; readonly _offset: number; d2p(value: string): number };
  };
}

/** Pixels from the chart's left edge at which a time stands. */
const pixelOf = (page: Page, time: string): Promise<number> =>
  page.evaluate((wanted) => {
    const { xaxis } = (document.querySelector(".chart-canvas") as unknown as Plot)._fullLayout;
    return xaxis._offset + xaxis.d2p(wanted);
  }, time);

/** The words at the boundary, and where they stand. */
const boundary = (page: Page): Promise<readonly (readonly [string, string])[]> =>
  page.evaluate(() =>
    (document.querySelector(".chart-canvas") as unknown as Plot).data
      .filter(({ meta, mode }) => meta?.role === "boundary" && mode === "lines+text")
      .map(({ text = [], x }) => [text.join("").trim(), x[0]?.slice(0, 10) ?? ""] as const),
  );

/** Years of the time axis. */
const inSight = (page: Page): Promise<number> =>
  page.evaluate(() => {
    const { range } = (document.querySelector(".chart-canvas") as unknown as Plot)._fullLayout.xaxis;
    return (Date.parse(range[1]) - Date.parse(range[0])) / (365.25 * 86_400_000);
  });

const roles = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() =>
    (document.querySelector(".chart-canvas") as unknown as Plot).data.map(({ meta }) => meta?.role ?? ""),
  );

test("what happened lies on top, the boundary is where it is, a cut is said, and the readout hides nothing that it explains", async ({
  shared: { app, page },
}) => {
  const folder = await mkdtemp(join(tmpdir(), "fantail-chart-"));
  const path = join(folder, "late.csv");
  // The last three days are there, and have no value.
  const rows = Array.from({ length: 90 }, (_, index) => {
    const day = new Date(Date.UTC(2024, 0, 1 + index)).toISOString().slice(0, 10);
    return `${day},${index < 87 ? (100 + 20 * Math.sin(index * 0.9) + index / 4).toFixed(1) : ""}`;
  });
  await writeFile(path, `date,sales\n${rows.join("\n")}\n`);
  const spikes = join(folder, "spikes.csv");
  const orders = Array.from({ length: 400 }, (_, index) => {
    const day = new Date(Date.UTC(2023, 0, 1 + index)).toISOString().slice(0, 10);
    return `${day},${index % 37 === 0 ? 400 + (index % 11) : (10 + (index % 7) / 40).toFixed(2)}`;
  });
  await writeFile(spikes, `date,orders\n${orders.join("\n")}\n`);
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setContentSize(1280, 800));
  await expect.poll(() => page.evaluate(() => innerWidth)).toBe(1280);
  await dropFiles(page, [path, spikes, join(root, "samples/airline-passengers.csv")]);
  const drawn = chart(page).locator("[data-series]");

  // The airline's twelve last months, forecast as if made before them.
  await expect(drawn).toHaveAttribute("data-series", "Passengers");
  await page.getByRole("slider", { name: /^Time of the forecast/ }).focus();
  await page.keyboard.press("PageDown");
  await expect(drawn).toHaveAttribute("data-origin", "-12");
  expect((await roles(page)).filter((role) => role === "median" || role === "actual")).toEqual(["median", "actual"]);
  expect(await boundary(page)).toEqual([["as if made here", "1959-12-01"]]);

  const canvas = await page.locator(".chart-canvas").boundingBox();
  if (canvas === null) throw new Error("There is no chart.");
  for (const month of ["1950-06-01", "1955-06-01", "1959-12-01", "1960-07-01", "1961-07-01", "1961-12-01"]) {
    await page.mouse.move(canvas.x + (await pixelOf(page, month)), canvas.y + 120);
    const box = page.locator(".readout-box");
    await expect(box).toBeVisible();
    const { inside, hidden } = await box.evaluate((element) => {
      const rect = element.getBoundingClientRect();
      const frame = document.querySelector(".chart-frame")?.getBoundingClientRect() ?? new DOMRect();
      const dots = [...document.querySelectorAll(".readout-dot, .readout-line")].map((dot) =>
        dot.getBoundingClientRect(),
      );
      return {
        inside:
          rect.left >= frame.left && rect.right <= frame.right && rect.top >= frame.top && rect.bottom <= frame.bottom,
        hidden: dots.filter(
          (dot) => dot.left < rect.right && dot.right > rect.left && dot.top < rect.bottom && dot.bottom > rect.top,
        ).length,
      };
    });
    expect({ month, inside, hidden }).toEqual({ month, inside: true, hidden: 0 });
  }
  await keepScreenshot(page, "readout");

  // The keyboard reads the chart, zooms it and goes back.
  const picture = page.getByRole("application", { name: /observed steps/ });
  await picture.focus();
  await page.keyboard.press("End");
  await page.keyboard.press("ArrowLeft");
  await expect(page.locator("[data-spoken]")).toHaveText(/^Nov 1961, Median \d+, 50.% \d+ to \d+, /);
  await page.keyboard.press("+");
  await expect.poll(() => inSight(page)).toBeLessThan(11);
  await page.keyboard.press("Backspace");
  await expect.poll(() => inSight(page)).toBeGreaterThan(12);
  await page.mouse.move(canvas.x + (await pixelOf(page, "1955-06-01")), canvas.y + 120);
  await page.mouse.wheel(0, -400);
  await expect.poll(() => inSight(page)).toBeLessThan(8);
  await page.getByRole("button", { name: "Show all of the time" }).click();
  await expect.poll(() => inSight(page)).toBeGreaterThan(12);
  // A note is a correction that changes no value, and stands on the chart.
  await picture.focus();
  await page.keyboard.press("n");
  await page.keyboard.type("New route");
  await page.keyboard.press("Enter");
  await expect(page.locator(".chart-canvas .textpoint", { hasText: "New route" })).toBeVisible();
  const menu = await openView(page);
  await menu.getByRole("radio", { name: "Year over year" }).click();
  await expect.poll(() => roles(page)).toContain("this-season");
  await menu.getByRole("radio", { name: "In sequence" }).click();
  await menu.getByRole("radio", { name: "60\u00a0%, 90\u00a0%" }).click();
  await expect(page.getByRole("list", { name: "Legend" })).toContainText("60 · 90");
  await menu.getByRole("radio", { name: "50\u00a0%, 80\u00a0%, 95\u00a0%" }).click();
  await page.keyboard.press("Escape");

  // A few calm days beside a forecast that knows of spikes: an axis for both would press the days flat.
  await page.getByRole("row", { name: "spikes.csv" }).click();
  await expect(drawn).toHaveAttribute("data-series", "orders");
  await expect(page.locator(".cut-note")).toHaveCount(0);
  const middle = canvas.y + canvas.height / 2;
  await page.mouse.move(canvas.x + (await pixelOf(page, "2024-02-03")), middle);
  await page.mouse.down();
  await page.mouse.move(canvas.x + (await pixelOf(page, "2024-02-17")), middle, { steps: 5 });
  await page.mouse.up();
  await expect(page.locator(".cut-note")).toHaveText(/^(50.%, )?80.% and 95.% ranges go on to \d+(\.\d+)?$/);
  // Beside the line there is no room for its name.
  expect(await boundary(page)).toEqual([]);
  await page.mouse.move(5, 5);
  await expectAccessibleInBothThemes(page, "cut");

  await page.getByRole("row", { name: "late.csv" }).click();
  await expect(drawn).toHaveAttribute("data-series", "sales");
  await expect.poll(() => boundary(page)).toEqual([["last observation", "2024-03-27"]]);
  await rm(folder, { recursive: true, force: true });
});
