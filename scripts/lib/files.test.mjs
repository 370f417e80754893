import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { withLock } from "./files.mjs";

let lock;
beforeEach(() => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "fantail-lock-"));
  onTestFinished(() => fs.rmSync(folder, { recursive: true, force: true }));
  lock = path.join(folder, "lock");
});

describe("withLock", () => {
  test("lets the second wait until the first is done", async () => {
    const log = [];
    const first = /** @type {PromiseWithResolvers<void>} */ (Promise.withResolvers());
    const one = withLock(lock, async () => (log.push("one starts"), await first.promise, log.push("one ends")));
    const two = withLock(lock, async () => log.push("two"), {
      pollMs: 1,
      onWait: () => (log.push("two waits"), first.resolve()),
    });
    await Promise.all([one, two]);
    expect(log).toEqual(["one starts", "two waits", "one ends", "two"]);
  });

  test("is free again after the work failed", async () => {
    await expect(withLock(lock, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    await expect(withLock(lock, async () => "yes")).resolves.toBe("yes");
  });

  test("takes over from an owner that died", async () => {
    const dead = spawnSync(process.execPath, ["-e", ""], { env: { ...process.env, ELECTRON_RUN_AS_NODE: "1" } });
    fs.writeFileSync(lock, String(dead.pid));
    await expect(withLock(lock, async () => "mine")).resolves.toBe("mine");
  });
});
