/** `npm run build`: builds out/main, out/preload and out/renderer, whether or not a source has changed. */
import "./lib/require-node.mjs";
import { ensureBuild } from "./lib/ensure-build.mjs";
import { ensureDependencies } from "./lib/ensure-dependencies.mjs";
import { main } from "./lib/log.mjs";

await main(async () => {
  await ensureDependencies();
  await ensureBuild({ force: true });
});
