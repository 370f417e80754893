import { expect, test } from "vitest";
import { parseOptions } from "./options.mjs";

test("each system has its formats, its usual processor, and what was asked for once", () => {
  const { wanted, out, allowUnofficial } = parseOptions(["--linux", "deb,rpm,deb", "--win", "msi", "--mac", "zip"]);
  expect(wanted).toEqual([
    { platform: "linux", arch: "x64", formats: ["deb", "rpm"] },
    { platform: "win32", arch: "x64", formats: ["msi"] },
    { platform: "darwin", arch: "arm64", formats: ["zip"] },
  ]);
  expect([out, allowUnofficial]).toEqual(["dist", false]);
});

test.each([
  [[], "name what to make"],
  [["--linux"], "--linux needs a value"],
  [["--linux", "--win"], "--linux needs a value"],
  [["--linux", "snap"], "--linux knows dir, tar, deb, rpm; not snap"],
  [["--win", "zip", "--publish"], "there is no option --publish"],
  [["--mac", "zip", "--arch", "x64"], "no native part for mac on x64"],
  [["--win", "zip", "--arch", "mips"], "--arch knows x64, arm64"],
])("%j is refused", (words, sentence) => {
  expect(() => parseOptions(words)).toThrow(sentence);
});
