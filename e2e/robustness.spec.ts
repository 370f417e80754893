import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dropFiles, expect, root, test } from "./support/application.ts";
import { openReport } from "./support/import-window.ts";
import { writeLargeFile } from "./support/large-file.ts";
import { keepScreenshot, readForecast } from "./support/window.ts";

let folder = "";
test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "fantail-robust-"));
});
test.afterAll(() => rm(folder, { recursive: true, force: true }));

test.describe("files that can't be forecast get a sentence, and the window lives", () => {
  const cases: readonly {
    title: string;
    name: string;
    content: string | Buffer;
    code: string;
    words: RegExp;
  }[] = [
    {
      title: "a PDF",
      name: "report.pdf",
      content: Buffer.from("%PDF-1.7\n%\u00e2\u00e3\u00cf\u00d3\n1 0 obj\n<< /Type /Catalog >>\nendobj\n", "latin1"),
      code: "file-not-a-table",
      words: /PDF/,
    },
    { title: "an empty file", name: "empty.csv", content: "", code: "file-empty", words: /empty/i },
    {
      title: "a file with one row",
      name: "one-row.csv",
      content: "time,value\n2024-01-01,5\n",
      code: "too-few-rows",
      words: /row/i,
    },
    {
      title: "words only",
      name: "words.csv",
      content: `name,colour\n${"apple,red\npear,green\n".repeat(20)}`,
      code: "no-time-column",
      words: /time/i,
    },
  ];

  for (const { title, name, content, code, words } of cases) {
    test(title, async ({ shared: { page } }) => {
      const path = join(folder, name);
      await writeFile(path, content);
      await dropFiles(page, [path]);
      const alert = page.getByRole("alert").filter({ hasText: name });
      await expect(alert).toHaveAttribute("data-code", code);
      await expect(alert).toContainText(words);
      await keepScreenshot(page, `error-${code}`);
      // The window lives: the next file is forecast as if nothing had happened.
      await dropFiles(page, [join(root, "samples/airline-passengers.csv")]);
      expect((await readForecast(page, 0)).horizon).toBeGreaterThan(0);
    });
  }

  test("a folder without a data file says so", async ({ shared: { page } }) => {
    const path = join(folder, "folder");
    await mkdir(path);
    await dropFiles(page, [path]);
    const dialog = page.getByRole("dialog", { name: "Open files of a folder" });
    await expect(dialog).toContainText("“folder” has no file that can be read.");
    await page.keyboard.press("Escape");
    await expect(dialog).toBeHidden();
    await dropFiles(page, [join(root, "samples/airline-passengers.csv")]);
    expect((await readForecast(page, 0)).horizon).toBeGreaterThan(0);
  });

  test("a file of 100 MB can be cancelled at once, and nothing is left of it", async ({ shared: { page } }) => {
    const path = join(folder, "large.csv");
    await writeLargeFile(path, 100_000_000);
    await dropFiles(page, [join(root, "samples/airline-passengers.csv")]);
    await readForecast(page, 0);
    await dropFiles(page, [path]);
    const card = page.getByRole("region", { name: "Opening large.csv" });
    await expect(card).toBeVisible();
    await expect(card).toContainText(/of 10\d/);
    await keepScreenshot(page, "loading-beside-a-chart");
    const cancelMs = await page.evaluate(async () => {
      const startedMs = performance.now();
      document.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
      while (document.querySelector('[aria-label="Opening large.csv"]') !== null) {
        await new Promise((resolve) => requestAnimationFrame(resolve));
      }
      return performance.now() - startedMs;
    });
    test.info().annotations.push({ type: "cancel", description: `${cancelMs.toFixed(0)} ms` });
    expect(cancelMs).toBeLessThan(1_000);
    // What was open before is still there, and no alert was shown for a cancellation.
    expect((await readForecast(page, 0)).series).toBe("Passengers");
    await expect(page.getByRole("alert")).toHaveCount(0);
  });

  test("one unreadable date is a repair with its row, and not the end", async ({ shared: { page } }) => {
    const path = join(folder, "bad-date.csv");
    const days = Array.from({ length: 30 }, (_, i) => `2024-01-${String(i + 1).padStart(2, "0")},${i % 7}`);
    await writeFile(path, `time,value\n${days.join("\n")}\nyesterday,5\n`);
    await dropFiles(page, [path]);
    await readForecast(page, 0);
    const report = await openReport(page);
    await report.getByRole("button", { name: /1 time$/ }).click();
    await expect(report.getByRole("option", { name: /^Row 32 · time\s*yesterday.*row left out$/ })).toBeVisible();
    await keepScreenshot(page, "understood-repair");
  });

  test("an error leaves an open dataset as it was", async ({ shared: { page } }) => {
    const path = join(folder, "late-empty.csv");
    await writeFile(path, "");
    await dropFiles(page, [join(root, "samples/airline-passengers.csv")]);
    const before = await readForecast(page, 0);
    await dropFiles(page, [path]);
    await expect(page.getByRole("alert").filter({ hasText: "late-empty.csv" })).toBeVisible();
    await keepScreenshot(page, "error-beside-a-chart");
    expect((await readForecast(page, 0)).quantiles).toEqual(before.quantiles);
  });
});
