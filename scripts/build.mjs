/** `npm run build`: builds out/main, out/preload and out/renderer, whether or not a source has changed. */
import "./lib/require-node.mjs";
import { ensureBuild } from "./lib/ensure-build.mjs";
import { main } from "./lib/log.mjs";
import { setUp } from "./lib/setup.mjs";

await main(async () => {
  const electron = await setUp({ build: false });
  await ensureBuild(electron, { force: true });
});
