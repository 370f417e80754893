import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { dateAll, describeProduct, fill, linuxVersion, sourceDate, uuid5, windowsVersion } from "./product.mjs";

test("a template's holes and the values for them belong together", () => {
  expect(fill("{{A}} and {{B}} and {{A}}", { A: "one", B: 2 })).toBe("one and 2 and one");
  expect(() => fill("{{A}}", {})).toThrow("asks for A");
  expect(() => fill("", { A: "one" })).toThrow("no place for A");
});

test("names make identifiers as RFC 9562 says", () => {
  // Its appendix A.4: www.example.com in the namespace of host names.
  expect(uuid5("6ba7b810-9dad-11d1-80b4-00c04fd430c8", "www.example.com")).toBe("2ed6657d-e927-568b-95e1-2665a8aea6a2");
});

test("versions are written as each system orders them", () => {
  expect(linuxVersion("1.2.0-beta.1")).toBe("1.2.0~beta.1");
  expect(windowsVersion("1.2.0-beta.1")).toBe("1.2.0");
  expect(windowsVersion("0.1.0")).toBe("0.1.0");
  for (const version of ["1.2", "1.2.70000000", "one"]) expect(() => windowsVersion(version)).toThrow(version);
});

test("the date of a build is given, or the commit's", () => {
  expect(sourceDate({ SOURCE_DATE_EPOCH: "1700000000" })).toBe(1_700_000_000);
  expect(() => sourceDate({ SOURCE_DATE_EPOCH: "yesterday" })).toThrow("yesterday");
});

test("everything in a folder gets the date, links as well", () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "fantail-dates-"));
  fs.mkdirSync(path.join(folder, "a"));
  fs.writeFileSync(path.join(folder, "a", "file"), "");
  fs.symlinkSync("a/file", path.join(folder, "link"));
  dateAll(folder, 1_700_000_000);
  const dates = ["", "a", "a/file", "link"].map((name) => fs.lstatSync(path.join(folder, name)).mtimeMs / 1000);
  expect(dates).toEqual(new Array(4).fill(1_700_000_000));
  fs.rmSync(folder, { recursive: true });
});

test("the product has what every package needs", () => {
  const { name, command, version, licence, upgradeCode, projectType } = describeProduct();
  expect([name, command, licence, projectType.extension]).toEqual(["Fantail", "fantail", "Apache-2.0", "fantail"]);
  expect(upgradeCode).toMatch(/^[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$/);
  expect(describeProduct({ version: "9.9.9" }).version).toBe("9.9.9");
  expect(version).toMatch(/^\d+\.\d+\.\d+/);
});
