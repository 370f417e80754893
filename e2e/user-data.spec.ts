/** What must not be lost, through updates and damage, as the user meets it. */
import { mkdtemp, readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "./support/application.ts";
import { fantail } from "./support/command-line.ts";

/** The window's own end removes it. */
let userData = "";
test.beforeEach(async () => {
  userData = await mkdtemp(join(tmpdir(), "fantail-user-data-"));
});

test("a damaged database is left alone by the command line and set aside by the window, which says so", async ({
  start,
}) => {
  const folder = join(userData, "database");
  const made = await fantail(["cache", "info"], { userData });
  expect(made.exitCode, made.stderr).toBe(0);
  const damaged = Buffer.from("not what it was");
  await writeFile(join(folder, "fantail.sqlite"), damaged);
  const refused = await fantail(["cache", "info"], { userData });
  expect(refused.exitCode, refused.stderr).toBe(0);
  expect(await readFile(join(folder, "fantail.sqlite"))).toEqual(damaged);

  const { page } = await start({ userData });
  const notices = page.getByRole("region", { name: "Notices" });
  await expect(notices).toContainText(
    "The file with your import settings, pins, adopted methods, corrections and forecast records was damaged.",
  );
  const aside = (await readdir(folder)).find((name) => name.startsWith("fantail.sqlite.damaged-")) ?? "";
  await expect(notices).toContainText(aside);
  expect(await readFile(join(folder, aside))).toEqual(damaged);
});

test("what earlier versions remembered in the settings moves into the database", async ({ start }) => {
  const settings = join(userData, "settings.json");
  const imports = [{ shape: "0".repeat(64), options: { timezone: "Europe/Berlin" } }];
  await writeFile(settings, JSON.stringify({ theme: "dark", imports }));
  await start({ userData });
  await expect.poll(async () => JSON.parse(await readFile(settings, "utf8")) as unknown).not.toHaveProperty("imports");
  expect(JSON.parse(await readFile(settings, "utf8"))).toMatchObject({ theme: "dark" });
  expect(await readdir(join(userData, "database"))).toContain("fantail.sqlite");
});
