/** Group Policy: `Software\Policies\Fantail` of the machine and of the user, as `reg.exe` exports it. */
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { policyBroken, policyDefinition, type PolicyLevel, type PolicySource } from "#domain/policy";
import { parseRegistryFile, RegistryFileError, type RegistryKeys, type RegistryValue } from "./registry-file.ts";

const policies = "Software\\Policies";
const own = "Fantail";
/** The key below ours that holds recommended values, as Chrome's does. */
const recommendedKey = "Recommended";

const limitMs = 10_000;

/** The weakest first: what is said for the machine wins over what is said for the user. */
const hives = ["HKEY_CURRENT_USER", "HKEY_LOCAL_MACHINE"] as const;

/**
 * @param exported the file that an export of a key writes, null where there is no such key
 * @throws EngineError policy-broken where the registry can't be read, or says what no policy is
 */
export async function readRegistryPolicies(
  exported: (key: string) => Promise<Uint8Array | null> = exportKey,
): Promise<readonly PolicySource[]> {
  const read = await Promise.all(
    hives.map(async (hive) => {
      const key = `${hive}\\${policies}\\${own}`;
      try {
        const bytes = await exported(key);
        return bytes === null ? [] : registrySources(parseRegistryFile(bytes), key);
      } catch (error) {
        if (!(error instanceof RegistryFileError) && !(error instanceof RegistryUnreadable)) throw error;
        const line = error instanceof RegistryFileError ? error.line : null;
        throw policyBroken({ source: key, line }, `${error.message}.`, error);
      }
    }),
  );
  return read.flat();
}

/**
 * Managed values stand in the key, recommended ones in `Recommended` below it; a list is a key of its name, with values `1`, `2` and so on,
 * as Group Policy writes lists.
 */
export function registrySources(keys: RegistryKeys, root: string): readonly PolicySource[] {
  const found: Record<PolicyLevel, Record<string, unknown>> = { managed: {}, recommended: {} };
  // Names of keys and values have no case on Windows.
  const below = root.toLowerCase();
  for (const [key, values] of keys) {
    if (key.toLowerCase() !== below && !key.toLowerCase().startsWith(`${below}\\`)) continue;
    const way = key
      .slice(root.length + 1)
      .split("\\")
      .filter(Boolean);
    const isRecommended = way[0]?.toLowerCase() === recommendedKey.toLowerCase();
    const target = found[isRecommended ? "recommended" : "managed"];
    const [list, ...deeper] = isRecommended ? way.slice(1) : way;
    if (deeper.length > 0) target[[list, ...deeper].join("\\")] = null;
    else if (list !== undefined) target[list] = inOrder(values);
    else for (const [name, value] of values) if (name !== "") target[name] = plainValue(name, value);
  }
  return (["recommended", "managed"] as const).flatMap((level) => {
    const source = level === "managed" ? root : `${root}\\${recommendedKey}`;
    return Object.keys(found[level]).length === 0 ? [] : [{ source, level, values: found[level] }];
  });
}

function inOrder(values: ReadonlyMap<string, RegistryValue>): readonly RegistryValue[] {
  return [...values]
    .filter(([name]) => name !== "")
    .toSorted(([one], [other]) => Number(one) - Number(other) || (one < other ? -1 : 1))
    .map(([, value]) => value);
}

/** The registry has no booleans: Group Policy writes 0 and 1. */
function plainValue(name: string, value: RegistryValue): unknown {
  if (policyDefinition(name)?.kind.type !== "switch") return value;
  return value === 1 ? true : value === 0 ? false : value;
}

class RegistryUnreadable extends Error {}

/** Null where there is no such key. @throws RegistryUnreadable */
async function exportKey(key: string): Promise<Uint8Array | null> {
  if (!(await isThere(key))) return null;
  const folder = await mkdtemp(join(tmpdir(), "fantail-policy-"));
  const file = join(folder, "policy.reg");
  try {
    const { code } = await reg(["export", key, file, "/y"]);
    if (code !== 0) throw new RegistryUnreadable(`reg.exe could not export it (${code})`);
    return await readFile(file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** reg.exe says by 1 that a key is missing, and everything else that went wrong, too: `Software` is always there. */
async function isThere(key: string): Promise<boolean> {
  const above = key.split("\\").slice(0, 2).join("\\");
  const [wanted, known] = await Promise.all([reg(["query", key]), reg(["query", above])]);
  if (wanted.code === 0) return true;
  if (known.code === 0) return false;
  throw new RegistryUnreadable(
    `reg.exe can't read ${above} (${known.code}), perhaps because registry tools are switched off; allow it to run silently`,
  );
}

function reg(words: readonly string[]): Promise<{ readonly code: number | string }> {
  // By its whole path: another program of that name may lie anywhere in PATH.
  const program = join(process.env["SystemRoot"] ?? "C:\\Windows", "System32", "reg.exe");
  return new Promise((resolve) => {
    execFile(program, words, { timeout: limitMs, windowsHide: true }, (error) => {
      resolve({ code: error === null ? 0 : (error.code ?? "ended") });
    });
  });
}
