/** macOS: what a configuration profile manages, as `cfprefsd` lays it out in /Library/Managed Preferences. */
import { execFile } from "node:child_process";
import { stat } from "node:fs/promises";
import { userInfo } from "node:os";
import { join } from "node:path";
import { policyBroken, type PolicyLevel, type PolicySource } from "#domain/policy";

const folder = "/Library/Managed Preferences";
/** Preferences domains of managed and of recommended values. */
const domains = { managed: "local.fantail.Fantail", recommended: "local.fantail.Fantail.recommended" } as const;
const limitMs = 10_000;

/** Files that may be there, the weakest first: what is said for the computer wins over what is said for the user. */
export function preferenceFiles(user: string): readonly { readonly path: string; readonly level: PolicyLevel }[] {
  return (["recommended", "managed"] as const).flatMap((level) =>
    [join(folder, user), folder].map((place) => ({ path: join(place, `${domains[level]}.plist`), level })),
  );
}

/**
 * @param json what a file holds, as JSON; null where it is not there
 * @throws EngineError policy-broken for a file that can't be read
 */
export async function readManagedPreferences(
  json: (path: string) => Promise<string | null> = plistAsJson,
): Promise<readonly PolicySource[]> {
  const read = await Promise.all(
    preferenceFiles(userInfo().username).map(async ({ path, level }) => {
      try {
        const text = await json(path);
        return text === null ? [] : [{ source: path, level, values: JSON.parse(text) as unknown }];
      } catch (error) {
        throw policyBroken({ source: path, line: null }, "it is no property list of texts, numbers and lists.", error);
      }
    }),
  );
  return read.flat();
}

/** By the system's own converter; it refuses dates and data, which no policy has. */
async function plistAsJson(path: string): Promise<string | null> {
  const found = await stat(path).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  });
  if (found === null) return null;
  return new Promise((resolve, reject) => {
    execFile("/usr/bin/plutil", ["-convert", "json", "-o", "-", path], { timeout: limitMs }, (error, stdout) => {
      if (error === null) resolve(stdout);
      else reject(error);
    });
  });
}
