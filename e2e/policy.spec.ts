import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { electronPath, expect, root, test } from "./support/application.ts";
import { chart, request } from "./support/window.ts";

const rootFlags = process.getuid?.() === 0 ? ["--no-sandbox"] : [];

/** A folder of policies for a checkout. */
async function policies(managed: string, recommended = "{}"): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "fantail-policies-"));
  for (const [level, text] of Object.entries({ managed, recommended })) {
    await mkdir(join(folder, level), { mode: 0o755 });
    await writeFile(join(folder, level, "10.json"), text, { mode: 0o644 });
  }
  return folder;
}

test("what is managed is shown with its file, can't be set, and is obeyed by main", async ({ start }) => {
  const managed = '{\n  "bands": "calibrated",\n  "allowedModels": ["fantail-tiny"],\n  "exportFormats": ["csv"]\n}';
  const folder = await policies(managed, '{ "theme": "dark" }');
  const file = join(folder, "managed", "10.json");
  const { page } = await start({
    words: [join(root, "samples/airline-passengers.csv")],
    env: { FANTAIL_POLICIES: folder },
  });
  await expect(chart(page)).toBeVisible();
  await page.keyboard.press("Control+,");
  const settings = page.getByRole("dialog", { name: "Settings", exact: true });
  const ranges = settings.getByRole("group", { name: "Ranges", exact: true });
  await expect(ranges).toContainText(`Decided by whoever manages this computer, in ${file}, line 2`);
  await expect(ranges.getByRole("button", { name: /Corrected/ })).toBeDisabled();
  await expect(settings.getByRole("group", { name: "Theme", exact: true })).toContainText("Recommended by");
  await expect(settings).toContainText(`fantail-tiny${file}, line 3`);
  expect(await request(page, "settings:set", { bands: "native", theme: "light" })).toMatchObject({ ok: true });
  await expect(page.locator("html")).toHaveAttribute("data-theme", "light");
  expect(await request(page, "app:info", {})).toMatchObject({
    value: { settings: { bands: "calibrated", theme: "light" } },
  });
  expect(await request(page, "models:default", { frequency: null, model: "fantail-base" })).toMatchObject({
    ok: false,
    error: { code: "policy-forbids" },
  });
  await settings.getByRole("button", { name: "Close", exact: true }).click();
  await page.getByRole("button", { name: "Export", exact: true }).click();
  const json = page.getByRole("menuitem", { name: "Data (JSON)" });
  await expect(json).toHaveAttribute("aria-disabled", "true");
  await expect(json).toContainText("Not allowed on this computer");
  await expect(page.getByRole("menu")).toContainText(`in ${file}, line 4`);
});

test("a policy that can't be used is said in a dialog, and the window leaves with 78", async () => {
  const folder = await policies('{\n  "modelImport": "no"\n}');
  const userData = await mkdtemp(join(tmpdir(), "fantail-nopolicy-"));
  const child = spawn(electronPath, [...rootFlags, `--user-data-dir=${userData}`, root], {
    env: { ...process.env, FANTAIL_POLICIES: folder },
  });
  const ended = new Promise((resolve) => child.on("close", resolve));
  const log = () => readFile(join(userData, "logs", "fantail.log"), "utf8").catch(() => "");
  await expect.poll(log, { timeout: 15_000 }).toContain("start-failed");
  const failure = (await log()).split("\n").find((line) => line.includes("start-failed"));
  expect(JSON.parse(failure ?? "{}")).toMatchObject({
    code: "policy-broken",
    policy: expect.stringContaining('(line 2): modelImport is "no", and must be true or false'),
  });
  // The dialog waits for the user.
  expect(child.exitCode).toBeNull();
  child.kill("SIGTERM");
  expect(await ended).toBe(78);
});
