/** What Windows has beside Electron's tree: console programs, and what of the registry belongs to the installation. */
import fs from "node:fs";
import path from "node:path";
import { SetupError } from "../lib/log.mjs";
import { mustRun } from "../lib/processes.mjs";
import { commandWords } from "./linux-files.mjs";
import { fillTemplate, inBuild, windowsVersion } from "./product.mjs";

/** A console program of a few kilobytes, the same bytes each time. */
const compiler = "x86_64-w64-mingw32-gcc";
const linkFlags = [
  "-municode",
  "-mconsole",
  "-Os",
  "-s",
  "-Wl,--no-insert-timestamp",
  "-static",
  "-Wall",
  "-Wextra",
  "-Werror",
];

async function compile(source, target, { work, product, title, defines, libraries = [] }) {
  const numbers = windowsVersion(product.version);
  const resource = path.join(work, `${path.basename(target)}.rc`);
  fs.mkdirSync(work, { recursive: true });
  fs.writeFileSync(
    resource,
    fillTemplate("windows/version.rc", {
      COMMAS: numbers.replaceAll(".", ","),
      PUBLISHER: product.publisher,
      TITLE: title,
      VERSION: product.version,
      COPYRIGHT: product.copyright,
      FILE: path.basename(target),
      NAME: product.name,
    }),
  );
  const object = `${resource}.o`;
  await mustRun("x86_64-w64-mingw32-windres", [resource, object]);
  await mustRun(compiler, [...linkFlags, ...defines, "-o", target, inBuild("windows", source), object, ...libraries]);
}

const wide = (text) => `L"${text}"`;

/** Writes `bin\fantail.exe` and `bin\fantail-path.exe` into the tree. */
export async function addConsolePrograms(tree, product, work) {
  const { words } = await commandWords();
  const strange = words.filter((word) => !/^[a-z-]+$/.test(word));
  if (strange.length > 0) throw new SetupError(`not a word of a command: ${strange.join(", ")}`);
  const bin = path.join(tree, "bin");
  fs.mkdirSync(bin, { recursive: true });
  await compile("command.c", path.join(bin, `${product.command}.exe`), {
    work,
    product,
    title: `${product.name} command line`,
    defines: [
      `-DCOMMANDS=${words.map(wide).join(",")}`,
      `-DFLAGS=${wide("--disable-gpu --log-level=3 ")}`,
      `-DEXECUTABLE=${wide(`${product.name}.exe`)}`,
    ],
  });
  await compile("path.c", path.join(bin, `${product.command}-path.exe`), {
    work,
    product,
    title: `Puts ${product.name}'s command into PATH`,
    defines: [],
    libraries: ["-lshell32", "-ladvapi32"],
  });
}

/**
 * The registry of an installation below `Software`, in `{folder}` the place where it is installed. Types of files that others
 * own get one more program to open them with; only projects are ours.
 *
 * @returns {{ key: string, name: string | null, value: string, isOurs: boolean }[]} `name` null is a key's default; `isOurs`
 *   says that the key goes with the installation
 */
export function registryValues({ name, projectType, tables }, folder) {
  const executable = `${folder}\\${name}.exe`;
  const classes = "Software\\Classes";
  const typeOf = (id, title) => [
    { key: `${classes}\\${id}`, name: null, value: title, isOurs: true },
    { key: `${classes}\\${id}\\DefaultIcon`, name: null, value: `${executable},0`, isOurs: true },
    { key: `${classes}\\${id}\\shell\\open\\command`, name: null, value: `"${executable}" "%1"`, isOurs: true },
  ];
  const [project, table] = [`${name}.Project`, `${name}.Table`];
  const capabilities = `Software\\${name}\\Capabilities`;
  return [
    ...typeOf(project, projectType.title),
    ...typeOf(table, `${name} table`),
    { key: `${classes}\\.${projectType.extension}`, name: null, value: project, isOurs: true },
    ...tables.map(({ extension }) => ({
      key: `${classes}\\.${extension}\\OpenWithProgids`,
      name: table,
      value: "",
      isOurs: false,
    })),
    { key: capabilities, name: "ApplicationName", value: name, isOurs: true },
    { key: capabilities, name: "ApplicationDescription", value: `${name} forecasts`, isOurs: true },
    { key: `${capabilities}\\FileAssociations`, name: `.${projectType.extension}`, value: project, isOurs: true },
    ...tables.map(({ extension }) => ({
      key: `${capabilities}\\FileAssociations`,
      name: `.${extension}`,
      value: table,
      isOurs: true,
    })),
    { key: "Software\\RegisteredApplications", name, value: capabilities, isOurs: false },
  ];
}
