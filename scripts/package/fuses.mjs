/**
 * Electron's fuses: switches inside its executable that the environment and the command line can't turn back. Here stands how
 * they are in a package, and how they are read back from one.
 */
import fs from "node:fs";
import path from "node:path";
import { SetupError } from "../lib/log.mjs";

/**
 * In the order of the wire of version 1.
 *
 * - No Node behind the executable, no options for one, no inspector: what is installed runs this application only.
 * - Cookies are not encrypted, because there are none; macOS would ask for the keychain.
 * - The archive must be the one that was packaged, where the system can check it (macOS, Windows), and the only one looked for.
 * - Pages come from `app://`, so files get no privileges.
 */
export const productionFuses = {
  runAsNode: false,
  cookieEncryption: false,
  nodeOptions: false,
  nodeCliInspect: false,
  asarIntegrity: true,
  onlyLoadFromAsar: true,
  browserV8Snapshot: false,
  grantFileProtocolExtraPrivileges: false,
  wasmTrapHandlers: true,
};

const sentinel = Buffer.from("dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX");
const letters = { true: "1", false: "0" };

/** The file that holds the wire. */
export function fuseFile(tree, platform, name, command) {
  if (platform === "linux") return path.join(tree, command);
  if (platform === "win32") return path.join(tree, `${name}.exe`);
  return path.join(
    tree,
    `${name}.app`,
    "Contents/Frameworks/Electron Framework.framework/Versions/A/Electron Framework",
  );
}

/** Where each wire lies in a file. A file of two processors has two. */
function wires(bytes) {
  const found = [];
  for (let at = bytes.indexOf(sentinel); at >= 0; at = bytes.indexOf(sentinel, at + 1)) {
    const start = at + sentinel.length;
    const [version, length] = [bytes[start], bytes[start + 1]];
    if (version !== 1) throw new SetupError(`fuses of version ${version} are not known here`);
    found.push({ at: start + 2, length });
  }
  if (found.length === 0) throw new SetupError("there are no fuses in the executable");
  return found;
}

/**
 * @returns {Record<string, boolean | "removed">[]} per wire; a fuse that this list does not know yet is `fuse N`
 */
export function readFuses(file) {
  const bytes = fs.readFileSync(file);
  const names = Object.keys(productionFuses);
  return wires(bytes).map(({ at, length }) => {
    const state = {};
    for (let index = 0; index < length; index += 1) {
      const letter = String.fromCharCode(bytes[at + index]);
      state[names[index] ?? `fuse ${index}`] = letter === "1" ? true : letter === "0" ? false : "removed";
    }
    return state;
  });
}

/** Sets all of them; a fuse of Electron's that is not decided on here stops the build. */
export function setFuses(file) {
  const wanted = Object.values(productionFuses);
  const bytes = fs.readFileSync(file);
  const places = wires(bytes);
  for (const { length } of places) {
    if (length !== wanted.length) {
      throw new SetupError(`Electron has ${length} fuses, and scripts/package/fuses.mjs decides on ${wanted.length}`);
    }
  }
  const out = fs.openSync(file, "r+");
  try {
    for (const { at } of places)
      fs.writeSync(out, Buffer.from(wanted.map((on) => letters[on]).join("")), 0, undefined, at);
  } finally {
    fs.closeSync(out);
  }
}
