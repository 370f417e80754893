import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { dropFiles, expect, root, test } from "./support/application.ts";
import { closeDialogsAtOnce, fuzzWindow } from "./support/ipc-fuzz-window.ts";
import { messageClasses } from "./support/ipc-messages.ts";
import { chart, readForecast } from "./support/window.ts";

/** Runs in the page and says how it went, whatever happens. */
async function attempt(page: Page, script: string): Promise<string> {
  return page.evaluate(async (source) => {
    // `eval` is blocked by the policy under test, so the attempts are named.
    const attempts: Record<string, () => unknown> = {
      fetch: () => fetch("https://example.com/"),
      loopback: () => fetch("http://127.0.0.1:9/"),
      file: () => fetch("file:///etc/hostname"),
      socket: () =>
        new Promise((resolve, reject) => {
          const socket = new WebSocket("wss://example.com/");
          socket.onopen = () => resolve("opened");
          socket.onerror = () => reject(new Error("refused"));
        }),
      image: () =>
        new Promise((resolve, reject) => {
          const image = new Image();
          image.onload = () => resolve("loaded");
          image.onerror = () => reject(new Error("refused"));
          image.src = "https://example.com/x.png";
        }),
      // In a task of its own: what the debugger runs directly is exempt from the policy.
      evaluate: () =>
        new Promise((resolve, reject) => {
          setTimeout(() => {
            try {
              resolve(new Function("return 1")());
            } catch (error) {
              reject(error as Error);
            }
          });
        }),
      inlineScript: () => {
        const script = document.createElement("script");
        script.textContent = "globalThis.inlineRan = true";
        document.head.append(script);
        if ((globalThis as { inlineRan?: boolean }).inlineRan !== true) throw new Error("refused");
      },
      camera: () => navigator.mediaDevices.getUserMedia({ video: true }),
      notifications: async () => {
        if ((await Notification.requestPermission()) !== "granted") throw new Error("refused");
      },
      clipboardRead: () => navigator.clipboard.readText(),
    };
    try {
      await attempts[source]?.();
      return "allowed";
    } catch {
      return "refused";
    }
  }, script);
}

test.describe("what the page may not do", () => {
  for (const what of [
    "fetch",
    "loopback",
    "file",
    "socket",
    "image",
    "evaluate",
    "inlineScript",
    "camera",
    "notifications",
    "clipboardRead",
  ]) {
    test(`${what} is refused`, async ({ sharedApplication: { page } }) => {
      expect(await attempt(page, what)).toBe("refused");
    });
  }
});

test.describe("the window is closed to everything but its own files", () => {
  test("it can neither navigate away nor open windows", async ({ shared: { app, page } }) => {
    const url = page.url();
    expect(url).toMatch(/^app:\/\/fantail\//);
    await page.getByRole("main").first().waitFor();
    expect(await page.evaluate(() => window.open("https://example.com/"))).toBeNull();
    expect(await page.evaluate(() => window.open("app://fantail/index.html"))).toBeNull();
    // Asked from main: Playwright itself would wait for the navigation that never comes.
    for (const target of ["https://example.com/", "file:///etc/hostname", "data:text/html,x"]) {
      const seen = await app.evaluate(async ({ BrowserWindow }, to) => {
        const [window] = BrowserWindow.getAllWindows();
        await window?.webContents.executeJavaScript(`void (location.href = ${JSON.stringify(to)})`);
        const isAlive: unknown = await window?.webContents.executeJavaScript('document.querySelector("main") !== null');
        return { url: window?.webContents.getURL(), isAlive };
      }, target);
      expect(seen).toEqual({ url, isAlive: true });
    }
    expect(app.windows()).toHaveLength(1);
    // Neither does what a page could embed, nor what would be saved.
    const embedded = await page.evaluate(async () => {
      const made = ["webview", "iframe", "object", "embed"].map((name) => {
        const element = document.createElement(name);
        for (const attribute of ["src", "data"]) element.setAttribute(attribute, "https://example.com/");
        document.body.append(element);
        return element;
      });
      const link = document.createElement("a");
      Object.assign(link, { href: "data:text/plain,x", download: "x.txt" });
      document.body.append(link);
      link.click();
      await new Promise((resolve) => setTimeout(resolve, 200));
      for (const element of [...made, link]) element.remove();
      return { frames: window.length, isWebview: "reload" in (made[0] ?? {}) };
    });
    expect(embedded).toEqual({ frames: 0, isWebview: false });
    expect(app.context().pages()).toHaveLength(1);
  });

  test("it has no language to check spelling in, whose dictionary Chromium would ask Google for", async ({
    shared: { app },
  }) => {
    expect(await app.evaluate(({ session }) => session.defaultSession.getSpellCheckerLanguages())).toEqual([]);
  });

  test("it has no Node, no Electron, and one frozen api", async ({ shared: { app, page } }) => {
    const seen = await page.evaluate(() => ({
      require: typeof (globalThis as { require?: unknown }).require,
      process: typeof (globalThis as { process?: unknown }).process,
      api: Object.keys((window as unknown as { fantail: object }).fantail).sort(),
    }));
    expect(seen).toEqual({
      require: "undefined",
      process: "undefined",
      api: ["cancel", "grantDropped", "grantDroppedModel", "listDropped", "onEvent", "request"],
    });
    const preferences = await app.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents as unknown as {
        getLastWebPreferences(): Record<string, unknown>;
      };
      const { sandbox, contextIsolation, nodeIntegration, webviewTag, webSecurity } = contents.getLastWebPreferences();
      return { sandbox, contextIsolation, nodeIntegration, webviewTag, webSecurity };
    });
    expect(preferences).toEqual({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      webSecurity: true,
    });
  });

  test("the page's policy comes with the page", async ({ shared: { page } }) => {
    const policy = await page.evaluate(async () => (await fetch(location.href)).headers.get("content-security-policy"));
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toContain("unsafe-eval");
  });

  test("requests that don't fit the contract are refused in words, and a path can't be smuggled in", async ({
    shared: { page },
  }) => {
    const answers = await page.evaluate(async () => {
      const { fantail } = window as unknown as {
        fantail: {
          request: (id: string, name: string, args: unknown) => Promise<{ ok: boolean; error?: { code: string } }>;
          grantDropped: (file: unknown) => Promise<{ ok: boolean; error?: { code: string } }>;
        };
      };
      const codes: Record<string, string | undefined> = {};
      const note = async (name: string, answer: Promise<{ error?: { code: string } }>): Promise<void> => {
        codes[name] = (await answer).error?.code;
      };
      await note("unknown name", fantail.request("1", "shell:run", {}));
      await note("wrong type", fantail.request("2", "forecast:get", { dataset: 5 }));
      await note("prototype", fantail.request("3", "__proto__", {}));
      await note("invented grant", fantail.request("4", "dataset:import", { grant: "../../etc/passwd" }));
      await note("unknown dataset", fantail.request("5", "series:values", { dataset: "none", series: "x" }));
      await note("path to open", fantail.request("6", "saved:open", { file: "/etc/passwd" }));
      await note("path to show", fantail.request("7", "saved:show", { file: "/etc/passwd" }));
      await note("path to look after", fantail.request("8", "file:check", { grants: ["/etc/passwd"] }));
      await note("path to locate", fantail.request("9", "file:locate", { grant: "/etc/passwd" }));
      await note("made-up file", fantail.grantDropped(new File(["a"], "/etc/passwd")));
      await note("a string as file", fantail.grantDropped("/etc/passwd"));
      return codes;
    });
    expect(answers).toEqual({
      "unknown name": "wrong-arguments",
      "wrong type": "wrong-arguments",
      prototype: "wrong-arguments",
      "invented grant": "not-allowed",
      "unknown dataset": "dataset-not-found",
      "path to open": "not-allowed",
      "path to show": "not-allowed",
      "path to look after": "not-allowed",
      "path to locate": "not-allowed",
      "made-up file": "file-not-found",
      "a string as file": "file-not-found",
    });
  });

  test("malformed messages of every kind are refused in words by what really answers them", async ({ start }) => {
    // Some are settings that a user may choose: a window of its own.
    const running = await start();
    await running.page.getByRole("main").first().waitFor();
    await closeDialogsAtOnce(running.app);
    const problems: string[] = [];
    let malformed = 0;
    for (const messageClass of messageClasses) {
      const report = await fuzzWindow(running, messageClass, { count: 40, seed: 7 });
      problems.push(...report.problems);
      malformed += report.malformed;
    }
    expect(problems).toEqual([]);
    expect(malformed).toBeGreaterThan(1_000);
    expect(await running.app.evaluate(() => "polluted" in {} || Object.keys(Object.prototype).length > 0)).toBe(false);
    await expect(running.page.getByRole("main").first()).toBeVisible();
  });

  test("names with markup and script in them are shown as they are, wherever they are shown", async ({
    shared: { page },
  }, testInfo) => {
    const names = [
      `<img src=x onerror="document.title='ran'">`,
      "<script>document.title='ran'</script>",
      "</title><svg onload=alert(1)>",
    ];
    const rows = Array.from({ length: 48 }, (_, month) =>
      [
        `${2020 + Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, "0")}`,
        (month * 5) % 11,
        month % 7,
        48 - month,
      ].join(),
    );
    const file = testInfo.outputPath("<b onmouseover=alert(1)>sales.csv");
    writeFileSync(file, [`month,${names.map((name) => `"${name.replaceAll('"', '""')}"`).join()}`, ...rows].join("\n"));
    await dropFiles(page, [file]);
    await readForecast(page, 0);
    await expect(chart(page)).toBeVisible();
    for (const name of names) await expect(page.getByText(name).first()).toBeAttached();
    await expect(page.getByText("<b onmouseover=alert(1)>sales").first()).toBeAttached();
    const made = await page.evaluate(() =>
      Array.from(
        document.querySelectorAll("img, script:not([src]), [onerror], [onload], [onmouseover]"),
        (one) => one.outerHTML,
      ),
    );
    expect(made).toEqual([]);
    // The file's name is in it; "ran" would be all of it.
    expect(await page.title()).not.toBe("ran");
  });

  test("a foreign frame is not listened to", async ({ shared: { app, page } }) => {
    // A page that is not ours, in the same session and with the same preload, must get nothing.
    const answer = await app.evaluate(
      async ({ BrowserWindow }, preload) => {
        const foreign = new BrowserWindow({ show: false, webPreferences: { preload, sandbox: true } });
        await foreign.loadURL("data:text/html,<p>foreign</p>");
        const code: unknown = await foreign.webContents.executeJavaScript(
          'window.fantail.request("1", "app:info", {}).then((answer) => answer.error?.code)',
        );
        foreign.destroy();
        return code;
      },
      join(root, "out", "preload", "index.cjs"),
    );
    expect(answer).toBe("not-allowed");
    await expect(page.getByRole("main")).toBeVisible();
  });
});
