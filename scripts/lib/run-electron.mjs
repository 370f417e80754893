/** How Electron is started here: as the application, without a display, or as a plain Node. */
import { inRoot } from "./paths.mjs";

/**
 * Chromium's sandbox refuses to run as root. Root is what containers and build machines run as; an ordinary user always
 * keeps the sandbox, and nothing outside this launcher and the end-to-end tests may switch it off.
 */
export function sandboxFlags(platform = process.platform, uid = process.getuid?.()) {
  return platform === "linux" && uid === 0 ? ["--no-sandbox"] : [];
}

/**
 * Main and utility processes without any display; a window would crash. Chromium's own log is silenced below `fatal`:
 * without a desktop it complains about each missing desktop service, on the standard error that belongs to our notes.
 */
const headlessFlags = [
  ...(process.platform === "linux" ? ["--ozone-platform=headless"] : []),
  "--disable-gpu",
  "--log-level=3",
];

/** Whether a window can be opened. Only Linux can be without a display and say so. */
export function hasDisplay(env = process.env, platform = process.platform) {
  return platform !== "linux" || Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);
}

/** Arguments that start this checkout's application, with `words` as the application's own arguments. */
export function appArguments(words, { headless = false } = {}) {
  return [...sandboxFlags(), ...(headless ? headlessFlags : []), inRoot(), ...words];
}

/** Child processes that look for Electron themselves (electron-vite, Playwright) find the one we found. */
export function electronEnvironment(electron, env = process.env) {
  const { ELECTRON_RUN_AS_NODE: _, ...rest } = env;
  // Tests and benchmarks load ONNX Runtime as well, and it would report that (src/main/processes, worker-handle.ts).
  return { ...rest, ELECTRON_OVERRIDE_DIST_PATH: electron.dist, ORT_DISABLE_TELEMETRY: "1" };
}

/** Environment under which Electron's executable is a Node: of Electron's version, whatever Node runs this script. */
export function nodeEnvironment(electron, env = process.env) {
  return { ...electronEnvironment(electron, env), ELECTRON_RUN_AS_NODE: "1" };
}
