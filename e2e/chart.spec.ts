/** What the chart itself says, and what it must not hide. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { dropFiles, expect, root, test } from "./support/application.ts";
import { chart, expectAccessibleInBothThemes, keepScreenshot } from "./support/window.ts";

interface Plot {
  readonly data: readonly { readonly meta?: { readonly role?: string }; readonly x: readonly string[] }[];
  readonly layout: { readonly annotations: readonly { readonly text: string; readonly x: string }[] };
  readonly _fullLayout: { readonly xaxis: { readonly _offset: number; d2p(value: string): number } };
}

/** Pixels from the chart's left edge at which a time stands. */
const pixelOf = (page: Page, time: string): Promise<number> =>
  page.evaluate((wanted) => {
    const { xaxis } = (document.querySelector(".chart-canvas") as unknown as Plot)._fullLayout;
    return xaxis._offset + xaxis.d2p(wanted);
  }, time);

const boundary = (page: Page): Promise<readonly (readonly [string, string])[]> =>
  page.evaluate(() =>
    (document.querySelector(".chart-canvas") as unknown as Plot).layout.annotations.map(
      ({ text, x }) => [text, x.slice(0, 10)] as const,
    ),
  );

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
