import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { ensureElectron, executableIn } from "./ensure-electron.mjs";

test("ELECTRON_OVERRIDE_DIST_PATH wins over everything else", async () => {
  const dist = fs.mkdtempSync(path.join(os.tmpdir(), "fantail-dist-"));
  onTestFinished(() => fs.rmSync(dist, { recursive: true, force: true }));
  const executable = executableIn(dist);
  fs.mkdirSync(path.dirname(executable), { recursive: true });
  fs.writeFileSync(executable, "");
  await expect(ensureElectron({ ELECTRON_OVERRIDE_DIST_PATH: dist })).resolves.toEqual({
    dist,
    executable,
    source: "override",
  });
});

test("an override without an executable is an error and not a reason to look elsewhere", async () => {
  await expect(ensureElectron({ ELECTRON_OVERRIDE_DIST_PATH: "/nowhere" })).rejects.toThrow(/there is no .*nowhere/);
});
