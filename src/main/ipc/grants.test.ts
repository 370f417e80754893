import { appendFile, mkdir, mkdtemp, rename, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
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
  expect(await grants.stateOf(grant)).toBe("changing");
  // It may go on.
  await appendFile(path, "z");
  expect(await grants.stateOf(grant)).toBe("changing");
  expect(await grants.stateOf(grant)).toBe("changed");
  grants.wasRead(grant, await grants.stampOf(grant));
  expect(await grants.stateOf(grant)).toBe("same");
  // Of the same size: written anew at another time.
  await utimes(path, new Date(0), new Date(0));
  expect(await grants.stateOf(grant)).toBe("changing");
  await rename(path, `${path}.old`);
  expect(await grants.stateOf(grant)).toBe("missing");
  await rm(`${path}.old`);
  await expect(grants.stateOf("invented")).rejects.toMatchObject({ code: "not-allowed" });
});

test("what was chosen earlier is granted again, gone or not, and is compared with how it was read then", async () => {
  const path = join(await mkdtemp(join(tmpdir(), "fantail-grant-")), "a.csv");
  await writeFile(path, "x");
  const grants = new Grants();
  const first = await grants.open(path);
  const stamp = await grants.stampOf(first.grant);
  const again = new Grants().again(path, stamp, null);
  expect(again).toMatchObject({ name: "a.csv", sizeBytes: 1 });
  const next = new Grants();
  const { grant } = next.again(path, stamp, null);
  expect([await next.stateOf(grant), next.lastRead(grant)]).toEqual(["same", { stamp, content: null }]);
  await rm(path);
  expect(await next.stateOf(grant)).toBe("missing");
});

test("a file that was found for another knows what was read from that one", async () => {
  const folder = await mkdtemp(join(tmpdir(), "fantail-grant-"));
  const path = join(folder, "found.csv");
  await writeFile(path, "x");
  const grants = new Grants();
  const content = { handle: "h", shape: "s" };
  const { grant } = grants.again(join(folder, "gone.csv"), null, content);
  const found = await grants.found(path, grant);
  expect(found).toMatchObject({ name: "found.csv", sizeBytes: 1 });
  expect(grants.foundFor(found.grant)).toEqual({ path: join(folder, "gone.csv"), content });
  expect(grants.foundFor(grant)).toBeNull();
  await expect(grants.found(folder, grant)).rejects.toMatchObject({ code: "file-is-folder" });
});

test("a path that names a device, a pipe or a stream is refused before the disk is asked", async () => {
  const grants = new Grants(true);
  for (const path of [String.raw`\\.\pipe\x`, String.raw`C:\a\NUL`, String.raw`C:\a.csv:b`, "a.csv"])
    await expect(grants.open(path)).rejects.toMatchObject({ code: "file-unreadable" });
});

describe("where a granted path leads", () => {
  async function made() {
    const folder = await mkdtemp(join(tmpdir(), "fantail-grant-"));
    const [inner, secret] = [join(folder, "inner"), join(folder, "secret.csv")];
    await mkdir(inner);
    const path = join(inner, "a.csv");
    await writeFile(path, "x");
    await writeFile(secret, "secret");
    return { folder, inner, path, secret };
  }
  const grants = new Grants();

  test("is where it led; a newer file may lie there", async () => {
    const { path } = await made();
    const { grant } = await grants.open(path);
    expect(await grants.readablePathOf(grant)).toBe(path);
    await writeFile(`${path}.tmp`, "newer");
    await rename(`${path}.tmp`, path);
    expect(await grants.readablePathOf(grant)).toBe(path);
    await rm(path);
    // That it is gone, its reader says.
    expect(await grants.readablePathOf(grant)).toBe(path);
  });

  test("can't be changed by a link in the file's place, now or the next time it is asked", async () => {
    const { path, secret } = await made();
    const { grant } = await grants.open(path);
    await rm(path);
    await symlink(secret, path);
    for (let time = 0; time < 2; time += 1)
      await expect(grants.readablePathOf(grant)).rejects.toMatchObject({ code: "not-allowed" });
    await rm(path);
    await writeFile(path, "back");
    expect(await grants.readablePathOf(grant)).toBe(path);
  });

  test("can't be changed by a link in place of its folder", async () => {
    const { folder, inner, path } = await made();
    const { grant } = await grants.open(path);
    await mkdir(join(folder, "other"));
    await writeFile(join(folder, "other", "a.csv"), "secret");
    await rm(inner, { recursive: true });
    await symlink(join(folder, "other"), inner);
    await expect(grants.readablePathOf(grant)).rejects.toMatchObject({ code: "not-allowed" });
  });

  test("is up to a link where the user chose one", async () => {
    const { folder, path, secret } = await made();
    const latest = join(folder, "latest.csv");
    await symlink(path, latest);
    const { grant } = await grants.open(latest);
    await rm(latest);
    await symlink(secret, latest);
    expect(await grants.readablePathOf(grant)).toBe(latest);
  });

  test("of a file that was open before counts from when it is read again", async () => {
    const { path, secret } = await made();
    const { grant } = grants.again(path, null, null);
    expect(await grants.readablePathOf(grant)).toBe(path);
    await rm(path);
    await symlink(secret, path);
    await expect(grants.readablePathOf(grant)).rejects.toMatchObject({ code: "not-allowed" });
  });
});
