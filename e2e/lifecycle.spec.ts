import { spawn } from "node:child_process";
import { mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { electronPath, expect, root, test } from "./support/application.ts";
import { readForecast } from "./support/window.ts";

const rootFlags = process.getuid?.() === 0 ? ["--no-sandbox"] : [];

test.describe("lifecycle", () => {
  test("a second start hands its file to the first window and leaves", async ({ start }) => {
    const { page, userData } = await start();
    await page.getByRole("main").first().waitFor();
    const second = spawn(electronPath, [...rootFlags, `--user-data-dir=${userData}`, root, join(root, "samples/airline-passengers.csv")]);
    const exitCode = await new Promise((resolve) => second.on("close", resolve));
    expect(exitCode).toBe(0);
    expect((await readForecast(page, 0)).series).toBe("Passengers");
  });

  test("closing the window ends every process in under three seconds, with a snapshot in the log", async ({ start }) => {
    const { app, page, userData } = await start({ words: [join(root, "samples/france-load-hourly.csv")] });
    await readForecast(page, 0);
    const pids = await app.evaluate(({ app: electron }) => electron.getAppMetrics().map((metric) => metric.pid));
    const startedMs = Date.now();
    await app.close();
    expect(Date.now() - startedMs).toBeLessThan(3_000);
    await expect.poll(() => pids.filter(isAlive)).toEqual([]);
    const log = await readFile(join(userData, "logs", "fantail.log"), "utf8");
    const events = log.trim().split("\n").map((line) => (JSON.parse(line) as { event: string }).event);
    expect(events).toContain("health");
    expect(events.at(-1)).toBe("stopped");
  });

  test("without a model it says so in a dialog, and leaves with 69", async () => {
    const userData = await mkdtemp(join(tmpdir(), "fantail-nomodel-"));
    const models = await mkdtemp(join(tmpdir(), "fantail-models-"));
    const child = spawn(electronPath, [...rootFlags, "--remote-debugging-port=0", `--user-data-dir=${userData}`, root], {
      env: { ...process.env, FANTAIL_MODELS: models },
    });
    const ended = new Promise((resolve) => child.on("close", resolve));
    const logPath = join(userData, "logs", "fantail.log");
    await expect.poll(() => readFile(logPath, "utf8").catch(() => ""), { timeout: 15_000 }).toContain("start-failed");
    const failure = (await readFile(logPath, "utf8")).split("\n").find((line) => line.includes("start-failed"));
    expect(JSON.parse(failure ?? "{}")).toMatchObject({ code: "model-damaged", message: expect.stringContaining("no model") });
    // The dialog waits for the user; a signal ends it as an operating system's shutdown would.
    expect(child.exitCode).toBeNull();
    child.kill("SIGTERM");
    expect(await ended).toBe(69);
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
