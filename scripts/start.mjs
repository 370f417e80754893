/**
 * `npm start`, `npm start -- FILE.csv`: everything that is needed, then the window. Without a display the same job
 * without a window: a forecast of FILE, or of a sample, in out/<file name>/.
 */
import "./lib/require-node.mjs";
import fs from "node:fs";
import path from "node:path";
import { callersFolder, forecastWords, resultFolder } from "./lib/arguments.mjs";
import { main, say, SetupError } from "./lib/log.mjs";
import { inRoot } from "./lib/paths.mjs";
import { inOurPlace } from "./lib/processes.mjs";
import { appArguments, electronEnvironment, hasDisplay } from "./lib/run-electron.mjs";
import { setUp } from "./lib/setup.mjs";

const sample = inRoot("samples", "airline-passengers.csv");

await main(async () => {
  const words = process.argv.slice(2);
  if (words.length > 1) throw new SetupError("npm start takes one file at most: npm start -- FILE.csv");
  const file = words[0] === undefined ? undefined : path.resolve(callersFolder("start"), words[0]);
  const headless = !hasDisplay();
  const folder = headless ? resultFolder(file ?? sample) : undefined;

  const electron = await setUp();
  const run = (appWords, options) =>
    inOurPlace(electron.executable, appArguments(appWords, options), {
      cwd: inRoot(),
      env: electronEnvironment(electron),
    });
  if (folder === undefined) return run(file === undefined ? [] : [file]);

  const shown = path.relative(inRoot(), folder);
  say(`fantail: no display here, so no window: forecasting ${path.basename(file ?? sample)} into ${shown}/`);
  fs.mkdirSync(folder, { recursive: true });
  const code = await run(forecastWords(file ?? sample, folder), { headless });
  if (fs.readdirSync(folder).length === 0) fs.rmdirSync(folder);
  return code;
});
