/** Puts a version that was unpacked into the place of another, and back. */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { EngineError } from "#domain/errors";
import { updateRefused } from "#domain/update";

export interface Ran {
  readonly code: number | string;
  readonly output: string;
}

const unpackLimitMs = 10 * 60_000;
const trialLimitMs = 2 * 60_000;

/** Beside the installation, so that moving is renaming. */
const besides = (root: string, what: string): string => join(dirname(root), `.${basename(root)}.${what}`);
export const previousOf = (root: string): string => besides(root, "previous");

/**
 * Unpacks, tries, swaps and tries again; the version before it stays beside it.
 *
 * @param root folder of the installation
 * @param onStep told what it does, in words
 * @param archive a tar archive with one folder, as `npm run package` makes it
 * @throws EngineError update-refused where the new version does not start, cannot-write: the old one is in its place then
 */
export async function swapIn(
  root: string,
  archive: string,
  version: string,
  onStep: (step: string) => void = () => undefined,
): Promise<void> {
  const next = besides(root, "next");
  const previous = previousOf(root);
  try {
    onStep(`Unpacking version ${version}`);
    await unpack(archive, next);
    onStep("Starting it where it was unpacked");
    await tryStart(next, version);
    await removeTree(previous);
    await exchange(next, root, previous);
    onStep("Starting it in its place");
    try {
      await tryStart(root, version);
    } catch (error) {
      await exchange(previous, root, next);
      throw error;
    }
  } catch (error) {
    if (error instanceof EngineError) throw error;
    throw new EngineError("cannot-write", `The update can't be put into ${dirname(root)} (${codeOf(error)}).`, {
      hint: "The version before it is still there.",
      cause: error,
    });
  } finally {
    await removeTree(next);
  }
}

/** @throws EngineError file-not-found where there is no version before this one */
export async function swapBack(root: string): Promise<void> {
  const previous = previousOf(root);
  if (!existsSync(previous))
    throw new EngineError("file-not-found", "There is no version before this one to go back to.");
  const aside = besides(root, "next");
  await removeTree(aside);
  await exchange(previous, root, aside);
  await rename(aside, previous);
}

/** Two renames; where the second fails, the first is undone. */
async function exchange(incoming: string, root: string, outgoing: string): Promise<void> {
  await rename(root, outgoing);
  try {
    await rename(incoming, root);
  } catch (error) {
    await rename(outgoing, root);
    throw error;
  }
}

async function unpack(archive: string, target: string): Promise<void> {
  await removeTree(target);
  const aside = `${target}.unpacking`;
  await removeTree(aside);
  await mkdir(aside);
  try {
    const { code, output } = await run("tar", ["-xf", archive, "-C", aside], unpackLimitMs);
    if (code !== 0) throw updateRefused(`The package can't be unpacked: ${lastLine(output)}`);
    const [only, ...others] = await readdir(aside);
    if (only === undefined || others.length > 0) throw updateRefused("The package holds more than one folder.");
    await rename(join(aside, only), target);
  } finally {
    await removeTree(aside);
  }
}

/** By the system: to Electron's own functions an archive is a folder, which can't be removed. */
async function removeTree(folder: string): Promise<void> {
  await run("rm", ["-rf", "--", folder], unpackLimitMs);
}

/** Starts a version with user data of its own, so that nothing of the user's is upgraded by one that may go again. */
async function tryStart(root: string, version: string): Promise<void> {
  const home = await mkdtemp(join(tmpdir(), "fantail-trial-"));
  const environment = { ...process.env, XDG_CONFIG_HOME: home };
  const command = join(root, "bin", "fantail");
  try {
    const told = await run(command, ["--version"], trialLimitMs, environment);
    if (told.code !== 0 || told.output.trim() !== version)
      throw updateRefused(
        `Version ${version} does not start, and the one before it stays: ${lastLine(told.output) || `it ended with ${told.code}`}`,
      );
    const models = await run(command, ["models"], trialLimitMs, environment);
    if (models.code !== 0)
      throw updateRefused(
        `Version ${version} can't load its models, and the one before it stays: ${lastLine(models.output)}`,
      );
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

function run(program: string, words: readonly string[], timeout: number, env = process.env): Promise<Ran> {
  return new Promise((resolve) => {
    execFile(program, words, { timeout, env, maxBuffer: 2 ** 24 }, (error, stdout, stderr) => {
      resolve({
        code: error === null ? 0 : (error.code ?? "ended"),
        output: error === null ? stdout : stdout + stderr,
      });
    });
  });
}

const lastLine = (output: string): string => output.trim().split("\n").at(-1)?.slice(0, 300) ?? "";
const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? "unknown";
