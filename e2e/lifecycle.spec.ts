import { spawn } from "node:child_process";
import { mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { healthSchema } from "#contract/data";
import { dropFiles, electronPath, expect, root, test } from "./support/application.ts";
import { readForecast, request } from "./support/window.ts";

const rootFlags = process.getuid?.() === 0 ? ["--no-sandbox"] : [];

test.describe("lifecycle", () => {
  test("a second start hands its file to the first window and leaves", async ({ start }) => {
    const { page, userData } = await start();
    await page.getByRole("main").first().waitFor();
    const second = spawn(electronPath, [
      ...rootFlags,
      `--user-data-dir=${userData}`,
      root,
      join(root, "samples/airline-passengers.csv"),
    ]);
    const exitCode = await new Promise((resolve) => second.on("close", resolve));
    expect(exitCode).toBe(0);
    expect((await readForecast(page, 0)).series).toBe("Passengers");
  });

  test("a file that comes while no page is there is opened by the next one", async ({ start }) => {
    const { app, page } = await start();
    await page.getByRole("main").first().waitFor();
    const reloaded = app.evaluate(
      ({ app: electron, BrowserWindow }, file) => {
        const contents = BrowserWindow.getAllWindows()[0]?.webContents;
        const loaded = new Promise<void>((resolve) => contents?.once("did-finish-load", () => resolve()));
        contents?.once("render-process-gone", () =>
          (electron as NodeJS.EventEmitter).emit("second-instance", {}, [], "", { files: [file] }),
        );
        contents?.forcefullyCrashRenderer();
        return loaded;
      },
      join(root, "samples/airline-passengers.csv"),
    );
    await reloaded;
    const text = (): Promise<string> =>
      app.evaluate(
        ({ BrowserWindow }) =>
          BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript("document.body.innerText") as Promise<string>,
      );
    await expect.poll(text).toContain("Passengers");
  });

  test("closing the window ends every process in under three seconds, step by step", async ({ start }) => {
    const { app, page, userData } = await start({ words: [join(root, "samples/france-load-hourly.csv")] });
    await readForecast(page, 0);
    const pids = await app.evaluate(({ app: electron }) => electron.getAppMetrics().map((metric) => metric.pid));
    const startedMs = Date.now();
    await app.close();
    expect(Date.now() - startedMs).toBeLessThan(3_000);
    await expect.poll(() => pids.filter(isAlive)).toEqual([]);
    const log = await readLog(userData);
    expect(log.filter(({ event }) => event === "start-step").map(({ step }) => step)).toEqual([
      "models",
      "caches",
      "workers",
      "default model",
    ]);
    const health = log.findIndex(({ event }) => event === "health");
    expect(healthSchema.parse(JSON.parse(String(log[health]?.["snapshot"])))).toMatchObject({ status: "stopping" });
    const steps = log.slice(health).filter(({ event }) => event === "shutdown-step");
    expect(steps.map(({ step }) => step)).toEqual([
      "refuse requests",
      "stop workers",
      "unload models",
      "flush inference queue",
      "flush density queue",
      "persist caches",
    ]);
    expect(log.some(({ event }) => event === "shutdown-step-failed")).toBe(false);
    expect(log.at(-1)).toMatchObject({ event: "stopped", exitCode: 0 });
  });

  test("a signal ends it in under three seconds, also when a worker hangs; a second signal does not wait for that", async () => {
    const startHanging = async () => {
      const userData = await mkdtemp(join(tmpdir(), "fantail-signals-"));
      const child = spawn(electronPath, [...rootFlags, `--user-data-dir=${userData}`, root], { stdio: "ignore" });
      const ended = new Promise((resolve) => child.on("close", (code, signal) => resolve(signal ?? code)));
      await expect
        .poll(async () => (await readLog(userData)).some(({ step }) => step === "default model"), { timeout: 30_000 })
        .toBe(true);
      const worker = (await readLog(userData)).find(
        ({ event, worker: name }) => event === "worker-ready" && name === "inference",
      );
      // Stopped, it answers nothing, and only a kill ends it.
      const pid = Number(worker?.["workerPid"]);
      process.kill(pid, "SIGSTOP");
      return { userData, child, ended, pid };
    };
    const first = await startHanging();
    const startedMs = Date.now();
    first.child.kill("SIGTERM");
    expect(await first.ended).toBe(0);
    expect(Date.now() - startedMs).toBeLessThan(3_000);
    expect((await readLog(first.userData)).at(-1)).toMatchObject({ event: "stopped", exitCode: 0 });

    const second = await startHanging();
    second.child.kill("SIGTERM");
    await expect
      .poll(async () => (await readLog(second.userData)).some(({ event }) => event === "health"), { intervals: [5] })
      .toBe(true);
    second.child.kill("SIGTERM");
    // Chromium hands a second signal back to the operating system; a second request to quit ends with 130.
    expect(["SIGTERM", 130]).toContain(await second.ended);
    process.kill(second.pid, "SIGKILL");
    expect((await readLog(second.userData)).at(-1)).not.toMatchObject({ event: "stopped" });
  });

  test("a page that crashes comes back, without what it only looked at; one that goes on crashing is the user's decision", async ({
    start,
  }) => {
    const { app, page, userData } = await start();
    await dropFiles(page, [join(root, "samples/airline-passengers.csv")], { isAltHeld: true });
    const { series } = await readForecast(page, 0);
    const { value: granted } = (await request(page, "sample:open", { id: "airline" })) as { value: { grant: string } };
    const drawn = (await request(page, "forecast:draw", {
      grant: granted.grant,
      origin: 0,
      horizon: 12,
      density: false,
    })) as { value: { dataset: string } };
    const wanted = { dataset: drawn.value.dataset, series };
    // The window has it open, and a draw beside it has not closed it.
    expect((await request(page, "series:values", wanted)).ok).toBe(true);
    await app.evaluate(({ BrowserWindow, dialog }) => {
      const seen: string[] = [];
      Object.assign(globalThis, { seen, loads: 0 });
      BrowserWindow.getAllWindows()[0]?.webContents.on("did-finish-load", () => {
        (globalThis as unknown as { loads: number }).loads += 1;
      });
      Object.assign(dialog, {
        // It belongs to a window, which comes first.
        showMessageBox: (_window: unknown, options: { message: string }) => {
          seen.push(options.message);
          return Promise.resolve({ response: 0, checkboxChecked: false });
        },
      });
    });
    const crash = (): Promise<void> =>
      app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer());
    const loads = (): Promise<number> => app.evaluate(() => (globalThis as unknown as { loads: number }).loads);
    // Asked only once the page is loaded: one that is not there never answers.
    const isAnswering = (): Promise<boolean> =>
      app.evaluate(({ BrowserWindow }) =>
        BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript("document.querySelector('main') !== null"),
      );
    const pausesIn = (log: readonly LogLine[]): unknown[] =>
      log.filter(({ event }) => event === "window-crashed").map(({ pauseMs }) => pauseMs);
    for (let time = 1; time <= 4; time += 1) {
      await crash();
      await expect.poll(async () => pausesIn(await readLog(userData)).length).toBe(time);
      // The fourth time nobody loads it but the user, who presses "Reload".
      await expect.poll(loads, { timeout: 20_000 }).toBe(time);
      await expect.poll(isAnswering).toBe(true);
    }
    expect(await app.evaluate(() => (globalThis as unknown as { seen: string[] }).seen)).toEqual([
      "The window keeps crashing",
    ]);
    expect(pausesIn(await readLog(userData))).toEqual([0, 1_000, 4_000, null]);
    const asked = await app.evaluate(
      async ({ BrowserWindow }, args) =>
        (await BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript(
          `window.fantail.request(crypto.randomUUID(), "series:values", ${JSON.stringify(args)})`,
        )) as { error: { code: string } },
      wanted,
    );
    expect(asked.error.code).toBe("dataset-not-found");

    // Every one of them has left a report here, and so has a worker that ends in native code.
    const worker = (await readLog(userData)).find(
      ({ event, worker: name }) => event === "worker-ready" && name === "inference",
    );
    process.kill(Number(worker?.["workerPid"]), "SIGSEGV");
    const crashes = (): Promise<readonly { process: string; reason: string; text: string }[]> =>
      app.evaluate(async ({ BrowserWindow }) => {
        const answer = (await BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript(
          'window.fantail.request(crypto.randomUUID(), "crashes:list", {})',
        )) as { value: { reports: { process: string; reason: string; text: string }[] } } | undefined;
        return answer?.value.reports ?? [];
      });
    await expect
      .poll(async () => (await crashes()).map((one) => one.process))
      .toEqual(["inference", "window", "window", "window", "window"]);
    const [report] = await crashes();
    expect(report).toMatchObject({ reason: "crashed" });
    expect(report?.text).toContain('"event":"worker-exit"');
    expect(report?.text).not.toContain("airline");
  });

  test("draws once and forgets: the numbers that the window shows, and nothing stays open", async ({ start }) => {
    const { page } = await start();
    await page.getByRole("main").first().waitFor();
    const { value: granted } = (await request(page, "sample:open", { id: "airline" })) as { value: { grant: string } };
    const args = { grant: granted.grant, origin: -3, horizon: 12, density: true };
    const drawn = (await request(page, "forecast:draw", args)) as {
      ok: boolean;
      value: { dataset: string; series: string; model: { id: string }; density: object };
    };
    expect(drawn.ok).toBe(true);
    expect(drawn.value.density).not.toBeNull();
    const closed = await request(page, "series:values", { dataset: drawn.value.dataset, series: drawn.value.series });
    expect(closed).toMatchObject({ ok: false, error: { code: "dataset-not-found" } });
    const opened = (await request(page, "dataset:import", { grant: granted.grant })) as { value: { handle: string } };
    expect(opened.value.handle).toBe(drawn.value.dataset);
    const key = {
      dataset: opened.value.handle,
      series: drawn.value.series,
      model: drawn.value.model.id,
      horizon: 12,
      origin: -3,
    };
    const shown = (await request(page, "forecast:get", { ...key, density: false, view: "v" })) as {
      value: { quantiles: object; source: string };
    };
    expect(shown.value.quantiles).toEqual((drawn.value as unknown as { quantiles: object }).quantiles);
    expect(shown.value.source).toBe("cache");
    // A draw beside it takes nothing away from it.
    await request(page, "forecast:draw", { ...args, origin: -4 });
    expect(
      (await request(page, "series:values", { dataset: opened.value.handle, series: drawn.value.series })).ok,
    ).toBe(true);
  });

  test("without a model it says so in a dialog, and leaves with 69", async () => {
    const userData = await mkdtemp(join(tmpdir(), "fantail-nomodel-"));
    const models = await mkdtemp(join(tmpdir(), "fantail-models-"));
    const child = spawn(
      electronPath,
      [...rootFlags, "--remote-debugging-port=0", `--user-data-dir=${userData}`, root],
      {
        env: { ...process.env, FANTAIL_MODELS: models },
      },
    );
    const ended = new Promise((resolve) => child.on("close", resolve));
    const logPath = join(userData, "logs", "fantail.log");
    await expect.poll(() => readFile(logPath, "utf8").catch(() => ""), { timeout: 15_000 }).toContain("start-failed");
    const failure = (await readFile(logPath, "utf8")).split("\n").find((line) => line.includes("start-failed"));
    expect(JSON.parse(failure ?? "{}")).toMatchObject({
      code: "model-damaged",
      message: expect.stringContaining("no model"),
    });
    // The dialog waits for the user; a signal ends it as an operating system's shutdown would.
    expect(child.exitCode).toBeNull();
    child.kill("SIGTERM");
    expect(await ended).toBe(69);
  });
});

type LogLine = Readonly<Record<string, unknown>> & { readonly event: string };

async function readLog(userData: string): Promise<LogLine[]> {
  const text = await readFile(join(userData, "logs", "fantail.log"), "utf8").catch(() => "");
  return text
    .split("\n")
    .filter((line) => line.endsWith("}"))
    .map((line) => JSON.parse(line) as LogLine);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
