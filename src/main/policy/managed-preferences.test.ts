import { userInfo } from "node:os";
import { expect, test } from "vitest";
import { mergePolicy } from "#domain/policy";
import { preferenceFiles, readManagedPreferences } from "./managed-preferences.ts";

/** As `plutil -convert json` writes what a profile's payload becomes. */
const computer = '{"device":"cpu","exportFormats":["csv"],"modelImport":false,"cacheDiskMegabytes":500}';

test("what is managed for the computer wins over what is managed for the user, recommended values apart", async () => {
  const of: Readonly<Record<string, string>> = {
    "/Library/Managed Preferences/local.fantail.Fantail.plist": computer,
    [`/Library/Managed Preferences/${userInfo().username}/local.fantail.Fantail.plist`]: '{"device":"auto"}',
    "/Library/Managed Preferences/local.fantail.Fantail.recommended.plist": '{"theme":"dark"}',
  };
  const policy = mergePolicy(await readManagedPreferences(async (path) => of[path] ?? null));
  expect(policy.managed).toEqual(JSON.parse(computer));
  expect(policy.recommended).toEqual({ theme: "dark" });
  expect(policy.conflicts).toEqual([expect.stringContaining("device: /Library/Managed Preferences/local")]);
});

test("the files are those that macOS keeps for profiles", () => {
  expect(preferenceFiles("anna").map(({ path }) => path)).toEqual([
    "/Library/Managed Preferences/anna/local.fantail.Fantail.recommended.plist",
    "/Library/Managed Preferences/local.fantail.Fantail.recommended.plist",
    "/Library/Managed Preferences/anna/local.fantail.Fantail.plist",
    "/Library/Managed Preferences/local.fantail.Fantail.plist",
  ]);
});

test("a file that the system can't convert is refused, and not left out", async () => {
  const broken = readManagedPreferences(() => Promise.reject(new Error("Invalid object in plist for JSON format")));
  await expect(broken).rejects.toThrow("it is no property list of texts, numbers and lists");
});
