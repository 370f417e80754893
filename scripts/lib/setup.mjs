/** The set-up that every command starts with. Says nothing and takes well under a second when nothing is missing. */
import { ensureBuild } from "./ensure-build.mjs";
import { ensureDependencies } from "./ensure-dependencies.mjs";
import { ensureElectron } from "./ensure-electron.mjs";
import { ensureSystemLibraries } from "./ensure-system-libraries.mjs";

async function runnableElectron(withXvfb) {
  const electron = await ensureElectron();
  await ensureSystemLibraries(electron, { withXvfb });
  return electron;
}

/** @returns the Electron to use, with packages, system libraries and (unless `build` is false) bundles in place. */
export async function setUp({ build = true, withXvfb = false } = {}) {
  await ensureDependencies();
  // The build needs no Electron, so the two longest steps of a fresh clone run side by side.
  const [electron] = await Promise.all([runnableElectron(withXvfb), build ? ensureBuild() : undefined]);
  return electron;
}
