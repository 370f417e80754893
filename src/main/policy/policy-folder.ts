/** Folders of JSON files, as Chrome has them: each file an object of names and values, read in the order of their names. */
import { lstatSync, readdirSync, readFileSync, realpathSync, type Stats, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { EngineError } from "#domain/errors";
import { nameLines, policyBroken, type PolicyLevel, type PolicySource } from "#domain/policy";

export interface PolicyFolderOptions {
  readonly level: PolicyLevel;
  /** Who may write managed files, as numbers of users; null where files have no such owners. */
  readonly owners: readonly number[] | null;
}

/**
 * What the files of a folder say, the weakest first. A folder that is not there says nothing.
 *
 * @throws EngineError policy-broken for a file that can't be read or is no JSON, and for a managed one that an ordinary user can write
 */
export function readPolicyFolder(folder: string, { level, owners }: PolicyFolderOptions): readonly PolicySource[] {
  const names = namesIn(folder);
  if (level === "managed" && owners !== null && names.length > 0) requireOwned(folder, owners);
  return names.map((name) => {
    const source = join(folder, name);
    if (level === "managed" && owners !== null) requireOwned(source, owners);
    return readFile(source, level);
  });
}

function namesIn(folder: string): readonly string[] {
  try {
    // By bytes, whatever the system's language.
    return readdirSync(folder)
      .filter((name) => name.endsWith(".json") && !name.startsWith("."))
      .sort();
  } catch (error) {
    // A folder that is there and can't be looked into may hold a policy.
    if (["ENOENT", "ENOTDIR"].includes(codeOf(error))) return [];
    throw policyBroken({ source: folder, line: null }, `the folder can't be read (${codeOf(error)}).`, error);
  }
}

/** All policies that there are take a few thousand. */
const maxBytes = 1_000_000;

function readFile(source: string, level: PolicyLevel): PolicySource {
  let text: string;
  try {
    if (statSync(source).size > maxBytes)
      throw policyBroken({ source, line: null }, `the file is larger than ${maxBytes / 1_000_000} MB.`);
    text = readFileSync(source, "utf8").replace(/^\uFEFF/u, "");
  } catch (error) {
    if (error instanceof EngineError) throw error;
    throw policyBroken({ source, line: null }, `the file can't be read (${codeOf(error)}).`, error);
  }
  let values: unknown;
  try {
    values = JSON.parse(text);
  } catch (error) {
    throw policyBroken({ source, line: brokenLine(text, error) }, "it is not valid JSON.", error);
  }
  const { lines, twice } = nameLines(text);
  if (twice !== null) throw policyBroken({ source, line: lines.get(twice) ?? null }, `"${twice}" stands there twice.`);
  return { source, level, values, lines };
}

/** V8 says where it stopped, as a line or as a position; at the end of the text it says neither. */
function brokenLine(text: string, error: unknown): number {
  const message = error instanceof Error ? error.message : "";
  const last = text.trimEnd().split("\n").length;
  const [, line] = /line (\d+)/u.exec(message) ?? [];
  if (line !== undefined) return Math.min(Number(line), last);
  const [, position] = /position (\d+)/u.exec(message) ?? [];
  return position === undefined ? last : text.slice(0, Number(position)).split("\n").length;
}

/**
 * A file, or folder, that only those may write: it is theirs, nobody else has the right to write it, and the same is true of
 * every folder on the way to it. Of a folder where everybody may write and no one may rename what is another's, such as /tmp, entries
 * are safe.
 */
function requireOwned(path: string, owners: readonly number[]): void {
  for (const place of new Set([...wayTo(resolve(path)), ...wayTo(realpathSync(path))])) {
    const problem = whyWritable(place, place === path || place === realpathSync(path), owners);
    if (problem === null) continue;
    throw policyBroken(
      { source: path, line: null },
      `${place === path ? "it" : place} ${problem}, so that anybody could change it. Give it to root and take the rights of others away: chown root ${place}; chmod go-w ${place}`,
    );
  }
}

function whyWritable(place: string, isItself: boolean, owners: readonly number[]): string | null {
  const found: Stats = isItself ? statSync(place) : lstatSync(place);
  if (!owners.includes(found.uid)) return `belongs to user ${found.uid} and not to root`;
  // The rights of a link say nothing; where it leads is looked at by itself.
  if (found.isSymbolicLink()) return null;
  const isSticky = found.isDirectory() && !isItself && (found.mode & 0o1000) !== 0;
  return (found.mode & 0o022) !== 0 && !isSticky ? "can be written by others than its owner" : null;
}

/** A path and all folders above it. */
function wayTo(path: string): readonly string[] {
  const above = dirname(path);
  return above === path ? [path] : [...wayTo(above), path];
}

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? "unknown";
