import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { DeviceFile } from "./device-file.ts";

const folder = mkdtempSync(join(tmpdir(), "fantail-devices-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe("DeviceFile", () => {
  it("gives back what was written, in a folder that it makes", async () => {
    const file = new DeviceFile(join(folder, "new", "devices.json"));
    await file.write({ chosen: "cpu" });
    await file.write({ chosen: "webgpu" });
    expect(await file.read()).toEqual({ chosen: "webgpu" });
    expect(readdirSync(join(folder, "new"))).toEqual(["devices.json"]);
  });

  it("rejects where there is nothing, or nothing that can be read", async () => {
    await expect(new DeviceFile(join(folder, "none.json")).read()).rejects.toThrow("ENOENT");
    writeFileSync(join(folder, "half.json"), '{"chosen":');
    await expect(new DeviceFile(join(folder, "half.json")).read()).rejects.toThrow("JSON");
  });
});
