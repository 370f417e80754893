import { execFileSync, spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { controlOf, debianDescription } from "./deb.mjs";
import { appArmorLines, commandWords, launcher, layOut, policyFolders, wrap } from "./linux-files.mjs";
import { describeProduct } from "./product.mjs";
import { fileLines } from "./rpm.mjs";

const product = describeProduct({ version: "1.2.0-beta.1" });

/** A tree with the launcher, and in the application's place a program that says how it was started. */
async function installed() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "fantail launcher-"));
  fs.mkdirSync(path.join(folder, "bin"));
  fs.writeFileSync(path.join(folder, "fantail"), '#!/bin/sh\nprintf "%s|" "$@"\nexit 66\n', { mode: 0o755 });
  const script = path.join(folder, "bin", "fantail");
  // Who runs the tests may be root, whom the launcher refuses.
  fs.writeFileSync(script, (await launcher(product)).replace('"$(id -u)"', '"${FAKE_ID:-1000}"'), { mode: 0o755 });
  return (words, env) => {
    const { status, stdout, stderr } = spawnSync(script, words, {
      env: { PATH: process.env.PATH, ...env },
      encoding: "utf8",
    });
    return { status, stdout, stderr };
  };
}

const headless = "--ozone-platform=headless|--disable-gpu|--log-level=3|";

test.runIf(process.platform === "linux")("the launcher gives commands no display, and files a window", async () => {
  const run = await installed();
  const screen = { DISPLAY: ":7" };
  expect(run(["forecast", "a b.csv", "--json"], screen)).toMatchObject({
    status: 66,
    stdout: `${headless}forecast|a b.csv|--json|`,
  });
  expect(run(["a b.csv"], screen).stdout).toBe("a b.csv|");
  expect(run(["a b.csv"], {}).stdout).toBe(`${headless}a b.csv|`);
  expect(run(["a.csv"], { WAYLAND_DISPLAY: "wayland-0" }).stdout).toBe("a.csv|");
  expect(run(["--no-sandbox", "doctor"], screen).stdout).toBe(`--no-sandbox|${headless}doctor|`);
});

test.runIf(process.platform === "linux")("the launcher starts nothing as root, unless it is told to", async () => {
  const run = await installed();
  const refused = run(["doctor"], { FAKE_ID: "0" });
  expect([refused.status, refused.stdout]).toEqual([77, ""]);
  expect(refused.stderr).toContain("ordinary account");
  expect(run(["--no-sandbox", "doctor"], { FAKE_ID: "0" }).status).toBe(66);
});

test("the launcher knows the words of the command line", async () => {
  const { commands, words } = await commandWords();
  expect(commands).toContain("forecast");
  expect(words).toEqual(expect.arrayContaining(["help", "--help", "--version", ...commands]));
});

test("control says what dpkg needs", () => {
  const text = controlOf({ product, arch: "arm64", kibibytes: 7 });
  expect(text).toMatch(/^Version: 1\.2\.0~beta\.1$/m);
  expect(text).toMatch(/^Architecture: arm64$/m);
  expect(text).toMatch(/^Depends: .*libgtk-3-0t64 \| libgtk-3-0/m);
  expect(text.split("\n").every((line) => line.length <= 80 || line.startsWith("Depends"))).toBe(true);
  expect(debianDescription(["one", "two"])).toBe(" one\n .\n two");
  expect(wrap("aa bb cc", 5)).toEqual(["aa bb", "cc"]);
});

test.runIf(process.platform !== "win32")("maintainer scripts are scripts", () => {
  const { load, unload } = appArmorLines(product);
  for (const lines of [load, unload]) execFileSync("sh", ["-n", "-c", lines]);
  expect(load).toContain("/etc/apparmor.d/fantail");
});

test("the folders of policies are there, empty, for everybody to read; their examples lie with the documents", async () => {
  const work = fs.mkdtempSync(path.join(os.tmpdir(), "fantail-layout-"));
  const [tree, root] = [path.join(work, "tree"), path.join(work, "root")];
  fs.mkdirSync(tree);
  fs.writeFileSync(path.join(tree, "chrome-sandbox"), "");
  await layOut(root, { tree, product, seconds: 0 });
  for (const folder of policyFolders) expect(fs.statSync(path.join(root, folder)).mode & 0o777, folder).toBe(0o755);
  expect(fs.readdirSync(path.join(root, "etc/fantail/policies"))).toEqual(["managed", "recommended"]);
  expect(fs.readdirSync(path.join(root, "etc/fantail/policies/managed"))).toEqual([]);
  expect(fs.readdirSync(path.join(root, "usr/share/doc/fantail/examples/policy"))).toContain("managed.example.json");
  expect(fileLines(root, product).filter((line) => line.includes("/etc"))).toEqual(
    policyFolders.map((folder) => `%dir "/${folder}"`),
  );
  fs.rmSync(work, { recursive: true });
});

test("an rpm owns its own folders and no folder of the system's", () => {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), "fantail-rpm-"));
  for (const name of ["usr/lib/fantail/chrome-sandbox", "usr/lib/fantail/a b", "usr/share/man/man1/fantail.1.gz"]) {
    fs.mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    fs.writeFileSync(path.join(root, name), "");
  }
  expect(fileLines(root, product)).toEqual([
    '"/usr/lib/fantail/a b"',
    '"/usr/share/man/man1/fantail.1.gz"',
    '%attr(4755,root,root) "/usr/lib/fantail/chrome-sandbox"',
    '%dir "/usr/lib/fantail"',
  ]);
  fs.rmSync(root, { recursive: true });
});
