import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { pinnedElectron } from "./paths.mjs";
import { isStandInOffered, presentStandIn, standIn, verifyHash } from "./stand-in.mjs";

function scratchFile(content) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "fantail-hash-"));
  onTestFinished(() => fs.rmSync(folder, { recursive: true, force: true }));
  const file = path.join(folder, "file");
  fs.writeFileSync(file, content);
  return file;
}

const hello = {
  sha256: "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824",
  npm: "sha512-m3HSJL1i83hdltRq0+o9czGb+8KJDKra4t/3JRlnPKcjI8PZm6XBHXx6zG4UuMXaDEZjR1wuXDre9G9zvN7AQw==",
};

describe("verifyHash", () => {
  test("accepts a file with the expected hash, in npm's form and in hex", async () => {
    const file = scratchFile("hello");
    await expect(verifyHash(file, hello.npm, "it")).resolves.toBeUndefined();
    await expect(verifyHash(file, hello.sha256, "it")).resolves.toBeUndefined();
  });

  test("refuses a file with one byte changed, and says what it expected", async () => {
    const file = scratchFile("hellp");
    await expect(verifyHash(file, hello.npm, "the archive")).rejects.toThrow(/the archive is not what it should be/);
    await expect(verifyHash(file, hello.sha256, "the payload")).rejects.toThrow(hello.sha256);
  });
});

test("the stand-in is of the version that package.json pins, and offered on Linux x64 only", () => {
  expect(standIn.electron).toBe(pinnedElectron());
  expect(isStandInOffered("43.2.0", "linux", "x64")).toBe(true);
  expect(isStandInOffered("43.2.0", "linux", "arm64")).toBe(false);
  expect(isStandInOffered("43.2.0", "darwin", "x64")).toBe(false);
  expect(isStandInOffered("44.0.0", "linux", "x64")).toBe(false);
});

test("a folder without the marker of this very payload is not a stand-in", async () => {
  const folder = path.dirname(scratchFile(""));
  await expect(presentStandIn(folder)).resolves.toBeNull();
  fs.writeFileSync(path.join(folder, "stand-in.json"), JSON.stringify({ payloadSha256: "another" }));
  await expect(presentStandIn(folder)).resolves.toBeNull();
});
