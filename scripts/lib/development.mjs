/** The parts of `npm run dev`: a folder that Electron takes for the application, bundles that follow their sources, Vite's server. */
import { randomUUID } from "node:crypto";
import { EventEmitter, once } from "node:events";
import fs from "node:fs";
import { createServer as createHttpServer } from "node:http";
import path from "node:path";
import { say } from "./log.mjs";
import { inRoot } from "./paths.mjs";

/**
 * Everything of a development run, git-ignored. Its bundles never lie in out/, where a build lies and what is packaged comes from;
 * its user data is not the user's, because half-written code must not touch that.
 */
const folder = inRoot(".cache", "dev");

const host = "127.0.0.1";

/** Begins the names of the editor's configurations for utility processes: "Process: ingest". */
const processPrefix = "Process: ";

/** An application beside the checkout's: the same name and resources, and bundles of its own. */
export const applicationFolder = path.join(folder, "app");
export const dataFolder = path.join(folder, "data");

export function prepareApplicationFolder() {
  fs.mkdirSync(applicationFolder, { recursive: true });
  const { name, productName, version, type, main } = JSON.parse(fs.readFileSync(inRoot("package.json"), "utf8"));
  const manifest = `${JSON.stringify({ name, productName, version, type, main }, null, 2)}\n`;
  fs.writeFileSync(path.join(applicationFolder, "package.json"), manifest);
  for (const resource of ["models", "samples", "build"]) {
    const link = path.join(applicationFolder, resource);
    fs.rmSync(link, { force: true });
    fs.symlinkSync(inRoot(resource), link, "junction");
  }
}

/** The project's own configuration of electron-vite, for development. */
export async function developmentConfiguration() {
  const { resolveConfig } = await import("electron-vite");
  const outDir = path.join(applicationFolder, "out");
  const { config } = await resolveConfig({ root: inRoot(), build: { outDir, watch: {} } }, "serve", "development");
  return config;
}

/**
 * Where the utility processes listen for a debugger: at the ports that the editor's configurations of their names attach to.
 *
 * @returns {string} `ingest:9230 inference:9231 …`
 */
export function inspectorPorts() {
  const text = fs.readFileSync(inRoot(".vscode", "launch.json"), "utf8").replace(/^\s*\/\/.*$/gm, "");
  return JSON.parse(text)
    .configurations.filter(({ name, port }) => port !== undefined && name.startsWith(processPrefix))
    .map(({ name, port }) => `${name.slice(processPrefix.length)}:${port}`)
    .join(" ");
}

/** After a build, before it is said: the next one of the same change has begun by then. */
const settledMs = 250;

/**
 * Builds main with its utility processes, and the preload script, and again whenever a source changes.
 *
 * @returns {Promise<{ changes: EventEmitter, close: () => Promise<void> }>} once both are there; `built` whenever one was built again
 */
export async function watchBundles(config) {
  const { build } = await import("vite");
  const changes = new EventEmitter();
  /** With `watch` in its configuration a build goes on. @type {(part: any) => Promise<any>} */
  const watch = build;
  const watchers = await Promise.all([config.main, config.preload].map((part) => watch(part)));
  // A file may be seen while it is half written: for a build that is followed by another at once nothing is started over.
  /** @type {NodeJS.Timeout | undefined} */
  let settling;
  const first = watchers.map(
    (watcher) =>
      new Promise((resolve) => {
        let isFirst = true;
        watcher.on("event", (event) => {
          if (event.code === "ERROR") say(`fantail: ${event.error.message}`);
          if (event.code === "START" || event.code === "BUNDLE_START") clearTimeout(settling);
          if (event.code !== "BUNDLE_END") return;
          void event.result.close();
          if (isFirst) resolve(undefined);
          else settling = setTimeout(() => changes.emit("built"), settledMs);
          isFirst = false;
        });
      }),
  );
  await Promise.all(first);
  return { changes, close: async () => void (await Promise.all(watchers.map((watcher) => watcher.close()))) };
}

/**
 * Serves the page's sources on this machine alone. The page itself stays at app://fantail: main fetches from here what it asks for.
 *
 * @returns {Promise<{ address: string, close: () => Promise<void> }>} the address with the nonce that the page's policy must allow
 */
export async function servePage(config) {
  const { createServer } = await import("vite");
  const cspNonce = randomUUID();
  const http = createHttpServer().listen(0, host);
  await once(http, "listening");
  const { port } = /** @type {import("node:net").AddressInfo} */ (http.address());
  const server = await createServer({
    ...config.renderer,
    cacheDir: path.join(folder, "vite"),
    html: { cspNonce },
    server: {
      // Vite's own HTTP server would end this process at the first signal, before the application is gone.
      middlewareMode: true,
      // The page is not at the server's own address, so it must be told where the socket is.
      hmr: { server: http, protocol: "ws", host, clientPort: port },
      // Packages bring files too, and a worktree may share another's packages by a link.
      fs: { allow: [inRoot(), fs.realpathSync(inRoot("node_modules"))] },
    },
  });
  http.on("request", server.middlewares);
  const close = async () => {
    await server.close();
    http.close();
  };
  return { address: `http://${host}:${port}/#${cspNonce}`, close };
}
