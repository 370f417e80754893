import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { root } from "./support/application.ts";

/** `npm start` on a machine without a display, as npm calls it. */
async function start(
  words: readonly string[],
  folder = root,
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const { DISPLAY: _x, WAYLAND_DISPLAY: _wayland, ...rest } = process.env;
  const child = spawn(process.execPath, [join(root, "scripts", "start.mjs"), ...words], {
    cwd: root,
    env: { ...rest, npm_lifecycle_event: "start", INIT_CWD: folder },
  });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return { code, stdout, stderr };
}

test.describe("npm start without a display", () => {
  // Each starts npm's script, perhaps a build, and the application with its model.
  test.slow();

  test("forecasts the sample: a table on standard output, four files below out", async () => {
    const folder = join(root, "out", "airline-passengers");
    await rm(folder, { recursive: true, force: true });
    const { code, stdout, stderr } = await start([]);
    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(/Jan 1961/);
    const read = (name: string): Promise<Buffer> => readFile(join(folder, name));
    expect((await read("forecast.csv")).toString()).toMatch(/1961-01/);
    expect((await read("forecast.svg")).toString()).toContain("<svg");
    expect((await read("forecast.png")).subarray(1, 4).toString()).toBe("PNG");
    expect((await read("report.html")).toString()).toMatch(/<html/i);
  });

  test("finds a file where the person stands, and refuses one whose results would land in the build", async () => {
    const folder = await mkdtemp(join(tmpdir(), "fantail-start-"));
    const rows = Array.from(
      { length: 48 },
      (_, i) => `${2000 + Math.floor(i / 12)}-${String((i % 12) + 1).padStart(2, "0")}-01,${i % 12}`,
    );
    for (const name of ["fantail-start-test.csv", "main.csv"])
      await writeFile(join(folder, name), `time,value\n${rows.join("\n")}\n`);
    try {
      const found = await start(["fantail-start-test.csv"], folder);
      expect(found.code, found.stderr).toBe(0);
      expect((await readFile(join(root, "out", "fantail-start-test", "forecast.csv"))).length).toBeGreaterThan(0);
      const refused = await start(["main.csv"], folder);
      expect(refused.code).toBe(1);
      expect(refused.stderr).toContain("belongs to the build");
      expect((await readFile(join(root, "out", "main", "index.js"))).length).toBeGreaterThan(0);
    } finally {
      await rm(folder, { recursive: true, force: true });
      await rm(join(root, "out", "fantail-start-test"), { recursive: true, force: true });
    }
  });

  test("a file that is not there ends with the command line's own exit code, and leaves no folder", async () => {
    const { code, stderr } = await start(["no-such-file.csv"]);
    expect(code).toBe(66);
    expect(stderr).toContain("no-such-file.csv");
    await expect(readFile(join(root, "out", "no-such-file"))).rejects.toMatchObject({ code: "ENOENT" });
  });
});
