import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dropFiles, expect, test } from "./support/application.ts";

const dayMs = 86_400_000;
const start = Date.UTC(2023, 0, 2);

/** Days of demand that follow a temperature, which is known for a fortnight more. */
function demand(): string {
  const days = 300;
  const lines = ["day,demand,temperature"];
  for (let step = 0; step < days + 14; step++) {
    const day = new Date(start + step * dayMs).toISOString().slice(0, 10);
    const heat = 15 + 9 * Math.sin(step * 1.93) * Math.cos(step * 0.37);
    const week = [1.2, 1.1, 1.05, 1, 0.95, 0.7, 0.6][step % 7] as number;
    lines.push(
      `${day},${step < days ? Math.round(400 * week * (1 + 0.03 * Math.abs(heat - 16))) : ""},${heat.toFixed(1)}`,
    );
  }
  return lines.join("\n");
}

test("a column that a file knows ahead is tried as it opens, and one press leaves it out", async ({ shared }) => {
  const { page } = shared;
  const known = join(await mkdtemp(join(tmpdir(), "fantail-influences-")), "demand.csv");
  await writeFile(known, demand());
  await dropFiles(page, [known]);
  await expect(page.getByText(/^The file knows temperature ahead\. Temperature helps: error −\d+\s% /)).toBeVisible({
    timeout: 30_000,
  });
  await page.keyboard.press("Control+Shift+I");
  const column = page.getByRole("main", { name: "Influences" }).getByRole("checkbox", { name: "temperature" });
  await expect(column).toBeChecked();
  await page.getByRole("button", { name: "Leave out" }).click();
  await expect(column).not.toBeChecked();
});
