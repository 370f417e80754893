import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { dependencyState, isInstalled } from "./ensure-dependencies.mjs";

let folder;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "fantail-deps-"));
  onTestFinished(() => fs.rmSync(folder, { recursive: true, force: true }));
});

const packages = { "node_modules/a": { version: "1.0.0", integrity: "sha512-a" } };

function write(name, content) {
  const file = path.join(folder, name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
}

function writeLock(list) {
  write("package-lock.json", { packages: { "": { name: "x" }, ...list } });
}

describe("dependencyState", () => {
  test("is missing without node_modules", () => {
    writeLock(packages);
    expect(dependencyState(folder)).toBe("missing");
  });

  test("is fresh after an installation by hand, and remembers it by the lock file's hash", () => {
    writeLock(packages);
    write("node_modules/.package-lock.json", { packages });
    expect(dependencyState(folder)).toBe("fresh");
    fs.rmSync(path.join(folder, "node_modules/.package-lock.json"));
    expect(dependencyState(folder)).toBe("fresh");
  });

  test("is stale when the lock file asks for another version", () => {
    writeLock(packages);
    write("node_modules/.package-lock.json", { packages });
    dependencyState(folder);
    writeLock({ "node_modules/a": { version: "1.0.1", integrity: "sha512-b" } });
    expect(dependencyState(folder)).toBe("stale");
  });

  test("is stale after an installation that was interrupted", () => {
    writeLock(packages);
    write("node_modules/a/package.json", {});
    expect(dependencyState(folder)).toBe("stale");
  });

  test("is stale when another platform installed it", () => {
    writeLock(packages);
    write("node_modules/.package-lock.json", { packages });
    dependencyState(folder);
    const stamp = path.join(folder, "node_modules/.fantail-stamp");
    write("node_modules/.fantail-stamp", fs.readFileSync(stamp, "utf8").replace(/ .*/, " plan9-mips"));
    expect(dependencyState(folder)).toBe("stale");
  });
});

describe("isInstalled", () => {
  test("lets an optional package of another platform be absent, but not in another version", () => {
    const optional = { "node_modules/b": { version: "2.0.0", integrity: "sha512-c", optional: true } };
    expect(isInstalled({ packages: optional }, { packages: {} })).toBe(true);
    expect(isInstalled({ packages: optional }, { packages: { "node_modules/b": { version: "1.9.0" } } })).toBe(false);
  });

  test("does not let an ordinary package be absent", () => {
    expect(isInstalled({ packages }, { packages: {} })).toBe(false);
  });
});
