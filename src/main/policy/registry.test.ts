import { expect, test } from "vitest";
import type { EngineError } from "#domain/errors";
import { mergePolicy } from "#domain/policy";
import { parseRegistryFile, RegistryFileError } from "./registry-file.ts";
import { readRegistryPolicies, registrySources } from "./registry.ts";

const root = "HKEY_LOCAL_MACHINE\\Software\\Policies\\Fantail";

/** As `reg.exe export` of Windows 11 writes a key: UTF-16LE, a byte order mark, CRLF, long values over several lines. */
const exported = (lines: readonly string[]): Uint8Array =>
  Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from([...lines, ""].join("\r\n"), "utf16le")]);

const machine = exported([
  "Windows Registry Editor Version 5.00",
  "",
  "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Fantail]",
  '"device"="cpu"',
  '"modelImport"=dword:00000000',
  '"cacheDiskMegabytes"=dword:000001f4',
  '"updateSource"="\\\\\\\\files\\\\deploy\\\\Fantail"',
  '"cacheFolder"=hex(2):44,00,3a,00,5c,00,c4,00,72,00,7a,00,74,00,65,00,5c,00,24,00,\\',
  "  7b,00,75,00,73,00,65,00,72,00,7d,00,00,00",
  "",
  "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Fantail\\exportFormats]",
  '"2"="xlsx"',
  '"1"="csv"',
  '"10"="png"',
  "",
  "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Fantail\\Recommended]",
  '"isRounded"=dword:00000001',
  "",
]);

test("an export of Windows is read with its types, its lists in order and its recommended values apart", () => {
  const policy = mergePolicy(registrySources(parseRegistryFile(machine), root));
  expect(policy.managed).toEqual({
    device: "cpu",
    modelImport: false,
    cacheDiskMegabytes: 500,
    updateSource: "\\\\files\\deploy\\Fantail",
    cacheFolder: "D:\\Ärzte\\${user}",
    exportFormats: ["csv", "xlsx", "png"],
  });
  expect(policy.recommended).toEqual({ isRounded: true });
  expect(policy.sources).toEqual([`${root}\\Recommended`, root]);
});

test("lists of texts and 64-bit numbers are read, too; UTF-8 as well", () => {
  const text = [
    "Windows Registry Editor Version 5.00",
    "[HKEY_CURRENT_USER\\Software\\Policies\\Fantail]",
    '"allowedModels"=hex(7):61,00,00,00,62,00,00,00,00,00',
    '"cacheDiskMegabytes"=hex(b):f4,01,00,00,00,00,00,00',
    '@="the default value"',
    "; a note",
  ].join("\n");
  const values = parseRegistryFile(Buffer.from(text)).get("HKEY_CURRENT_USER\\Software\\Policies\\Fantail");
  expect([...(values ?? [])]).toEqual([
    ["allowedModels", ["a", "b"]],
    ["cacheDiskMegabytes", 500],
    ["", "the default value"],
  ]);
});

test.each([
  [["{}"], 1],
  [["Windows Registry Editor Version 5.00", '"a"="b"'], 2],
  [["Windows Registry Editor Version 5.00", "[K]", '"a"=hex:00,01'], 3],
  [["Windows Registry Editor Version 5.00", "[K]", '"a"="b'], 3],
])("what is no export is refused with its line: %j", (lines, line) => {
  let thrown: unknown;
  try {
    parseRegistryFile(exported(lines));
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(RegistryFileError);
  expect((thrown as RegistryFileError).line).toBe(line);
});

test("what is said for the machine wins over what is said for the user", async () => {
  const user = exported([
    "Windows Registry Editor Version 5.00",
    "",
    "[HKEY_CURRENT_USER\\Software\\Policies\\Fantail]",
    '"device"="webgpu"',
    '"locale"="de-AT"',
  ]);
  const asked: string[] = [];
  const sources = await readRegistryPolicies(async (key) => {
    asked.push(key);
    return key.startsWith("HKEY_LOCAL_MACHINE") ? machine : user;
  });
  expect(asked.toSorted()).toEqual([
    "HKEY_CURRENT_USER\\Software\\Policies\\Fantail",
    "HKEY_LOCAL_MACHINE\\Software\\Policies\\Fantail",
  ]);
  const policy = mergePolicy(sources);
  expect(policy.managed).toMatchObject({ device: "cpu", locale: "de-AT" });
  expect(policy.conflicts).toHaveLength(1);
  expect(mergePolicy(await readRegistryPolicies(async () => null)).managed).toEqual({});
});

test("a wrong type and a key below a list are refused, and not left out", async () => {
  const wrong = (line: string, key = "") =>
    readRegistryPolicies(async (asked) =>
      asked.startsWith("HKEY_LOCAL")
        ? exported(["Windows Registry Editor Version 5.00", `[${asked}${key}]`, line])
        : null,
    ).then(mergePolicy);
  const failure = (work: Promise<unknown>) =>
    work.then(
      () => null,
      (error: unknown) => (error as EngineError).message,
    );
  expect(await failure(wrong('"modelImport"=dword:00000002'))).toContain("modelImport is 2, and must be true or false");
  expect(await failure(wrong('"device"=hex:00'))).toContain("(line 3): it has a value of a type");
  expect(await failure(wrong('"1"="x"', "\\exportFormats\\deeper"))).toContain('there is no policy "exportFormats');
});
