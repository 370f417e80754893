/**
 * `npm run test:package`: builds packages, then installs, runs, updates and removes what this system can, and reads back what it
 * can't. `npm run test:package -- PART` does one part: linux, windows, mac. The last line is always `N passed, N failed`.
 */
import "./lib/require-node.mjs";
import fs from "node:fs";
import path from "node:path";
import { say, seconds, SetupError } from "./lib/log.mjs";
import { inRoot, scratch } from "./lib/paths.mjs";
import { mustRun } from "./lib/processes.mjs";
import { setUp } from "./lib/setup.mjs";
import { oneCheck, sum, verdict } from "./lib/test-counts.mjs";
import { Checker } from "./package/checks/checker.mjs";
import { checkDeb, checkRpm } from "./package/checks/linux.mjs";
import { checkMac } from "./package/checks/mac.mjs";
import { macStandIn } from "./package/checks/mac-stand-in.mjs";
import { ensureNeeds } from "./package/checks/needs.mjs";
import { checkWindows } from "./package/checks/windows.mjs";
import { testCertificate, windowsStandIn } from "./package/checks/windows-stand-in.mjs";
import { ensureTools } from "./package/tools.mjs";
import { executablesIn } from "./package/windows-signing.mjs";

const work = path.join(scratch, "test-package");

/** `npm run package` with these words, into a folder of its own below the scratch folder. */
async function build(name, words, env = {}) {
  const out = path.join(work, name);
  fs.rmSync(out, { recursive: true, force: true });
  const started = performance.now();
  say(`fantail: building ${name} …`);
  await mustRun(
    process.execPath,
    [inRoot("scripts", "package.mjs"), ...["--unofficial-electron-for-tests", "--quick", "--out", out, ...words]],
    { env: { ...process.env, ...env } },
  );
  say(`fantail: building ${name}: done in ${seconds(started)}`);
  return (ending) => {
    const [file] = fs.readdirSync(out).filter((entry) => entry.endsWith(ending));
    if (file === undefined) throw new SetupError(`no ${ending} in ${out}`);
    return path.join(out, file);
  };
}

const { version } = JSON.parse(fs.readFileSync(inRoot("package.json"), "utf8"));

const parts = {
  linux: async (checker) => {
    if (process.platform !== "linux" || process.getuid?.() !== 0) {
      throw new SetupError(
        "installing packages takes root on Debian or Ubuntu: run it in a container or a virtual machine",
      );
    }
    const older = await build("linux-older", ["--linux", "deb", "--version", "0.0.1"]);
    const current = await build("linux", ["--linux", "deb,rpm"]);
    const again = await build("linux-again", ["--linux", "deb"]);
    await checkDeb(checker, { older: older(".deb"), current: current(".deb"), again: again(".deb"), version });
    await checkRpm(checker, { rpm: current(".rpm"), version, work });
  },
  windows: async (checker) => {
    const zips = ["--electron-zips", await windowsStandIn(work)];
    const files = await build("windows", ["--win", "zip,msi,nsis", ...zips]);
    const again = await build("windows-again", ["--win", "msi", ...zips]);
    const signed = await build("windows-signed", ["--win", "dir,msi,nsis", ...zips], await testCertificate(work));
    await checkWindows(checker, {
      signed: [signed(".msi"), signed("-setup.exe"), ...executablesIn(signed("-x64"))],
      ...{ zip: files(".zip"), msi: files(".msi"), setup: files("-setup.exe") },
      ...{ again: again(".msi"), work },
    });
  },
  mac: async (checker) => {
    const files = await build("mac", ["--mac", "zip", "--electron-zips", macStandIn(work)]);
    await checkMac(checker, { zip: files(".zip"), work });
  },
};

const started = performance.now();
let counts;
const checker = new Checker();
try {
  const wanted = process.argv.slice(2);
  const unknown = wanted.filter((part) => !(part in parts));
  if (unknown.length > 0)
    throw new SetupError(`the parts are ${Object.keys(parts).join(", ")}; not ${unknown.join(", ")}`);
  const selected = wanted.length > 0 ? wanted : Object.keys(parts);
  await ensureNeeds(selected);
  await setUp();
  await ensureTools();
  for (const part of selected) {
    process.stdout.write(`\n== ${part}\n`);
    await parts[part](checker);
  }
  counts = checker.counts;
} catch (error) {
  say(`fantail: ${error instanceof SetupError ? error.message : error?.stack}`);
  counts = sum([checker.counts, oneCheck(false)]);
}
process.stdout.write(`\nall in ${seconds(started)}\n${verdict(counts)}\n`);
process.exitCode = counts.failed > 0 || counts.passed === 0 ? 1 : 0;
