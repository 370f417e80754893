import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { createHash, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { EngineError } from "#domain/errors";
import { installationOf } from "./installation.ts";
import { recover, swapIn } from "./swap.ts";
import { Updates } from "./updates.ts";

let folder: string;
let share: string;
let root: string;
let kept: string;
const { privateKey, publicKey } = generateKeyPairSync("ed25519");
const keyText = (key: KeyObject): string =>
  key.export({ format: "der", type: "spki" }).subarray(-32).toString("base64");

/** An installation whose command says its version, and whose models are all right or not. */
function makeTree(target: string, version: string, { starts = true, models = true, elsewhere = true } = {}): void {
  mkdirSync(join(target, "bin"), { recursive: true });
  const script = [
    "#!/bin/sh",
    ...(starts ? [] : ['echo "error while loading shared libraries" >&2; exit 127']),
    // One that starts only where it was unpacked.
    ...(elsewhere ? [] : [`case "$0" in *.next/*) ;; *) echo "lost its way" >&2; exit 1;; esac`]),
    `if [ "$1" = --version ]; then echo ${version}; exit 0; fi`,
    models ? "exit 0" : 'echo "The model is damaged" >&2; exit 69',
  ];
  writeFileSync(join(target, "bin", "fantail"), `${script.join("\n")}\n`, { mode: 0o755 });
  mkdirSync(join(target, "resources"));
  writeFileSync(join(target, "resources", "app.asar"), "");
  writeFileSync(join(target, "version"), version);
}

/** What `npm run update-folder` makes. */
function publish(version: string, how: Parameters<typeof makeTree>[2] = {}, key = privateKey): string {
  const name = `fantail-${version}-linux-x64`;
  const work = mkdtempSync(join(folder, "work-"));
  makeTree(join(work, name), version, how);
  const archive = join(share, `${name}.tar.xz`);
  execFileSync("tar", ["-cJf", archive, "-C", work, name]);
  const sha256 = createHash("sha256").update(readFileSync(archive)).digest("hex");
  const facts = { platform: "linux", arch: "x64", kind: "tar", bytes: statSync(archive).size, sha256 };
  const text = JSON.stringify({ format: 1, version, packages: [{ name: basename(archive), ...facts }] });
  writeFileSync(join(share, "updates.json"), text);
  writeFileSync(join(share, "updates.json.sig"), sign(null, Buffer.from(text), key).toString("base64"));
  return archive;
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "fantail-updates-"));
  share = join(folder, "share");
  root = join(folder, "opt", "fantail");
  kept = join(folder, "data", "updates");
  mkdirSync(share);
  makeTree(root, "1.0.0");
});
afterEach(() => rmSync(folder, { recursive: true }));

const control = { signal: new AbortController().signal };
function updates(change: Partial<ConstructorParameters<typeof Updates>[0]> = {}): Updates {
  return new Updates({
    managed: { updateSource: share, updateKey: keyText(publicKey) },
    folderOf: (text) => text,
    version: "1.0.0",
    installation: installationOf({ platform: "linux", executable: join(root, "fantail") }),
    platform: "linux",
    arch: "x64",
    folder: kept,
    ...change,
  });
}

async function refusal(work: Promise<unknown>): Promise<Pick<EngineError, "code" | "message" | "hint">> {
  return work.then(
    () => {
      throw new Error("nothing was refused");
    },
    (error: unknown) => error as EngineError,
  );
}

const installed = (): string => readFileSync(join(root, "version"), "utf8");
const versionIn = (place: string): string =>
  execFileSync(join(place, "bin", "fantail"), ["--version"], { encoding: "utf8" }).trim();
const says = (): string => versionIn(root);

test("a newer version is found, fetched, checked, installed, and taken back", async () => {
  publish("1.1.0");
  const one = updates();
  expect(one.isOn).toBe(true);
  expect(await one.check()).toMatchObject({ running: "1.0.0", offered: "1.1.0", isNewer: true, kind: "tar" });
  const seen: number[] = [];
  const staged = await one.stage({ ...control, onProgress: (done, total) => seen.push(done / total) });
  expect(staged).toMatchObject({
    version: "1.1.0",
    isApplicable: true,
    path: join(kept, "fantail-1.1.0-linux-x64.tar.xz"),
  });
  expect(seen.at(-1)).toBe(1);
  expect(await one.staged()).toEqual(staged);
  expect(installed()).toBe("1.0.0");
  const steps: string[] = [];
  expect(await one.apply((step) => steps.push(step))).toEqual({ version: "1.1.0", previous: "1.0.0", folder: root });
  expect([installed(), says()]).toEqual(["1.1.0", "1.1.0"]);
  expect(steps).toEqual(["Unpacking version 1.1.0", "Starting it where it was unpacked", "Starting it in its place"]);
  expect(existsSync(kept)).toBe(false);
  const next = updates({ version: "1.1.0" });
  await next.rollBack();
  expect([installed(), says()]).toEqual(["1.0.0", "1.0.0"]);
  await one.rollBack();
  expect(installed()).toBe("1.1.0");
});

/** Puts versions in, one after the other, until it is killed. */
function keepSwapping(archives: readonly string[]): ChildProcess {
  const script = `
    const { swapIn } = await import(${JSON.stringify(new URL("swap.ts", import.meta.url).href)});
    for (;;) for (const [archive, version] of ${JSON.stringify(archives.map((one) => [one, /-(\d\.\d\.\d)-/.exec(one)?.[1]]))}) {
      console.log(version);
      await swapIn(${JSON.stringify(root)}, archive, version);
    }
  `;
  return spawn(process.execPath, ["--disable-warning=ExperimentalWarning", "--input-type=module", "--eval", script], {
    env: { ...process.env, ELECTRON_RUN_AS_NODE: "1" },
    stdio: ["ignore", "pipe", "inherit"],
  });
}

/** Whether a process names the folder in its words. */
const isAnyoneHere = (): boolean =>
  readdirSync("/proc").some((name) => {
    if (!/^\d+$/u.test(name)) return false;
    try {
      return readFileSync(join("/proc", name, "cmdline"), "utf8").includes(folder);
    } catch {
      // It has ended meanwhile.
      return false;
    }
  });

const beside = (): readonly string[] => readdirSync(join(folder, "opt")).sort();

test(
  "killed at any moment there is a version that starts, and the next update goes in",
  { timeout: 60_000 },
  async () => {
    const archives = [publish("1.1.0"), publish("1.2.0")];
    for (let kill = 0; kill < 8; kill += 1) {
      const child = keepSwapping(archives);
      const ended = new Promise((resolve) => child.on("close", resolve));
      await new Promise((resolve) => child.stdout?.once("data", resolve));
      await delay(kill * 40);
      child.kill("SIGKILL");
      await ended;
      // What it had started goes on without it: a removal that is under way is no version any more.
      await expect.poll(isAnyoneHere, { timeout: 10_000 }).toBe(false);
      expect(says()).toMatch(/^1\.[012]\.0$/);
      await recover(root);
      // What was being unpacked goes with the next update.
      expect(beside().filter((name) => !name.endsWith("unpacking"))).toSatisfy((names: string[]) =>
        names.every((name) => [".fantail.previous", "fantail"].includes(name)),
      );
      expect(existsSync(join(root, ".incoming"))).toBe(false);
      // Going back gives the one before, where there is one; it may have been put in twice in a row.
      const previous = join(folder, "opt", ".fantail.previous");
      if (!existsSync(previous)) continue;
      const before = versionIn(previous);
      await updates().rollBack();
      expect(says()).toBe(before);
    }
    await swapIn(root, archives[1] ?? "", "1.2.0");
    expect([says(), beside()]).toEqual(["1.2.0", [".fantail.previous", "fantail"]]);
  },
);

test("what an update was cut off at is ended by the next command: before the exchange and right after it", async () => {
  const next = join(folder, "opt", ".fantail.next");
  makeTree(next, "1.1.0");
  writeFileSync(join(next, ".incoming"), "");
  await recover(root);
  expect([says(), beside()]).toEqual(["1.0.0", ["fantail"]]);
  makeTree(next, "0.9.0");
  writeFileSync(join(root, ".incoming"), "");
  await updates().rollBack();
  expect([says(), beside()]).toEqual(["0.9.0", [".fantail.previous", "fantail"]]);
});

test("where no program knows how to exchange two folders, they are renamed", async () => {
  const bin = join(folder, "bin");
  mkdirSync(bin);
  for (const name of ["sh", "mv", "rm", "tar", "xz"])
    symlinkSync(execFileSync("which", [name], { encoding: "utf8" }).trim(), join(bin, name));
  const archive = publish("1.1.0");
  vi.stubEnv("PATH", bin);
  await swapIn(root, archive, "1.1.0");
  expect([installed(), beside()]).toEqual(["1.1.0", [".fantail.previous", "fantail"]]);
  await updates().rollBack();
  expect([installed(), beside()]).toEqual(["1.0.0", [".fantail.previous", "fantail"]]);
  vi.unstubAllEnvs();
});

test("a package that was fetched before is not fetched again", async () => {
  const archive = publish("1.1.0");
  await updates().stage(control);
  rmSync(archive);
  expect(await updates().stage(control)).toMatchObject({ version: "1.1.0" });
});

test("without a source or a key there are no updates", async () => {
  publish("1.1.0");
  for (const managed of [{}, { updateSource: share }, { updateKey: keyText(publicKey) }]) {
    const off = updates({ managed });
    expect(off.isOn).toBe(false);
    for (const work of [off.check(), off.stage(control)])
      expect(await refusal(work)).toMatchObject({
        code: "not-allowed",
        message: expect.stringContaining("no policy names"),
      });
  }
});

test("a list that was changed, or signed with another key, is refused before anything is fetched", async () => {
  publish("1.1.0");
  appendFileSync(join(share, "updates.json"), " ");
  expect(await refusal(updates().stage(control))).toMatchObject({ code: "update-refused" });
  publish("1.1.0", {}, generateKeyPairSync("ed25519").privateKey);
  expect((await refusal(updates().check())).message).toContain("not signed by the key");
  writeFileSync(join(share, "updates.json.sig"), "");
  expect(await refusal(updates().check())).toMatchObject({ code: "update-refused" });
  rmSync(join(share, "updates.json.sig"));
  expect(await refusal(updates().check())).toMatchObject({ code: "file-not-found" });
  expect(existsSync(kept)).toBe(false);
});

test("a package that was cut short, changed or made longer is refused, and nothing of it stays", async () => {
  const archive = publish("1.1.0");
  truncateSync(archive, statSync(archive).size - 10);
  expect((await refusal(updates().stage(control))).message).toContain("is not the file that was signed");
  publish("1.1.0");
  appendFileSync(archive, "x".repeat(100));
  expect(await refusal(updates().stage(control))).toMatchObject({ code: "update-refused" });
  publish("1.1.0");
  const bytes = readFileSync(archive);
  bytes[bytes.length >> 1] = 255 - (bytes[bytes.length >> 1] ?? 0);
  writeFileSync(archive, bytes);
  expect(await refusal(updates().stage(control))).toMatchObject({ code: "update-refused" });
  expect(readdirSync(kept)).toEqual([]);
});

test("what was staged is checked again before it is installed", async () => {
  publish("1.1.0");
  const { path } = await updates().stage(control);
  appendFileSync(path, "x");
  expect(await refusal(updates().apply())).toMatchObject({ code: "update-refused" });
  await updates().stage(control);
  appendFileSync(join(kept, "updates.json"), " ");
  expect((await refusal(updates().apply())).message).toContain("not signed");
  expect(installed()).toBe("1.0.0");
});

test("neither an older version nor the same is taken, staged before or not", async () => {
  publish("0.9.0");
  expect(await updates().check()).toMatchObject({ isNewer: false });
  expect((await refusal(updates().stage(control))).message).toContain("is not newer than 1.0.0");
  publish("1.1.0");
  await updates().stage(control);
  expect(await refusal(updates({ version: "1.1.0" }).apply())).toMatchObject({ code: "update-refused" });
  expect(await refusal(updates({ version: "1.2.0-beta.1" }).apply())).toMatchObject({ code: "update-refused" });
});

test.each([
  ["does not start", { starts: false }, "error while loading shared libraries"],
  ["can't load its models", { models: false }, "The model is damaged"],
  ["starts only where it was unpacked", { elsewhere: false }, "lost its way"],
])("a version that %s leaves the one before it in its place", async (_what, how, reason) => {
  publish("1.1.0", how);
  await updates().stage(control);
  const error = await refusal(updates().apply());
  expect(error).toMatchObject({ code: "update-refused", message: expect.stringContaining(reason) });
  expect([installed(), says()]).toEqual(["1.0.0", "1.0.0"]);
  expect(readdirSync(join(folder, "opt"))).toEqual(["fantail"]);
});

test("an archive that says another version than the list is refused", async () => {
  publish("1.1.0");
  const text = readFileSync(join(share, "updates.json"), "utf8").replace('"version":"1.1.0"', '"version":"1.3.0"');
  writeFileSync(join(share, "updates.json"), text);
  writeFileSync(join(share, "updates.json.sig"), sign(null, Buffer.from(text), privateKey).toString("base64"));
  await updates().stage(control);
  expect((await refusal(updates().apply())).message).toContain("Version 1.3.0 does not start");
  expect(installed()).toBe("1.0.0");
});

test("an installation of the system's is not changed: the package that was checked is handed over", async () => {
  publish("1.1.0");
  const managed = updates({ installation: { kind: "tar", swappable: null } });
  const { path, isApplicable } = await managed.stage(control);
  expect(isApplicable).toBe(false);
  const error = await refusal(managed.apply());
  expect(error).toMatchObject({ code: "not-allowed", message: expect.stringContaining(path) });
  expect(error.hint).toContain(path);
  expect(await refusal(updates({ installation: { kind: "deb", swappable: null } }).check())).toMatchObject({
    message: "Version 1.1.0 has no package of the kind deb for linux on x64.",
  });
  expect(await refusal(updates({ installation: null }).check())).toMatchObject({ code: "not-allowed" });
});

test("a fetch that is cancelled leaves nothing behind", async () => {
  publish("1.1.0");
  const abort = new AbortController();
  const work = updates().stage({ signal: abort.signal, onProgress: () => abort.abort() });
  await expect(work).rejects.toMatchObject({ code: "cancelled" });
  expect(readdirSync(kept)).toEqual([]);
});

test("how it was installed follows from where it is", () => {
  const at = (platform: NodeJS.Platform, executable: string, ...there: string[]) =>
    installationOf({ platform, executable, exists: (path) => there.some((name) => path.endsWith(name)) });
  expect(installationOf({ platform: "linux", executable: join(root, "fantail") })).toEqual({
    kind: "tar",
    swappable: root,
  });
  expect(at("linux", "/usr/lib/fantail/fantail", "app.asar", "fantail.list")?.kind).toBe("deb");
  expect(at("linux", "/usr/lib/fantail/fantail", "app.asar")).toEqual({ kind: "rpm", swappable: null });
  expect(at("linux", "/checkout/electron")).toBeNull();
});
