/** `npm run package -- --linux deb,rpm,tar --win msi,nsis,zip --mac zip`: packages of this commit, in dist/. */
import "./lib/require-node.mjs";
import { main } from "./lib/log.mjs";
import { inRoot } from "./lib/paths.mjs";
import { inOurPlace } from "./lib/processes.mjs";
import { nodeEnvironment } from "./lib/run-electron.mjs";
import { setUp } from "./lib/setup.mjs";
import { parseOptions } from "./package/options.mjs";
import { ensureTools } from "./package/tools.mjs";

await main(async () => {
  const words = process.argv.slice(2);
  parseOptions(words);
  const electron = await setUp();
  await ensureTools();
  // The packager wants a newer Node than the checkout does: Electron's own is one.
  return inOurPlace(electron.executable, [inRoot("scripts", "package", "run.mjs"), ...words], {
    cwd: inRoot(),
    env: nodeEnvironment(electron),
  });
});
