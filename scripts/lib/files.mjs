/** Hashes, atomic writes and a lock between processes. */
import crypto from "node:crypto";
import fs from "node:fs";
import path from "node:path";

/** Streams a file through a hash; `encoding` is hex or base64. */
export async function hashFile(file, algorithm, encoding) {
  const hash = crypto.createHash(algorithm);
  for await (const chunk of fs.createReadStream(file, { highWaterMark: 1 << 20 })) hash.update(chunk);
  return hash.digest(encoding);
}

/** All files below a folder, sorted, as paths relative to it; a missing folder has none. */
export function filesBelow(folder) {
  if (!fs.existsSync(folder)) return [];
  return fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .sort();
}

/** One hash over names and contents. A missing file counts as missing, not as empty. */
export function hashFiles(base, names) {
  const hash = crypto.createHash("sha256");
  for (const name of names) {
    const file = path.join(base, name);
    const bytes = fs.existsSync(file) ? fs.readFileSync(file) : null;
    hash.update(`${name.split(path.sep).join("/")}\0${bytes?.length ?? "missing"}\0`);
    if (bytes) hash.update(bytes);
  }
  return hash.digest("hex");
}

export function readText(file) {
  try {
    return fs.readFileSync(file, "utf8");
  } catch {
    return null;
  }
}

/** Readers see the old content or the new one, never a part. */
export function writeAtomically(file, content) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const temporary = `${file}.${process.pid}.tmp`;
  fs.writeFileSync(temporary, content);
  fs.renameSync(temporary, file);
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

/** A lock without an owner's number is one being written, or one whose writer died in that instant. */
const abandonedMs = 10_000;

function isOlderThan(file, ms) {
  const stat = fs.statSync(file, { throwIfNoEntry: false });
  return stat !== undefined && Date.now() - stat.mtimeMs > ms;
}

/**
 * Runs `work` while no other process runs it under the same lock file. A lock whose owner is dead is taken over.
 * Not re-entrant.
 *
 * @template T
 * @param {string} file
 * @param {() => Promise<T>} work
 * @param {{ onWait?: (owner: number) => void, pollMs?: number }} [options]
 * @returns {Promise<T>}
 */
export async function withLock(file, work, { onWait = () => {}, pollMs = 100 } = {}) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  for (let waited = false; ;) {
    try {
      fs.writeFileSync(file, String(process.pid), { flag: "wx" });
      break;
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
      const owner = Number(readText(file) ?? 0);
      if (owner > 0 ? !isAlive(owner) : isOlderThan(file, abandonedMs)) {
        fs.rmSync(file, { force: true });
        continue;
      }
      if (!waited) onWait(owner);
      waited = true;
      await new Promise((resolve) => setTimeout(resolve, pollMs));
    }
  }
  try {
    return await work();
  } finally {
    fs.rmSync(file, { force: true });
  }
}
