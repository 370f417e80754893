import crypto from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { inRoot } from "../lib/paths.mjs";
import {
  makeUpdateFolder,
  manifestName,
  packageOf,
  publicKeyText,
  signatureName,
  writeNewKey,
} from "./update-folder.mjs";

const { Updates } = await import(pathToFileURL(inRoot("src", "main", "updates", "index.ts")).href);
const domain = await import(pathToFileURL(inRoot("src", "domain", "update", "index.ts")).href);

let work;
beforeEach(() => {
  work = fs.mkdtempSync(path.join(os.tmpdir(), "fantail-update-folder-"));
  fs.mkdirSync(path.join(work, "dist"));
});
afterEach(() => fs.rmSync(work, { recursive: true }));
const put = (...names) => {
  for (const name of names) fs.writeFileSync(path.join(work, "dist", name), `content of ${name}`);
};

test.each([
  ["fantail-1.2.0-linux-x64.tar.xz", "tar", "linux", "x64", "1.2.0"],
  ["fantail_1.2.0~beta.1_amd64.deb", "deb", "linux", "x64", "1.2.0-beta.1"],
  ["fantail-1.2.0-1.aarch64.rpm", "rpm", "linux", "arm64", "1.2.0"],
  ["fantail-1.2.0-x64.msi", "msi", "win32", "x64", "1.2.0"],
  ["fantail-1.2.0-x64-setup.exe", "setup", "win32", "x64", "1.2.0"],
  ["fantail-1.2.0-windows-x64.zip", "zip", "win32", "x64", "1.2.0"],
  ["fantail-1.2.0-macos-arm64.zip", "zip", "darwin", "arm64", "1.2.0"],
])("%s is what it is", (name, kind, platform, arch, version) => {
  expect(packageOf(name)).toEqual({ name, kind, platform, arch, version });
});

test("what is no package is none", () => {
  for (const name of ["SHA256SUMS", "notes.txt", "fantail-1.2.0-linux-x64"]) expect(packageOf(name)).toBeNull();
});

test("an installation takes what was put together, and nothing that is signed with another key", async () => {
  put("fantail-1.2.0-linux-x64.tar.xz", "fantail_1.2.0_amd64.deb", "SHA256SUMS");
  const keyFile = path.join(work, "key.pem");
  const key = writeNewKey(keyFile);
  expect(fs.statSync(keyFile).mode & 0o777).toBe(0o600);
  const share = path.join(work, "share");
  const made = await makeUpdateFolder({ from: path.join(work, "dist"), out: share, key });
  expect(made).toEqual({
    version: "1.2.0",
    packages: ["fantail-1.2.0-linux-x64.tar.xz", "fantail_1.2.0_amd64.deb"],
  });
  expect(fs.readdirSync(share).sort()).toEqual([...made.packages, manifestName, signatureName].sort());
  expect([manifestName, signatureName]).toEqual([domain.manifestName, domain.signatureName]);
  const installed = (updateKey) =>
    new Updates({
      managed: { updateSource: share, updateKey },
      folderOf: (text) => text,
      version: "1.1.9",
      installation: { kind: "deb", swappable: null },
      platform: "linux",
      arch: "x64",
      folder: path.join(work, "kept"),
    });
  const staged = await installed(publicKeyText(key)).stage({ signal: new AbortController().signal });
  expect(fs.readFileSync(staged.path, "utf8")).toBe("content of fantail_1.2.0_amd64.deb");
  const other = publicKeyText(crypto.generateKeyPairSync("ed25519").privateKey);
  await expect(installed(other).check()).rejects.toMatchObject({ code: "update-refused" });
});

test("a folder without packages, or with two versions, is no update", async () => {
  const key = crypto.generateKeyPairSync("ed25519").privateKey;
  const make = () => makeUpdateFolder({ from: path.join(work, "dist"), out: path.join(work, "share"), key });
  await expect(make()).rejects.toThrow("holds no packages");
  put("fantail-1.2.0-linux-x64.tar.xz", "fantail-1.3.0-x64.msi");
  await expect(make()).rejects.toThrow("several versions: 1.2.0, 1.3.0");
});
