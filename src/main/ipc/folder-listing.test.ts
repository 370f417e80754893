import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { listFolder } from "./folder-listing.ts";
import { Grants } from "./grants.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "fantail-folder-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test("the data files of a folder are listed and granted, those within it too, and nothing else", async () => {
  await mkdir(join(folder, "b", "c", "d", "e", "f"), { recursive: true });
  await mkdir(join(folder, ".git"));
  for (const name of [
    "z.CSV",
    "a.png",
    ".hidden.csv",
    "b/x.db",
    ".git/y.csv",
    "b/c/d/e/deep.csv",
    "b/c/d/e/f/deeper.csv",
  ])
    await writeFile(join(folder, name), "1");
  await symlink(folder, join(folder, "loop"));
  const grants = new Grants();
  const { files, isCut } = await listFolder(folder, ["csv", "db"], grants);
  expect(files.map(({ path }) => path)).toEqual(["b/c/d/e/deep.csv", "b/x.db", "z.CSV"]);
  expect(isCut).toBe(false);
  for (const { grant, path } of files) expect(grants.pathOf(grant)).toBe(join(folder, path));
});

test("a long list is cut, and what is no folder is refused", async () => {
  await Promise.all(Array.from({ length: 520 }, (_, index) => writeFile(join(folder, `${index}.csv`), "")));
  const { files, isCut } = await listFolder(folder, ["csv"], new Grants());
  expect([files.length, isCut]).toEqual([500, true]);
  await expect(listFolder(join(folder, "1.csv"), ["csv"], new Grants())).rejects.toMatchObject({
    code: "file-unreadable",
  });
});
