/** Puts a version that was unpacked into the place of another, and back. */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from "node:fs/promises";
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
const exchangeLimitMs = 60_000;

/** Beside the installation, so that moving is renaming. */
const besides = (root: string, what: string): string => join(dirname(root), `.${basename(root)}.${what}`);
const nextOf = (root: string): string => besides(root, "next");
export const previousOf = (root: string): string => besides(root, "previous");
/** In a version that was unpacked and has not been put in its place: what lies beside the installation without it has been there. */
const incoming = ".incoming";

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
  const next = nextOf(root);
  const previous = previousOf(root);
  try {
    await recover(root);
    onStep(`Unpacking version ${version}`);
    await unpack(archive, next);
    onStep("Starting it where it was unpacked");
    await tryStart(next, version);
    await removeTree(previous);
    if (existsSync(previous)) throw Object.assign(new Error(`${previous} can't be removed`), { code: "ENOTEMPTY" });
    await exchange(next, root);
    await recover(root);
    onStep("Starting it in its place");
    try {
      await tryStart(root, version);
    } catch (error) {
      await exchange(previous, root);
      await removeTree(previous);
      throw error;
    }
  } catch (error) {
    if (error instanceof EngineError) throw error;
    throw new EngineError("cannot-write", `The update can't be put into ${dirname(root)} (${codeOf(error)}).`, {
      hint: "The version before it is still there.",
      cause: error,
    });
  } finally {
    await recover(root);
  }
}

/** @throws EngineError file-not-found where there is no version before this one */
export async function swapBack(root: string): Promise<void> {
  await recover(root);
  const previous = previousOf(root);
  if (!existsSync(previous))
    throw new EngineError("file-not-found", "There is no version before this one to go back to.");
  await exchange(previous, root);
}

/** Ends what an update that was cut off has begun: the version that was there becomes the one before, anything else goes. */
export async function recover(root: string): Promise<void> {
  const next = nextOf(root);
  if (existsSync(next)) {
    if (!existsSync(join(next, incoming)) && !existsSync(previousOf(root))) await rename(next, previousOf(root));
    else await removeTree(next);
  }
  await rm(join(root, incoming), { force: true });
}

/** RENAME_EXCHANGE of Linux, by its number for each processor. */
const renameat2: Readonly<Record<string, number>> = { x64: 316, arm64: 276 };

/**
 * Puts each of two folders into the other's place, in one step of the file system where a program of this system knows how, so that
 * there is an installation at every moment. Where none does, or the file system can't, it takes three renames, by a shell that goes on
 * when this process ends.
 */
async function exchange(one: string, other: string): Promise<void> {
  const perl = "exit(syscall(shift() + 0, -100, my $one = shift, -100, my $other = shift, 2) == 0 ? 0 : 1)";
  const number = renameat2[process.arch];
  // From coreutils 9.5 on.
  if ((await run("mv", ["--exchange", "-T", "--", one, other], exchangeLimitMs)).code === 0) return;
  if (number !== undefined && (await run("perl", ["-e", perl, String(number), one, other], exchangeLimitMs)).code === 0)
    return;
  const renames =
    'trap "" INT HUP TERM; mv -T -- "$2" "$3" && if mv -T -- "$1" "$2"; then mv -T -- "$3" "$1"; else mv -T -- "$3" "$2"; exit 1; fi';
  const { code, output } = await run("sh", ["-c", renames, "sh", one, other, `${one}.aside`], exchangeLimitMs);
  if (code !== 0) throw Object.assign(new Error(output), { code: "EXCHANGE" });
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
    await writeFile(join(aside, only, incoming), "");
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
