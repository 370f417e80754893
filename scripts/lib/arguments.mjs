/** What the words after `--` mean, before the application sees them. */
import path from "node:path";
import { SetupError } from "./log.mjs";
import { buildFolders, inRoot } from "./paths.mjs";

/**
 * The folder in which the person typed the command. npm changes into the checkout first and leaves the real folder in
 * INIT_CWD; that variable is inherited by everything below, so it counts only for the script npm itself started.
 */
export function callersFolder(script, env = process.env, cwd = process.cwd()) {
  return env.npm_lifecycle_event === script && env.INIT_CWD ? env.INIT_CWD : cwd;
}

const resultNames = ["forecast.csv", "forecast.svg", "forecast.png", "report.html"];

/** out/<file name without its ending>, refused where it would be one of the build's own folders. */
export function resultFolder(file, out = inRoot("out")) {
  const name = path.parse(file).name;
  if (buildFolders.includes(name.toLowerCase()) || name.startsWith(".")) {
    throw new SetupError(
      `the results of ${path.basename(file)} would go to out/${name}, which belongs to the build; rename the file and start again`,
    );
  }
  return path.join(out, name);
}

/** The `forecast` command that does without a window what dropping `file` into it does. */
export function forecastWords(file, folder) {
  return ["forecast", file, ...resultNames.flatMap((name) => ["--out", path.join(folder, name)])];
}
