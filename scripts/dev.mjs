/**
 * `npm run dev [-- FILE.csv]`: the window from source. A change to the page shows in it at once and leaves main as it is; a change
 * to main, a utility process or the preload script builds those again and starts the application over. Words with dashes are
 * Electron's: `npm run dev -- --inspect --remote-debugging-port=9222` opens the ports that .vscode/launch.json attaches to.
 */
import "./lib/require-node.mjs";
import { once } from "node:events";
import path from "node:path";
import { callersFolder } from "./lib/arguments.mjs";
import {
  applicationFolder,
  dataFolder,
  developmentConfiguration,
  inspectorPorts,
  prepareApplicationFolder,
  servePage,
  watchBundles,
} from "./lib/development.mjs";
import { main, say } from "./lib/log.mjs";
import { inRoot } from "./lib/paths.mjs";
import { inOurPlace } from "./lib/processes.mjs";
import { electronEnvironment, hasDisplay, sandboxFlags } from "./lib/run-electron.mjs";
import { setUp } from "./lib/setup.mjs";
import { startVirtualDisplay } from "./lib/virtual-display.mjs";

await main(async () => {
  const words = process.argv.slice(2);
  const switches = words.filter((word) => word.startsWith("-"));
  const files = words.filter((word) => !word.startsWith("-")).map((file) => path.resolve(callersFolder("dev"), file));
  const interrupted = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => interrupted.abort());

  const electron = await setUp({ build: false, withXvfb: !hasDisplay() });
  const display = hasDisplay() ? null : await startVirtualDisplay();
  if (display !== null) say(`fantail: no display here, so the window is on Xvfb's, ${display.display}`);
  prepareApplicationFolder();
  const config = await developmentConfiguration();
  const [bundles, page] = await Promise.all([watchBundles(config), servePage(config)]);

  const args = [...sandboxFlags(), ...switches, `--user-data-dir=${dataFolder}`, applicationFolder, ...files];
  const env = {
    ...electronEnvironment(electron),
    ...(display && { DISPLAY: display.display }),
    FANTAIL_DEV_SERVER: page.address,
    FANTAIL_DEV_INSPECT: switches.some((word) => word.startsWith("--inspect")) ? inspectorPorts() : "",
  };
  const runUntilItEnds = async () => {
    for (;;) {
      let isOld = false;
      const code = await inOurPlace(electron.executable, args, {
        cwd: inRoot(),
        env,
        onStart: (child) =>
          bundles.changes.once("built", () => {
            isOld = true;
            child.kill("SIGTERM");
          }),
      });
      bundles.changes.removeAllListeners("built");
      if (interrupted.signal.aborted) return code;
      if (!isOld && code === 0) return code;
      if (isOld) {
        say("fantail: built again: starting the application over …");
        continue;
      }
      say(`fantail: the application ended with exit code ${code}; it is started again when a source changes`);
      await once(bundles.changes, "built", { signal: interrupted.signal }).catch(() => undefined);
      if (interrupted.signal.aborted) return code;
    }
  };
  try {
    return await runUntilItEnds();
  } finally {
    await Promise.all([bundles.close(), page.close()]);
    display?.stop();
  }
});
