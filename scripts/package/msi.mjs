/** The MSI package, by wixl of Debian's msitools: per machine, 64-bit, one product code per version. */
import fs from "node:fs";
import path from "node:path";
import { SetupError } from "../lib/log.mjs";
import { mustRun } from "../lib/processes.mjs";
import { filesBelow } from "../lib/files.mjs";
import { byBytes } from "./app-files.mjs";
import { dateAll, uuid5, windowsVersion } from "./product.mjs";
import { registryValues } from "./windows-files.mjs";

const xml = (text) =>
  text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** The identifiers that Windows Installer compares. Each version is a product of its own, which replaces the one before. */
export function codesOf(product) {
  const upper = (name) => uuid5(product.codeNamespace, name).toUpperCase();
  return {
    upgrade: product.upgradeCode,
    product: upper(`product ${windowsVersion(product.version)}`),
    package: upper(`package ${product.version}`),
    component: (name) => upper(`component ${name}`),
  };
}

/** An identifier of the installer's tables for a path: always the same, never two alike. */
function idOf(product, prefix, name) {
  return `${prefix}${uuid5(product.codeNamespace, `id ${name}`).replaceAll("-", "")}`;
}

/**
 * The installer's source for a tree of files.
 *
 * @param {{ product: any, tree: string, icon: string, folder: string }} options `folder` is where it will lie: wixl finds files from there
 */
export function wixSource({ product, tree, icon, folder }) {
  const codes = codesOf(product);
  const components = [];
  const component = (name, content) => {
    const id = idOf(product, "c", name);
    components.push(id);
    return `<Component Id="${id}" Guid="{${codes.component(name)}}" Win64="yes">${content}</Component>`;
  };
  const files = filesBelow(tree)
    .map((name) => name.split(path.sep).join("/"))
    .sort(byBytes);
  /** @type {Map<string, string[]>} */
  const byFolder = new Map([[".", []]]);
  for (const name of files) {
    for (let folder = path.posix.dirname(name); !byFolder.has(folder); folder = path.posix.dirname(folder)) {
      byFolder.set(folder, []);
    }
    byFolder.get(path.posix.dirname(name))?.push(name);
  }
  const fileElement = (name) =>
    component(
      name,
      `<File Id="${idOf(product, "f", name)}" Name="${xml(path.posix.basename(name))}" Source="${xml(path.relative(folder, path.join(tree, name)))}" KeyPath="yes"/>`,
    );
  const folderContent = (folder) => {
    const inside = (byFolder.get(folder) ?? []).map(fileElement);
    const below = [...byFolder.keys()]
      .filter((other) => other !== "." && path.posix.dirname(other) === folder)
      .sort(byBytes)
      .map((other) => {
        const id = other === "bin" ? "BINDIR" : idOf(product, "d", other);
        return `<Directory Id="${id}" Name="${xml(path.posix.basename(other))}">${folderContent(other)}</Directory>`;
      });
    return [...inside, ...below].join("\n");
  };
  const registry = registryValues(product, "[INSTALLDIR]").map(({ key, name, value }) => {
    const named = name === null ? "" : ` Name="${xml(name)}"`;
    // A folder's property ends in a backslash.
    const text = xml(value.replaceAll("[INSTALLDIR]\\", "[INSTALLDIR]"));
    return component(
      `registry ${key} ${name}`,
      `<RegistryValue Root="HKLM" Key="${xml(key)}"${named} Type="string" Value="${text}" KeyPath="yes"/>`,
    );
  });
  const shortcut = component(
    "shortcut",
    `<Shortcut Id="StartMenu" Name="${xml(product.name)}" Target="[INSTALLDIR]${xml(product.name)}.exe" WorkingDirectory="INSTALLDIR" Icon="app.ico"/>` +
      `<RegistryValue Root="HKLM" Key="Software\\${xml(product.name)}\\Setup" Name="Shortcut" Type="integer" Value="1" KeyPath="yes"/>`,
  );
  const tree_ = folderContent(".");
  return `<?xml version="1.0" encoding="utf-8"?>
<Wix xmlns="http://schemas.microsoft.com/wix/2006/wi">
  <Product Id="{${codes.product}}" Name="${xml(product.name)}" Version="${windowsVersion(product.version)}" Language="1033" Manufacturer="${xml(product.publisher)}" UpgradeCode="{${codes.upgrade}}">
    <Package Id="{${codes.package}}" InstallerVersion="500" Compressed="yes" InstallScope="perMachine" Description="${xml(`${product.name} ${product.version}`)}" Manufacturer="${xml(product.publisher)}"/>
    <MajorUpgrade DowngradeErrorMessage="A newer version of ${xml(product.name)} is already installed."/>
    <Media Id="1" Cabinet="app.cab" EmbedCab="yes"/>
    <Property Id="ARPPRODUCTICON" Value="app.ico"/>
    <Property Id="ARPNOMODIFY" Value="1"/>
    <Icon Id="app.ico" SourceFile="${xml(path.relative(folder, icon))}"/>
    <Directory Id="TARGETDIR" Name="SourceDir">
      <Directory Id="ProgramFiles64Folder">
        <Directory Id="INSTALLDIR" Name="${xml(product.name)}">
${tree_}
${registry.join("\n")}
        </Directory>
      </Directory>
      <Directory Id="ProgramMenuFolder">
${shortcut}
      </Directory>
    </Directory>
    <Feature Id="Application" Title="${xml(product.name)}" Level="1">
${components.map((id) => `<ComponentRef Id="${id}"/>`).join("\n")}
    </Feature>
  </Product>
</Wix>
`;
}

/** wixl has no word for PATH, Windows Installer has a table: the machine's PATH gets `bin`, and loses it again. */
async function addToPath(file, component) {
  const table =
    "CREATE TABLE `Environment` (`Environment` CHAR(72) NOT NULL, `Name` CHAR(255) NOT NULL LOCALIZABLE, `Value` CHAR(255) LOCALIZABLE, `Component_` CHAR(72) NOT NULL PRIMARY KEY `Environment`)";
  const row = `INSERT INTO \`Environment\` (\`Environment\`, \`Name\`, \`Value\`, \`Component_\`) VALUES ('Path', '=-*PATH', '[~];[BINDIR]', '${component}')`;
  const action = (name, sequence) =>
    `INSERT INTO \`InstallExecuteSequence\` (\`Action\`, \`Sequence\`) VALUES ('${name}', ${sequence})`;
  for (const query of [table, row, action("RemoveEnvironmentStrings", 3300), action("WriteEnvironmentStrings", 5200)]) {
    await mustRun("msibuild", [file, "-q", query]);
  }
}

const utc = { ...process.env, TZ: "UTC" };

/** `2026/11/30 18:15:00`, as the installer's text form has it. */
export function idtDate(seconds) {
  return new Date(seconds * 1000).toISOString().slice(0, 19).replaceAll("-", "/").replace("T", " ");
}

/**
 * The summary (property 9 the package's code, 12 and 13 its dates), in the installer's text form, with what is ours instead of
 * the moment of the build.
 */
export function settledSummary(text, { code, seconds }) {
  const values = { 9: `{${code}}`, 12: idtDate(seconds), 13: idtDate(seconds) };
  const lines = text.split("\r\n").map((line) => {
    const [id] = line.split("\t", 1);
    return id in values ? `${id}\t${values[id]}` : line;
  });
  return lines.join("\r\n");
}

async function settleSummary(file, work, settled) {
  const { stdout } = await mustRun("msiinfo", ["export", file, "_SummaryInformation"], { env: utc });
  const table = path.join(work, "_SummaryInformation.idt");
  fs.writeFileSync(table, settledSummary(stdout, settled));
  await mustRun("msibuild", [file, "-i", table], { env: utc });
}

/**
 * @param {{ tree: string, product: any, arch: string, seconds: number, work: string, out: string }} context
 * @returns {Promise<string>} the package
 */
export async function makeMsi({ tree, product, arch, seconds, work, out }) {
  const source = path.join(work, "installer.wxs");
  const icon = path.join(work, "icons", "icon.ico");
  fs.writeFileSync(source, wixSource({ product, tree, icon, folder: work }));
  dateAll(path.dirname(icon), seconds);
  const file = path.join(out, `${product.command}-${product.version}-${arch}.msi`);
  fs.rmSync(file, { force: true });
  // It warns of what it leaves out; what is left out here would be missing there.
  const { output } = await mustRun("wixl", ["--arch", arch, "--output", file, path.basename(source)], {
    cwd: work,
    env: utc,
  });
  if (/warning|critical|unhandled/i.test(output)) throw new SetupError(`wixl left something out:\n${output}`);
  await addToPath(file, idOf(product, "c", `bin/${product.command}.exe`));
  await settleSummary(file, work, { code: codesOf(product).package, seconds });
  return file;
}
