import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { electronZipFolder, officialChecksums, requireOfficial, zipName } from "./electron-zips.mjs";
import { targets } from "./options.mjs";

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "fantail-zips-"));
const file = path.join(folder, zipName("linux", "x64"));
fs.writeFileSync(file, "not Electron");

test("Electron states a checksum for every archive that is packaged", () => {
  const names = Object.entries(targets).flatMap(([platform, { archs }]) =>
    archs.map((arch) => zipName(platform, arch)),
  );
  const checksums = officialChecksums();
  for (const name of names) expect(checksums[name], name).toMatch(/^[0-9a-f]{64}$/);
});

test("a release takes no archive but Electron's own", async () => {
  const options = { platform: "linux", arch: "x64", electronZips: folder, allowUnofficial: false, work: folder };
  await expect(electronZipFolder(options)).rejects.toThrow("is not Electron's own archive");
  await expect(electronZipFolder({ ...options, allowUnofficial: true })).resolves.toBe(folder);
  await expect(electronZipFolder({ ...options, arch: "arm64" })).rejects.toThrow("there is no ");
  // Without a folder it is downloaded and checked; the stand-in is never taken unasked.
  await expect(electronZipFolder({ ...options, electronZips: null })).resolves.toBe(null);
});

test("an archive is Electron's own by its checksum", async () => {
  const actual = "b6ea377863d197bab0c9164bd386de6d8afe4dd3d17a90039d9a2d2e036594c1";
  await expect(requireOfficial(file, { [path.basename(file)]: actual })).resolves.toBeUndefined();
  await expect(requireOfficial(file, { [path.basename(file)]: "0".repeat(64) })).rejects.toThrow(`received ${actual}`);
  await expect(requireOfficial(file, {})).rejects.toThrow("has no archive");
});
