import crypto from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { signingKey, writeChecksums } from "./checksums.mjs";
import { icnsOf, icoOf } from "./icons.mjs";
import { sizeTable, weigh } from "./sizes.mjs";

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "fantail-sums-"));
const { publicKey, privateKey } = crypto.generateKeyPairSync("ed25519");
const keyFile = path.join(folder, "key.pem");
fs.writeFileSync(keyFile, privateKey.export({ type: "pkcs8", format: "pem" }));
fs.writeFileSync(path.join(folder, "a.bin"), "abc");

test("a list of checksums is sha256sum's, and its signature holds for these bytes alone", async () => {
  await writeChecksums(folder, ["a.bin"], signingKey({ FANTAIL_SIGNING_KEY_FILE: keyFile }));
  const list = fs.readFileSync(path.join(folder, "SHA256SUMS"));
  expect(list.toString()).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  a.bin\n");
  const signature = fs.readFileSync(path.join(folder, "SHA256SUMS.sig"));
  expect(crypto.verify(null, list, publicKey, signature)).toBe(true);
  expect(crypto.verify(null, Buffer.concat([list, Buffer.from(" ")]), publicKey, signature)).toBe(false);
});

test("without a key nothing is signed, and an old signature does not stay", async () => {
  expect(signingKey({})).toBe(null);
  await writeChecksums(folder, ["a.bin"], null);
  expect(fs.existsSync(path.join(folder, "SHA256SUMS.sig"))).toBe(false);
});

test("a key that is none is refused without a word of what is in its file", () => {
  const file = path.join(folder, "wrong.pem");
  fs.writeFileSync(file, "secret words");
  expect(() => signingKey({ FANTAIL_SIGNING_KEY_FILE: file })).toThrow(/^(?!.*secret).*no key that can be read/);
  const rsa = crypto.generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
  fs.writeFileSync(file, rsa.export({ type: "pkcs8", format: "pem" }));
  expect(() => signingKey({ FANTAIL_SIGNING_KEY_FILE: file })).toThrow("Ed25519");
});

test("a package over its budget is said to be, one without a budget is not", () => {
  const file = path.join(folder, "large.deb");
  fs.writeFileSync(file, Buffer.alloc(2 * 1024 * 1024));
  const made = [weigh(file, "deb", { deb: 1 }), weigh(file, "tar", { deb: 1 })];
  expect(made.map(({ isOver }) => isOver)).toEqual([true, false]);
  expect(sizeTable(made).split("\n")[0]).toMatch(/2\.0 MiB {2}large\.deb {2}over budget$/);
});

test("icons hold their pictures where their heads say", () => {
  const png = Buffer.from("picture");
  const ico = icoOf([{ pixels: 256, png }]);
  expect([ico[6], ico.readUInt32LE(14), ico.toString("latin1", ico.readUInt32LE(18))]).toEqual([0, 7, "picture"]);
  const icns = icnsOf([{ type: "ic07", png }]);
  expect([icns.readUInt32BE(4), icns.toString("latin1", 8, 12), icns.toString("latin1", 16)]).toEqual([
    23,
    "ic07",
    "picture",
  ]);
});
