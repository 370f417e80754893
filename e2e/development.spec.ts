/** `npm run dev`, in a copy of the checkout whose sources may be changed. Every step waits for what a person would see. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { cp, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { chromium, type Page } from "@playwright/test";
import { expect, root, test } from "./support/application.ts";

/** What a development run reads and nobody changes here. */
const linked = ["node_modules", "models", "samples", "build"];
const copied = ["src", "scripts", "electron.vite.config.ts", "package.json", "package-lock.json", "tsconfig.base.json"];

async function copyOfCheckout(): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), "fantail-dev-"));
  for (const name of copied) await cp(join(root, name), join(copy, name), { recursive: true });
  for (const name of linked) await symlink(join(root, name), join(copy, name), "junction");
  return copy;
}

async function replaceIn(file: string, text: string, by: string): Promise<void> {
  const source = await readFile(file, "utf8");
  expect(source).toContain(text);
  await writeFile(file, source.replace(text, by));
}

/**
 * What one run of the application under `npm run dev` writes. Standard output and standard error come in no order of their own, so
 * a line may be asked for after one that came later; `startedOver` forgets the lines of the run that ended.
 */
function linesOf(child: ChildProcess) {
  let lines: string[] = [];
  let wake = (): void => undefined;
  for (const input of [child.stdout, child.stderr]) {
    if (input === null) throw new Error("the program's output is not ours to read");
    createInterface({ input }).on("line", (line) => {
      lines.push(line);
      wake();
    });
  }
  child.once("exit", () => wake());
  const find = async (wanted: RegExp): Promise<RegExpExecArray> => {
    for (;;) {
      const found = lines.map((line) => wanted.exec(line)).find((match) => match !== null);
      if (found !== undefined) return found;
      if (child.exitCode !== null) throw new Error(`ended before ${wanted} was written:\n${lines.join("\n")}`);
      await new Promise<void>((resolve) => (wake = resolve));
    }
  };
  const startedOver = async (): Promise<void> => {
    const { input } = await find(/starting the application over/);
    lines = lines.slice(lines.indexOf(input) + 1);
  };
  return { find, startedOver };
}

async function pageAt(address: string): Promise<Page> {
  const browser = await chromium.connectOverCDP(address);
  const [context] = browser.contexts();
  if (context === undefined) throw new Error("the window has no context");
  const page = context.pages()[0] ?? (await context.waitForEvent("page"));
  return page;
}

test("a change to the page leaves main as it is; one to main or to a utility process starts it over", async () => {
  test.setTimeout(180_000);
  const copy = await copyOfCheckout();
  const child = spawn(process.execPath, [join(copy, "scripts", "dev.mjs"), "--remote-debugging-port=0"], {
    cwd: copy,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const lines = linesOf(child);
  const listening = /^DevTools listening on (ws:\S+)/;
  try {
    const first = await pageAt((await lines.find(listening))[1] ?? "");
    expect(first.url()).toBe("app://fantail/index.html");
    await first.getByRole("heading", { level: 1 }).waitFor();
    await first.evaluate(() => Object.assign(globalThis, { isStillHere: true }));
    const provider = "<I18nProvider locale={locale}>";
    await replaceIn(join(copy, "src/renderer/app/app.tsx"), provider, `${provider}<p>Changed by hand</p>`);
    await first.getByText("Changed by hand").waitFor();
    expect(await first.evaluate(() => "isStillHere" in globalThis)).toBe(true);

    // The page's policy is a build's, with the socket and a nonce; nothing inline runs without that.
    const policy = await first.evaluate(async () =>
      (await fetch("/index.html")).headers.get("content-security-policy"),
    );
    expect(policy).toMatch(/script-src 'self' 'nonce-[\w-]+';/);
    expect(policy).toMatch(/connect-src 'self' ws:\/\/127\.0\.0\.1:\d+;/);
    expect(policy).not.toContain("unsafe-eval");
    expect(await first.evaluate(() => fetch("http://127.0.0.1:9/").catch(() => "refused"))).toBe("refused");

    await replaceIn(join(copy, "src/main/index.ts"), "", 'console.log("changed main");\n');
    await lines.startedOver();
    await lines.find(/^changed main$/);
    const second = await pageAt((await lines.find(listening))[1] ?? "");
    await second.getByText("Changed by hand").waitFor();

    const workers = await readdir(join(copy, "src/worker"), { recursive: true });
    const worker = join("src/worker", workers.find((name) => name.endsWith("entry.ts")) ?? "none");
    await replaceIn(join(copy, worker), "", 'console.log("changed worker");\n');
    await lines.startedOver();
    await lines.find(/^changed main$/);
    const third = await pageAt((await lines.find(listening))[1] ?? "");
    await third.getByText("Changed by hand").waitFor();
  } finally {
    if (child.exitCode === null) {
      child.kill("SIGTERM");
      await once(child, "exit");
    }
    await rm(copy, { recursive: true, force: true });
  }
});

test("a build takes no page from any server, whatever the environment says", async ({ start }) => {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? "");
    response.end("<h1>Foreign</h1>");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  try {
    const { page } = await start({
      env: { FANTAIL_DEV_SERVER: `http://127.0.0.1:${port}/#0123456789abcdef`, FANTAIL_DEV_INSPECT: "ingest:9230" },
    });
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    const policy = await page.evaluate(async () => (await fetch(location.href)).headers.get("content-security-policy"));
    expect(policy).not.toContain("nonce-");
    expect(policy).toContain("connect-src 'self';");
    const socket = await page.evaluate(
      (address) =>
        new Promise((resolve) => {
          const attempt = new WebSocket(address);
          attempt.onopen = () => resolve("opened");
          attempt.onerror = () => resolve("refused");
        }),
      `ws://127.0.0.1:${port}/`,
    );
    expect(socket).toBe("refused");
    expect(asked).toEqual([]);
  } finally {
    server.close();
  }
});
