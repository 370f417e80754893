import { appendFile, mkdtemp, rename, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Grants } from "./grants.ts";

test("a granted file is known by its token only", async () => {
  const path = join(await mkdtemp(join(tmpdir(), "fantail-grant-")), "a.csv");
  await writeFile(path, "x");
  const grants = new Grants();
  const grant = await grants.open(path);
  expect(grant).toMatchObject({ name: "a.csv", sizeBytes: 1 });
  expect(JSON.stringify(grant)).not.toContain(path);
  expect(grants.pathOf(grant.grant)).toBe(path);
});

test("folders, missing files and made-up files are refused in words", async () => {
  const folder = await mkdtemp(join(tmpdir(), "fantail-grant-"));
  const grants = new Grants();
  await expect(grants.open(folder)).rejects.toMatchObject({ code: "file-is-folder" });
  await expect(grants.open(join(folder, "none.csv"))).rejects.toMatchObject({ code: "file-not-found" });
  await expect(grants.open("")).rejects.toMatchObject({ code: "file-not-found" });
  await expect(grants.open("/dev/null")).rejects.toMatchObject({ code: "file-unreadable" });
  expect(() => grants.pathOf("invented")).toThrowError(expect.objectContaining({ code: "not-allowed" }));
});

test("a model may be a folder, and is known by its token just as well", async () => {
  const folder = await mkdtemp(join(tmpdir(), "fantail-grant-"));
  const grants = new Grants();
  const grant = await grants.openModel(folder);
  expect(grants.pathOf(grant.grant)).toBe(folder);
  await expect(grants.openModel("/dev/null")).rejects.toMatchObject({ code: "file-unreadable" });
  await expect(grants.openModel(join(folder, "none.onnx"))).rejects.toMatchObject({ code: "file-not-found" });
});

test("a file that was read is the same until it changes or goes", async () => {
  const path = join(await mkdtemp(join(tmpdir(), "fantail-grant-")), "a.csv");
  await writeFile(path, "x");
  const grants = new Grants();
  const { grant } = await grants.open(path);
  // Not read yet: there is nothing that it could differ from.
  await appendFile(path, "y");
  expect(await grants.stateOf(grant)).toBe("same");
  grants.wasRead(grant, await grants.stampOf(grant));
  expect(await grants.stateOf(grant)).toBe("same");
  await appendFile(path, "z");
  expect(await grants.stateOf(grant)).toBe("changed");
  grants.wasRead(grant, await grants.stampOf(grant));
  expect(await grants.stateOf(grant)).toBe("same");
  // Of the same size: written anew at another time.
  await utimes(path, new Date(0), new Date(0));
  expect(await grants.stateOf(grant)).toBe("changed");
  await rename(path, `${path}.old`);
  expect(await grants.stateOf(grant)).toBe("missing");
  await rm(`${path}.old`);
  await expect(grants.stateOf("invented")).rejects.toMatchObject({ code: "not-allowed" });
});
