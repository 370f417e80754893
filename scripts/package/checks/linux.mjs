/** The deb and the rpm as an administrator and an ordinary user meet them: install, use, update, remove. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { filesBelow, hashFile } from "../../lib/files.mjs";
import { inRoot } from "../../lib/paths.mjs";
import { collect, mustRun } from "../../lib/processes.mjs";
import { startVirtualDisplay } from "../../lib/virtual-display.mjs";
import { productionFuses, readFuses } from "../fuses.mjs";

const home = "/usr/lib/fantail";
const account = "fantail-test";
const accountHome = `/home/${account}`;
const minute = 60_000;

/**
 * Runs a command as the ordinary user, in the user's own folder and with little more than its own environment.
 *
 * @param {string[]} args
 * @param {{ display?: string, timeoutMs?: number, env?: Record<string, string>, within?: string[] }} [options] `within` is a
 *   program of root's to start it by
 */
function asUser(args, { display, timeoutMs = 2 * minute, env = {}, within = [] } = {}) {
  const [command, ...words] = [...within, "/usr/sbin/runuser", "-u", account, "--", ...args];
  const own = { HOME: accountHome, USER: account, PATH: "/usr/local/bin:/usr/bin:/bin", LANG: "C.UTF-8", ...env };
  return collect(command, words, {
    cwd: accountHome,
    env: { ...own, ...(display && { DISPLAY: display }) },
    timeoutMs,
  });
}

async function makeAccount() {
  await removeAccount();
  await mustRun("useradd", ["--create-home", "--shell", "/bin/sh", account]);
  for (const name of ["airline-passengers.csv", "france-load-hourly.csv"]) {
    fs.copyFileSync(inRoot("samples", name), path.join(accountHome, name));
    await mustRun("chown", [account, path.join(accountHome, name)]);
  }
}

/** With whatever a failed check left running: the account is the tests' own. */
async function removeAccount() {
  const { code, stdout } = await collect("id", ["--user", account]);
  if (code !== 0) return;
  const running = () => fs.readdirSync("/proc").filter((pid) => /^\d+$/.test(pid) && belongsTo(pid, Number(stdout)));
  for (const pid of running()) process.kill(Number(pid), "SIGKILL");
  await until("the account's last process", () => running().length === 0);
  await mustRun("userdel", ["--remove", account]);
}

function belongsTo(pid, uid) {
  try {
    return (
      fs.statSync(`/proc/${pid}`).uid === uid && !/^State:\tZ/m.test(fs.readFileSync(`/proc/${pid}/status`, "utf8"))
    );
  } catch {
    return false;
  }
}

/** Processes of the application, as the system sees them. */
function processesOf(executable) {
  return fs.readdirSync("/proc").flatMap((pid) => {
    if (!/^\d+$/.test(pid)) return [];
    try {
      if (fs.readlinkSync(`/proc/${pid}/exe`).replace(/ \(deleted\)$/, "") !== executable) return [];
      const words = fs.readFileSync(`/proc/${pid}/cmdline`, "utf8").split(/[\0 ]/); // Chromium writes its children's anew, in one piece.
      const status = fs.readFileSync(`/proc/${pid}/status`, "utf8");
      return [{ pid: Number(pid), words, status }];
    } catch {
      return []; // Gone meanwhile, or not ours to look at.
    }
  });
}

async function until(what, look, limitMs = minute) {
  const end = Date.now() + limitMs;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > end) throw new Error(`${what}: not within ${limitMs / 1000} s`);
    await delay(100);
  }
}

/** The window of the installed application, started as the user, with the page to look at. */
async function openWindow(display, files) {
  const { chromium } = await import("@playwright/test");
  const child = spawn(
    "/usr/sbin/runuser",
    ["-u", account, "--", "/usr/bin/fantail", "--remote-debugging-port=0", ...files],
    {
      cwd: accountHome,
      env: { HOME: accountHome, USER: account, PATH: "/usr/bin:/bin", LANG: "C.UTF-8", DISPLAY: display },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  const exited = new Promise((resolve) => child.on("exit", (code) => resolve(code)));
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (said += chunk));
  const url = await until("the window's debugging port", () => {
    if (child.exitCode !== null) throw new Error(`the window ended with ${child.exitCode}:\n${said}`);
    return /DevTools listening on (ws:\S+)/.exec(said)?.[1];
  });
  // A page that is attached to while it is being made may never answer; the next try finds it made.
  const attach = () => chromium.connectOverCDP(url, { timeout: 15_000 }).catch(() => null);
  const browser = await until("the window's page", attach, 3 * minute);
  const page = await until("the page", () => browser.contexts()[0]?.pages()[0]);
  return {
    page,
    close: async () => {
      const [main] = processesOf(`${home}/fantail`).filter(({ words }) =>
        words.every((word) => !word.startsWith("--type=")),
      );
      process.kill(main.pid, "SIGTERM");
      await browser.close().catch(() => undefined);
      return exited;
    },
  };
}

const chartOf = (page) => page.getByRole("figure", { name: "Fan chart" });
const waitForChart = (page) => chartOf(page).waitFor({ state: "visible", timeout: 2 * minute });

/**
 * @param {import("./checker.mjs").Checker} checker
 * @param {{ older: string, current: string, again: string, version: string }} packages files, as they were built
 */
export async function checkDeb({ check }, { older, current, again, version }) {
  await checkPapers(check, { current, again });
  await checkInstalled(check, { older, current, version });
}

async function checkPapers(check, { current, again }) {
  await check("two builds of one commit are the same deb", async () => {
    assert.equal(await hashFile(again, "sha256", "hex"), await hashFile(current, "sha256", "hex"));
  });
  await check("lintian finds nothing that the overrides give no reason for", async () => {
    const { code, output } = await collect("lintian", ["--fail-on", "error,warning", current], {
      timeoutMs: 10 * minute,
    });
    assert.equal(code, 0, output);
  });
}

export async function checkInstalled(check, { older, current, version }) {
  const display = await startVirtualDisplay();
  try {
    await makeAccount();
    await check("the older version installs", () => mustRun("dpkg", ["--install", older], { timeoutMs: 5 * minute }));
    await checkCommands(check);
    await check("production fuses are in the executable", () => {
      assert.deepEqual(readFuses(`${home}/fantail`), [productionFuses]);
    });
    await check("the parts list has what is bundled, what is beside it, Electron's inside and the models", () => {
      const { components } = JSON.parse(fs.readFileSync(`${home}/resources/sbom.cdx.json`, "utf8"));
      const names = components.map(({ name }) => name);
      const bundled = ["react", "react-aria-components", "zod", "d3-scale", "@fontsource-variable/inter"];
      const models = fs.readdirSync(inRoot("models"));
      for (const name of [...bundled, "onnxruntime-node", "electron", "chromium", "node", ...models]) {
        assert.ok(names.includes(name), name);
      }
      for (const name of ["vitest", "typescript", "oxlint", "@electron/asar"]) assert.ok(!names.includes(name), name);
      assert.deepEqual(
        components.filter(({ licenses, version }) => licenses.length === 0 || !version),
        [],
      );
      const licences = fs.readFileSync(`${home}/resources/THIRD-PARTY-LICENCES.txt`, "utf8");
      for (const { name, version } of components) assert.ok(licences.includes(`\n${name} ${version}\n`), name);
    });
    await check("the executable is no Node, whatever the environment asks", async () => {
      const env = { ELECTRON_RUN_AS_NODE: "1", NODE_OPTIONS: "--require=/nowhere.js" };
      const { code, stdout } = await asUser(["/usr/bin/fantail", "--version"], { env });
      assert.deepEqual([code, stdout.trim()], [0, "0.0.1"]);
    });
    await check("desktop entry, file type and icons are where the desktop looks", async () => {
      await mustRun("desktop-file-validate", ["/usr/share/applications/fantail.desktop"]);
      assert.match(fs.readFileSync("/usr/share/mime/globs2", "utf8"), /application\/x-fantail-project:\*\.fantail/);
      assert.match(
        fs.readFileSync("/usr/share/applications/mimeinfo.cache", "utf8"),
        /application\/x-fantail-project=.*fantail\.desktop/,
      );
      assert.ok(fs.existsSync("/usr/share/icons/hicolor/48x48/apps/fantail.png"));
    });
    let window;
    await check("a file opens as a forecast in the user's window", async () => {
      window = await openWindow(display.display, ["airline-passengers.csv"]);
      await waitForChart(window.page);
    });
    await check("every process of it is in Chromium's sandbox", () => {
      const all = processesOf(`${home}/fantail`);
      const renderers = all.filter(({ words }) => words.includes("--type=renderer"));
      assert.ok(renderers.length > 0);
      assert.deepEqual(
        all.filter(({ words }) => words.includes("--no-sandbox")),
        [],
      );
      // 2: a filter of system calls is in force.
      for (const { status } of renderers) assert.match(status, /^Seccomp:\t2$/m);
    });
    await check("an update goes in while the window is open, which goes on, and says so", async () => {
      await mustRun("dpkg", ["--install", current], { timeoutMs: 5 * minute });
      const second = await asUser(["/usr/bin/fantail", "france-load-hourly.csv"], { display: display.display });
      assert.equal(second.code, 0, second.output);
      await window.page
        .getByText("france-load-hourly")
        .first()
        .waitFor({ timeout: 2 * minute });
      await waitForChart(window.page);
      await window.page.getByText("Fantail was updated.").first().waitFor({ timeout: minute });
      assert.equal(await window.close(), 0);
    });
    await check("after the update it is the new version, with what the user had", async () => {
      const { stdout } = await asUser(["/usr/bin/fantail", "--version"]);
      assert.equal(stdout.trim(), version);
      const reopened = await openWindow(display.display, []);
      await waitForChart(reopened.page);
      await reopened.page.getByText("airline-passengers").first().waitFor({ timeout: minute });
      assert.equal(await reopened.close(), 0);
    });
    await check("no process is left, and installed files are as they were packaged", async () => {
      await until("the last process", () => processesOf(`${home}/fantail`).length === 0, 10_000);
      const { stdout } = await mustRun("dpkg", ["--verify", "fantail"]);
      assert.equal(stdout, "");
    });
    await check("a purge takes all of it, and leaves what users made", async () => {
      await mustRun("dpkg", ["--purge", "fantail"], { timeoutMs: 5 * minute });
      for (const place of [
        home,
        "/usr/bin/fantail",
        "/etc/apparmor.d/fantail",
        "/etc/fantail",
        "/usr/share/doc/fantail",
      ]) {
        assert.ok(!fs.existsSync(place), place);
      }
      assert.doesNotMatch(fs.readFileSync("/usr/share/mime/globs2", "utf8"), /fantail/);
      assert.ok(filesBelow(`${accountHome}/.config/Fantail/database`).includes("fantail.sqlite"));
    });
  } finally {
    display.stop();
    await collect("dpkg", ["--purge", "fantail"]);
    await removeAccount();
  }
}

async function checkCommands(check) {
  await check("fantail forecast works without a display, with bundled models", async () => {
    const { code, stdout, stderr } = await asUser([
      "fantail",
      "forecast",
      "airline-passengers.csv",
      "--horizon",
      "12",
      "--json",
    ]);
    assert.equal(code, 0, stderr);
    const { manifest, forecasts } = JSON.parse(stdout);
    assert.equal(manifest.model.id, "fantail-base");
    assert.equal(forecasts[0].median.length, 12);
    assert.ok(forecasts[0].median.every((value) => value > 300 && value < 800));
  });
  await check("files in every format come out of it", async () => {
    const names = ["csv", "png", "svg", "html", "xlsx", "parquet", "json"].map((ending) => `f.${ending}`);
    const outs = names.flatMap((name) => ["--out", name]);
    const { code, stderr } = await asUser([
      "fantail",
      "forecast",
      "airline-passengers.csv",
      "--model",
      "auto",
      ...outs,
    ]);
    assert.equal(code, 0, stderr);
    assert.deepEqual(
      names.filter((name) => fs.statSync(path.join(accountHome, name)).size < 500),
      [],
    );
  });
  await check("exit codes are those of the contract", async () => {
    const codes = [];
    for (const words of [["nothing-known"], ["forecast", "missing.csv"], ["--version"]]) {
      codes.push((await asUser(["fantail", ...words])).code);
    }
    assert.deepEqual(codes, [2, 66, 0]);
  });
  await check("doctor finds all models, and no fault", async () => {
    const { code, stdout } = await asUser(["fantail", "doctor", "--json"]);
    assert.equal(code, 0);
    for (const id of fs.readdirSync(inRoot("models"))) assert.ok(stdout.includes(`"${id}"`), id);
    const verified = await asUser(["fantail", "models", "verify"]);
    assert.equal(verified.code, 0, verified.output);
  });
  await check(
    "a policy of root's is obeyed, one that users can write stops the start, and says what to do",
    async () => {
      const folder = "/etc/fantail/policies/managed";
      const { uid, gid, mode } = fs.statSync(folder);
      assert.deepEqual([uid, gid, mode & 0o7777, fs.readdirSync(folder)], [0, 0, 0o755, []]);
      const file = path.join(folder, "10-test.json");
      fs.writeFileSync(file, '{ "exportFormats": ["csv"] }', { mode: 0o644 });
      try {
        const forbidden = await asUser(["fantail", "forecast", "airline-passengers.csv", "--out", "forbidden.json"]);
        assert.equal(forbidden.code, 77, forbidden.output);
        assert.ok(forbidden.stderr.includes(`exportFormats in ${file}, line 1`), forbidden.stderr);
        fs.chmodSync(file, 0o666);
        const { code, stderr } = await asUser(["fantail", "doctor"]);
        assert.equal(code, 78);
        assert.ok(stderr.includes(`chmod go-w ${file}`), stderr);
      } finally {
        fs.rmSync(file);
      }
    },
  );
  await check("as root it says why not, and never drops the sandbox by itself", async () => {
    const { code, stderr } = await collect("/usr/bin/fantail", ["--version"]);
    assert.equal(code, 77);
    assert.match(stderr, /ordinary account/);
  });
  await check("not one connection is tried, nor a name looked up", async () => {
    const log = path.join(accountHome, "trace");
    const words = ["fantail", "forecast", "airline-passengers.csv", "--horizon", "6"];
    const trace = ["strace", "--follow-forks", "--quiet=all", "--output", log, "--trace=connect,sendto,sendmsg"];
    const { code, output } = await asUser([...trace, ...words], { timeoutMs: 5 * minute });
    assert.equal(code, 0, output);
    const lines = fs.readFileSync(log, "utf8").split("\n");
    // It was watched: the processes talk to each other by sockets of their own.
    assert.ok(lines.some((line) => line.includes("sendmsg(")));
    assert.deepEqual(
      lines.filter((line) => /AF_INET6?\b/.test(line)),
      [],
    );
    // ONNX Runtime's reports begin with an identifier here, seconds before the first is sent: no trace would be luck.
    assert.ok(!fs.existsSync(path.join(accountHome, ".cache", "Microsoft")));
  });
  await check("a forecast needs no network interface, not even the machine's own", async () => {
    const words = ["fantail", "forecast", "airline-passengers.csv", "--model", "auto", "--out", "alone.html"];
    const { code, output } = await asUser(words, { within: ["/usr/bin/unshare", "--net", "--"] });
    assert.equal(code, 0, output);
  });
  await check("models are the ones that were packaged", async () => {
    await mustRun("sha256sum", ["--check", "--quiet", "--strict", "SHA256SUMS"], { cwd: `${home}/resources/models` });
  });
}

/** @param {import("./checker.mjs").Checker} checker @param {{ rpm: string, version: string, work: string }} options */
export async function checkRpm({ check }, { rpm, version, work }) {
  await check("the rpm says what it is and asks for what Electron loads", async () => {
    const { stdout } = await mustRun("rpm", ["-qp", "--qf", "%{NAME} %{VERSION} %{ARCH} %{LICENSE}\n", rpm]);
    assert.equal(stdout.trim(), `fantail ${version} x86_64 Apache-2.0`);
    const { stdout: requires } = await mustRun("rpm", ["-qp", "--requires", rpm]);
    for (const name of ["gtk3", "nss", "mesa-libgbm", "alsa-lib"]) assert.match(requires, new RegExp(`^${name}$`, "m"));
    const { stdout: scripts } = await mustRun("rpm", ["-qp", "--scripts", rpm]);
    assert.match(scripts, /apparmor_parser --replace/);
  });
  await check("its files belong to root, with one privileged helper", async () => {
    const { stdout } = await mustRun("rpm", ["-qplv", rpm]);
    const lines = stdout.trim().split("\n");
    assert.deepEqual(
      lines.filter((line) => !/ root +root /.test(line)),
      [],
    );
    const privileged = lines.filter((line) => /^-..s/.test(line));
    assert.equal(privileged.length, 1);
    assert.match(privileged[0], /\/usr\/lib\/fantail\/chrome-sandbox$/);
  });
  const folder = path.join(work, "rpm-payload");
  await check("its payload runs as it is", async () => {
    fs.rmSync(folder, { recursive: true, force: true });
    fs.mkdirSync(folder, { recursive: true });
    await mustRun("sh", ["-c", 'rpm2cpio "$1" | cpio --quiet -idm', "sh", rpm], { cwd: folder });
    await makeAccount();
    try {
      const place = path.join(accountHome, "payload");
      fs.renameSync(folder, place);
      const { code, output } = await asUser([`${place}/usr/bin/fantail`, "forecast", "airline-passengers.csv"]);
      assert.equal(code, 0, output);
    } finally {
      await removeAccount();
    }
  });
}
