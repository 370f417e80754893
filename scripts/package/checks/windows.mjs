/** MSI, setup.exe and zip, read back; and what of them runs under wine: the console command, PATH, and the installation. */
import assert from "node:assert/strict";
import crypto from "node:crypto";
import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { filesBelow, hashFile } from "../../lib/files.mjs";
import { collect, mustRun } from "../../lib/processes.mjs";
import { productionFuses, readFuses } from "../fuses.mjs";
import { codesOf } from "../msi.mjs";
import { describeProduct, windowsVersion } from "../product.mjs";
import { registryValues } from "../windows-files.mjs";

/** Every file below a folder and its content, as one comparable object. */
function contentsOf(folder) {
  const hash = (name) =>
    crypto
      .createHash("sha256")
      .update(fs.readFileSync(path.join(folder, name)))
      .digest("hex");
  return Object.fromEntries(filesBelow(folder).map((name) => [name, hash(name)]));
}

function emptied(folder) {
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  return folder;
}

/** A table of the installer as rows of texts; the three lines of its head are left out. */
async function tableOf(msi, name) {
  const { stdout } = await mustRun("msiinfo", ["export", msi, name]);
  return stdout
    .split(/\r?\n/)
    .slice(3)
    .filter((line) => line !== "")
    .map((line) => line.split("\t"));
}

function wine(prefix, args, { input = "" } = {}) {
  return new Promise((resolve) => {
    const env = { ...process.env, WINEPREFIX: prefix, WINEDEBUG: "-all", WINEDLLOVERRIDES: "mscoree,mshtml=" };
    const child = spawn("wine", args, { env, stdio: ["pipe", "pipe", "pipe"], timeout: 300_000 });
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (chunk) => (stdout += chunk));
    child.stderr.on("data", (chunk) => (stderr += chunk));
    child.on("close", (code) =>
      resolve({ code, stdout: stdout.replaceAll("\r", ""), stderr: stderr.replaceAll("\r", "") }),
    );
    child.stdin.end(input);
  });
}

/** Values below a registry key, as `reg query` prints them. */
async function registryText(prefix, key) {
  return (await wine(prefix, ["reg", "query", key, "/s"])).stdout;
}

/**
 * @param {import("./checker.mjs").Checker} checker
 * @param {{ zip: string, msi: string, again: string, setup: string, signed: string[], work: string }} files `again` is the MSI of a
 *   second build, `signed` are all of a build with a certificate
 */
export async function checkWindows({ check }, { zip, msi, again, setup, signed, work }) {
  const product = describeProduct();
  const unpacked = emptied(path.join(work, "windows-zip"));
  await mustRun("7z", ["x", "-y", `-o${unpacked}`, zip]);
  const tree = path.join(unpacked, fs.readdirSync(unpacked)[0]);
  const payload = contentsOf(tree);

  await check("two builds of one commit are the same MSI", async () => {
    assert.equal(await hashFile(again, "sha256", "hex"), await hashFile(msi, "sha256", "hex"));
  });
  await check("the tree holds the application, its models and Windows' native parts, and no other system's", () => {
    const names = Object.keys(payload);
    for (const name of [
      "Fantail.exe",
      "bin/fantail.exe",
      "resources/app.asar",
      "resources/models/fantail-base/model.onnx",
      "resources/sbom.cdx.json",
      "resources/THIRD-PARTY-LICENCES.txt",
      "resources/app.asar.unpacked/node_modules/onnxruntime-node/bin/napi-v6/win32/x64/onnxruntime.dll",
    ]) {
      assert.ok(names.includes(name), name);
    }
    assert.deepEqual(
      // Examples of policies are for every system: who deploys them may sit at another.
      names.filter(
        (name) =>
          !name.startsWith("resources/policy/") && /linux|darwin|arm64|default_app|locales\/(?!en-US)/.test(name),
      ),
      [],
    );
  });
  await check("Fantail.exe has production fuses, its version, and the archive's checksum", () => {
    const executable = path.join(tree, "Fantail.exe");
    assert.deepEqual(readFuses(executable), [productionFuses]);
    const bytes = fs.readFileSync(executable);
    assert.ok(bytes.includes(Buffer.from(`ProductVersion\0`, "utf16le")));
    assert.ok(bytes.includes(Buffer.from("Fantail maintainers", "utf16le")));
    const archive = fs.readFileSync(path.join(tree, "resources/app.asar"));
    const header = archive.subarray(16, 16 + archive.readUInt32LE(12));
    const checksum = crypto.createHash("sha256").update(header).digest("hex");
    assert.ok(bytes.includes(JSON.stringify([{ file: "resources\\app.asar", alg: "SHA256", value: checksum }])));
  });
  await check("the MSI holds exactly these files", async () => {
    const folder = emptied(path.join(work, "windows-msi"));
    await mustRun("msiextract", ["-C", folder, msi]);
    const [top] = filesBelow(folder).filter((name) => path.basename(name) === "Fantail.exe");
    assert.deepEqual(contentsOf(path.join(folder, path.dirname(top))), payload);
  });
  await check("its codes and properties are those of this version", async () => {
    const properties = Object.fromEntries(await tableOf(msi, "Property"));
    const codes = codesOf(product);
    assert.deepEqual(
      Object.fromEntries(
        ["ProductCode", "UpgradeCode", "ProductVersion", "ProductName", "Manufacturer", "ALLUSERS"].map((name) => [
          name,
          properties[name],
        ]),
      ),
      {
        ProductCode: `{${codes.product}}`,
        UpgradeCode: `{${codes.upgrade}}`,
        ProductVersion: windowsVersion(product.version),
        ProductName: product.name,
        Manufacturer: product.publisher,
        ALLUSERS: "1",
      },
    );
    const upgrades = await tableOf(msi, "Upgrade");
    assert.ok(upgrades.length > 0 && upgrades.every(([code]) => code === `{${codes.upgrade}}`));
  });
  await check("its registry values are exactly those that are documented", async () => {
    const rows = (await tableOf(msi, "Registry")).map(
      ([, root, key, name, value]) => `${root} ${key} ${name ?? ""} ${value ?? ""}`,
    );
    const expected = registryValues(product, "[INSTALLDIR]").map(
      ({ key, name, value }) => `2 ${key} ${name ?? ""} ${value.replaceAll("[INSTALLDIR]\\", "[INSTALLDIR]")}`,
    );
    assert.deepEqual(rows.sort(), [...expected, "2 Software\\Fantail\\Setup Shortcut #1"].sort());
  });
  await check("it puts the console command into the machine's PATH, and takes it out", async () => {
    assert.deepEqual(
      (await tableOf(msi, "Environment")).map(([, name, value]) => [name, value]),
      [["=-*PATH", "[~];[BINDIR]"]],
    );
    const actions = (await tableOf(msi, "InstallExecuteSequence")).map(([name]) => name);
    for (const name of ["WriteEnvironmentStrings", "RemoveEnvironmentStrings", "RemoveExistingProducts"]) {
      assert.ok(actions.includes(name), name);
    }
  });
  await check("setup.exe holds exactly these files", async () => {
    const folder = emptied(path.join(work, "windows-setup"));
    await mustRun("7z", ["x", "-y", `-o${folder}`, setup]);
    const found = contentsOf(folder);
    const own = Object.keys(found).filter(
      (name) => name.startsWith("$PLUGINSDIR") || /^uninstall\.exe(\.nsis)?$/.test(name),
    );
    for (const name of own) delete found[name];
    assert.deepEqual(found, payload);
  });
  await check("with a certificate the packages and every program inside are signed by it", async () => {
    assert.deepEqual(
      signed
        .map((file) => path.basename(file))
        .filter((name) => !name.startsWith("fantail-0"))
        .sort(),
      ["Fantail.exe", "fantail-path.exe", "fantail.exe"],
    );
    for (const file of signed) {
      const { output } = await collect("osslsigncode", ["verify", "-in", file]);
      assert.match(output, /CN=Fantail test/, path.basename(file));
      assert.doesNotMatch(output, /MISMATCH/, path.basename(file));
    }
  });
  await checkUnderWine(check, { product, tree, msi, prefix: emptied(path.join(work, "wine")) });
}

async function checkUnderWine(check, { product, tree, msi, prefix }) {
  const command = path.join(tree, "bin", "fantail.exe");
  await check("wine starts", async () => {
    const { code, stderr } = await wine(prefix, ["wineboot", "--init"]);
    assert.equal(code, 0, stderr);
  });
  await check("the console command passes words, streams and the exit code", async () => {
    const words = ["forecast", "a b.csv", 'say "hi"', "exit=65", "echo"];
    const { code, stdout, stderr } = await wine(prefix, [command, ...words], { input: "from standard input\n" });
    assert.equal(stdout, ["--disable-gpu", "--log-level=3", ...words, "from standard input", ""].join("\n"));
    assert.match(stderr, /on standard error/);
    assert.equal(code, 65);
  });
  await check("with a file instead of a command it does not wait", async () => {
    const { code } = await wine(prefix, [command, "orders.csv", "exit=65"]);
    assert.equal(code, 0);
  });
  await check("PATH keeps what was in it, variables and all, and a folder comes and goes once", async () => {
    const key = "HKCU\\Environment";
    const long = Array.from({ length: 80 }, (_, index) => `C:\\a folder\\number ${index}`).join(";");
    const before = `%SystemRoot%\\tools;${long}`;
    const change = (what) =>
      wine(prefix, [path.join(tree, "bin", "fantail-path.exe"), what, "user", "C:\\Fantail\\bin\\"]);
    const path_ = async () => /Path\s+(REG_\w+)\s+(.*)/.exec(await registryText(prefix, key))?.slice(1);
    await wine(prefix, ["reg", "add", key, "/v", "Path", "/t", "REG_EXPAND_SZ", "/d", before, "/f"]);
    for (const what of ["add", "add"]) assert.equal((await change(what)).code, 0);
    assert.deepEqual(await path_(), ["REG_EXPAND_SZ", `${before};C:\\Fantail\\bin`]);
    for (const what of ["remove", "remove"]) assert.equal((await change(what)).code, 0);
    assert.deepEqual(await path_(), ["REG_EXPAND_SZ", before]);
  });
  await check("the MSI installs silently, for the machine, and registers its types of files", async () => {
    const { code, stderr } = await wine(prefix, ["msiexec", "/i", msi, "/qn"]);
    assert.equal(code, 0, stderr);
    const installed = path.join(prefix, "drive_c", "Program Files", product.name);
    assert.deepEqual(contentsOf(installed), contentsOf(tree));
    const types = await registryText(prefix, "HKLM\\Software\\Classes\\Fantail.Project");
    assert.match(types, /C:\\Program Files\\Fantail\\Fantail\.exe" "%1"/);
    const machine = await registryText(
      prefix,
      "HKLM\\SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Environment",
    );
    assert.match(machine, /C:\\Program Files\\Fantail\\bin/);
  });
  await check("it is removed by its product code, and nothing stays", async () => {
    const { code, stderr } = await wine(prefix, ["msiexec", "/x", `{${codesOf(product).product}}`, "/qn"]);
    assert.equal(code, 0, stderr);
    assert.deepEqual(filesBelow(path.join(prefix, "drive_c", "Program Files", product.name)), []);
    assert.doesNotMatch(await registryText(prefix, "HKLM\\Software\\Classes\\Fantail.Project"), /Fantail\.exe/);
  });
  await collect("wineserver", ["--kill"], { env: { ...process.env, WINEPREFIX: prefix } });
}
