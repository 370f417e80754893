/** setup.exe, by makensis: per machine or per user, for people who have no tool that installs MSI packages for them. */
import fs from "node:fs";
import path from "node:path";
import { filesBelow } from "../lib/files.mjs";
import { SetupError } from "../lib/log.mjs";
import { inRoot } from "../lib/paths.mjs";
import { mustRun } from "../lib/processes.mjs";
import { byBytes } from "./app-files.mjs";
import { fillTemplate, windowsVersion } from "./product.mjs";
import { weightOf } from "./sizes.mjs";
import { registryValues } from "./windows-files.mjs";

/** A text between quotes in the installer's language, where $ starts a variable. `$INSTDIR` is meant as one. */
export function nsisText(text) {
  const doubled = text.replaceAll("$", "$$$$").replaceAll("$$INSTDIR", "$INSTDIR");
  return `'${doubled.replaceAll("'", "$\\'")}'`;
}

/** Folders that hold files, from the outside in. @param {readonly string[]} files with slashes */
function foldersOf(files) {
  const folders = new Set();
  for (const name of files) {
    for (let folder = path.posix.dirname(name); folder !== "."; folder = path.posix.dirname(folder))
      folders.add(folder);
  }
  return [...folders].sort(byBytes);
}

const backslashed = (name) => name.replaceAll("/", "\\");

/**
 * What is installed is named file by file, and so is what is removed: a folder that the user chose is never emptied.
 *
 * @param {{ product: any, tree: string }} options
 */
export function nsisSections({ product, tree }) {
  const files = filesBelow(tree)
    .map((name) => name.split(path.sep).join("/"))
    .sort(byBytes);
  const byFolder = Map.groupBy(files, (name) => path.posix.dirname(name));
  const install = [...byFolder.keys()]
    .sort(byBytes)
    .flatMap((folder) => [
      `  SetOutPath ${nsisText(folder === "." ? "$INSTDIR" : `$INSTDIR\\${backslashed(folder)}`)}`,
      ...(byFolder.get(folder) ?? []).map((name) => `  File ${nsisText(path.join(tree, name))}`),
    ]);
  const remove = [
    ...files.map((name) => `  Delete ${nsisText(`$INSTDIR\\${backslashed(name)}`)}`),
    ...foldersOf(files)
      .reverse()
      .map((folder) => `  RMDir ${nsisText(`$INSTDIR\\${backslashed(folder)}`)}`),
  ];
  const values = registryValues(product, "$INSTDIR");
  const register = values.map(
    ({ key, name, value }) => `  WriteRegStr SHCTX ${nsisText(key)} ${nsisText(name ?? "")} ${nsisText(value)}`,
  );
  const ours = values.filter(({ isOurs }) => isOurs).map(({ key }) => key);
  const tops = ours.filter((key) => !ours.some((other) => key.startsWith(`${other}\\`)));
  const unregister = [
    ...[...new Set(tops)].map((key) => `  DeleteRegKey SHCTX ${nsisText(key)}`),
    ...values
      .filter(({ isOurs }) => !isOurs)
      .map(({ key, name }) => `  DeleteRegValue SHCTX ${nsisText(key)} ${nsisText(name ?? "")}`),
  ];
  return { install, remove, register, unregister };
}

/**
 * @param {{ tree: string, product: any, arch: string, seconds: number, work: string, out: string, quick: boolean }} context
 * @returns {Promise<string>} the installer
 */
export async function makeNsis({ tree, product, arch, seconds, work, out, quick }) {
  const { install, remove, register, unregister } = nsisSections({ product, tree });
  const script = path.join(work, "installer.nsi");
  const file = path.join(out, `${product.command}-${product.version}-${arch}-setup.exe`);
  const text = fillTemplate("windows/installer.nsi", {
    COMPRESSOR: quick ? "zlib" : "/SOLID lzma",
    NAME: product.name,
    COMMAND: product.command,
    PUBLISHER: product.publisher,
    COPYRIGHT: product.copyright,
    VERSION: product.version,
    NUMBERS: windowsVersion(product.version),
    OUT: file,
    ICON: path.join(work, "icons", "icon.ico"),
    LICENCE: inRoot("LICENSE"),
    KIBIBYTES: Math.ceil(weightOf(tree) / 1024),
    REMOVE_OLD: `  \${If} \${FileExists} "$INSTDIR\\uninstall.exe"\n    ExecWait '"$INSTDIR\\uninstall.exe" /$MultiUser.InstallMode /S _?=$INSTDIR'\n  \${EndIf}`,
    INSTALL: install.join("\n"),
    REMOVE: remove.join("\n"),
    REGISTER: register.join("\n"),
    UNREGISTER: unregister.join("\n"),
  });
  fs.writeFileSync(script, text);
  const { output } = await mustRun("makensis", ["-V2", "-WX", "-INPUTCHARSET", "UTF8", script], {
    env: { ...process.env, SOURCE_DATE_EPOCH: String(seconds) },
  });
  if (!fs.existsSync(file)) throw new SetupError(`makensis made no ${file}:\n${output}`);
  return file;
}
