/** Where everything lies on a Linux system: what the deb and the rpm have in common. */
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import zlib from "node:zlib";
import { SetupError } from "../lib/log.mjs";
import { inRoot } from "../lib/paths.mjs";
import { iconPainter, linuxSizes } from "./icons.mjs";
import { fillTemplate, inBuild, linuxVersion } from "./product.mjs";

/** The words that start the command line, from the sources: the launcher must know the same ones. */
export async function commandWords() {
  const { commandNames, helpWords } = await import(pathToFileURL(inRoot("src/cli/command-names.ts")).href);
  return { commands: [...commandNames], words: [...commandNames, ...helpWords, "--version"] };
}

/** @returns {Promise<string>} the shell script `fantail`, for `bin/` beside the executable */
export async function launcher(product) {
  const { words } = await commandWords();
  const odd = words.filter((word) => !/^-{0,2}[a-z][a-z-]*$/.test(word));
  if (odd.length > 0) throw new SetupError(`these commands need quotes in the launcher: ${odd.join(", ")}`);
  return fillTemplate("linux/fantail.sh", { COMMANDS: words.join(" | "), EXECUTABLE: product.command });
}

export const homeOf = (product) => `/usr/lib/${product.command}`;

function write(root, name, content, mode = 0o644) {
  const file = path.join(root, name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, content);
  fs.chmodSync(file, mode);
}

/** Without a name and a time inside, as `gzip -n`. */
const gzip = (text) => zlib.gzipSync(text, { level: 9 });

const rfc2822 = (seconds) => new Date(seconds * 1000).toUTCString().replace("GMT", "+0000");

/** Starts of `fantail` at fixed times and as a watch of a folder, for a server: examples, and what docs/admin explains. */
const examples = ["fantail-forecast.service", "fantail-forecast.timer", "fantail-watch.service"];

const policyExamples = [
  "linux/managed.example.json",
  "linux/recommended.example.json",
  "managed.schema.json",
  "recommended.schema.json",
];

/** Where whoever manages the computer puts policies, from the outside in: there, and empty, so that nobody guesses their names and rights. */
export const policyFolders = [
  "etc/fantail",
  "etc/fantail/policies",
  "etc/fantail/policies/managed",
  "etc/fantail/policies/recommended",
];

/**
 * Puts a tree and all that belongs to it below `root`, as it is to lie below `/`.
 *
 * @param {string} root
 * @param {{ tree: string, product: any, seconds: number }} context
 */
export async function layOut(root, { tree, product, seconds }) {
  const { command } = product;
  const home = homeOf(product);
  fs.rmSync(root, { recursive: true, force: true });
  fs.mkdirSync(path.join(root, path.dirname(home)), { recursive: true });
  fs.cpSync(tree, path.join(root, home), { recursive: true, verbatimSymlinks: true });
  // Chromium's own helper needs this where the system has no user namespaces for it.
  fs.chmodSync(path.join(root, home, "chrome-sandbox"), 0o4755);
  write(root, `${home}/apparmor-profile`, fillTemplate("linux/apparmor", { HOME: home, COMMAND: command }));
  fs.mkdirSync(path.join(root, "usr/bin"), { recursive: true });
  fs.symlinkSync(`../lib/${command}/bin/${command}`, path.join(root, "usr/bin", command));
  const { projectType, tables } = product;
  write(
    root,
    `usr/share/applications/${command}.desktop`,
    fillTemplate("linux/fantail.desktop", {
      NAME: product.name,
      COMMAND: command,
      SUMMARY: product.summary,
      MIME_TYPES: [projectType, ...tables].map(({ mime }) => mime).join(";"),
    }),
  );
  write(
    root,
    `usr/share/mime/packages/${command}.xml`,
    fillTemplate("linux/mime.xml", {
      COMMAND: command,
      PROJECT_MIME: projectType.mime,
      PROJECT_TITLE: projectType.title,
      PROJECT_EXTENSION: projectType.extension,
    }),
  );
  const paint = await iconPainter();
  for (const pixels of linuxSizes) {
    write(root, `usr/share/icons/hicolor/${pixels}x${pixels}/apps/${command}.png`, paint(pixels));
  }
  write(root, `usr/share/icons/hicolor/scalable/apps/${command}.svg`, fs.readFileSync(inBuild("icon.svg")));
  write(root, `usr/share/man/man1/${command}.1.gz`, gzip(await manual(product, seconds)));
  for (const name of examples) {
    write(root, `usr/share/doc/${command}/examples/${name}`, fs.readFileSync(inBuild("linux", name)));
  }
  for (const name of policyExamples) {
    write(
      root,
      `usr/share/doc/${command}/examples/policy/${path.basename(name)}`,
      fs.readFileSync(inBuild("policy", name)),
    );
  }
  for (const folder of policyFolders) {
    const place = path.join(root, folder);
    fs.mkdirSync(place, { recursive: true });
    fs.chmodSync(place, 0o755);
  }
}

async function manual(product, seconds) {
  const { commands } = await commandWords();
  const about = {
    inspect: "what a file was understood as, and what was repaired",
    forecast: "forecast files",
    merge: "join the parts of a run that several machines shared",
    "export-job": "write a job that forecasts on Spark, Ray or in a Python process",
    "export-model-repository": "write models as inference servers take them",
    replay: "compute an export again",
    backtest: "score models at past origins",
    search: "search for the best method of each series",
    jobs: "list and control searches",
    models: "list, check, import and choose models",
    cache: "look at and clear what is cached",
    doctor: "versions, devices, models, folders, limits and policy",
    update: "updates from the source that a policy names",
  };
  return fillTemplate("linux/fantail.1", {
    DATE: new Date(seconds * 1000).toISOString().slice(0, 10),
    VERSION: product.version,
    NAME: product.name,
    COMMANDS: commands.map((name) => `.TP\n.B ${name}\n${about[name] ?? `see fantail ${name} \\-\\-help`}`).join("\n"),
  });
}

/** What only Debian wants below `usr/share`. */
export function layOutDebianPapers(root, { product, seconds }) {
  const { command, maintainer } = product;
  write(
    root,
    `usr/share/doc/${command}/copyright`,
    fillTemplate("linux/copyright", { NAME: product.name, HOME: homeOf(product), COPYRIGHT: product.copyright }),
  );
  const log = fillTemplate("linux/changelog", {
    PACKAGE: command,
    VERSION: linuxVersion(product.version),
    MAINTAINER: maintainer,
    DATE: rfc2822(seconds),
  });
  write(root, `usr/share/doc/${command}/changelog.gz`, gzip(log));
  write(root, `usr/share/lintian/overrides/${command}`, fs.readFileSync(inBuild("linux/lintian-overrides")));
}

/** The lines that load and remove the AppArmor profile, indented to their place in a script. */
export function appArmorLines(product, indent = "  ") {
  const values = { HOME: homeOf(product), COMMAND: product.command };
  const indented = (text) => text.trimEnd().replace(/^(?=.)/gm, indent);
  return {
    load: indented(fillTemplate("linux/apparmor-load.sh", values)),
    unload: indented(fillTemplate("linux/apparmor-unload.sh", { COMMAND: product.command })),
  };
}

/** Lines of at most 78 characters. */
export function wrap(text, width = 78) {
  const lines = [""];
  for (const word of text.split(" ")) {
    const last = lines.at(-1) ?? "";
    if (last === "") lines[lines.length - 1] = word;
    else if (last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
