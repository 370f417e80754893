/** ETS, Theta and ARIMA as R's forecast package fits them, where it is installed: what our own are measured by. */
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

export const rMethods = ["r-ets", "r-theta", "r-arima"] as const;
export type RMethod = (typeof rMethods)[number];

/** The levels that central intervals of 20, 40, 50, 60, 80 and 95 percent give, and the middle. */
export const rLevels: readonly number[] = [0.025, 0.1, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.9, 0.975];

export interface RQuestion {
  /** NaN = missing. */
  readonly history: Float64Array;
  readonly season: number;
  readonly horizon: number;
}

export interface RAnswer {
  /** [rLevels × horizon], row-major; null where the fit failed. */
  readonly quantiles: Float32Array | null;
  readonly seconds: number;
}

/** The package's version; null where R or the package is missing. */
export async function forecastPackage(): Promise<string | null> {
  try {
    const { stdout } = await run("Rscript", ["-e", 'cat(as.character(packageVersion("forecast")))']);
    return stdout.trim();
  } catch {
    return null;
  }
}

/** One R process for all questions; the answers of each method in their order. */
export async function askR(questions: readonly RQuestion[]): Promise<ReadonlyMap<RMethod, readonly RAnswer[]>> {
  const folder = await mkdtemp(join(tmpdir(), "fantail-r-"));
  try {
    const [source, target] = [join(folder, "questions.txt"), join(folder, "answers.txt")];
    await writeFile(source, questions.map(toLine).join("\n"));
    await run("Rscript", [resolve(import.meta.dirname, "accuracy-r.R"), source, target], { maxBuffer: 2 ** 26 });
    return parseAnswers(await readFile(target, "utf8"), questions);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function toLine({ history, season, horizon }: RQuestion): string {
  return [season, horizon, ...Array.from(history, (value) => (Number.isNaN(value) ? "NA" : String(value)))].join(" ");
}

/** @throws Error when an answer is missing or has another shape than was asked for */
export function parseAnswers(
  text: string,
  questions: readonly Pick<RQuestion, "horizon">[],
): ReadonlyMap<RMethod, readonly RAnswer[]> {
  const found = new Map(
    rMethods.map((method): [RMethod, (RAnswer | undefined)[]] => [method, questions.map(() => undefined)]),
  );
  for (const line of text.split("\n").filter((each) => each !== "")) {
    const [window = "", method, seconds = "", ...numbers] = line.split(" ");
    const quantiles = seconds === "failed" ? null : Float32Array.from(numbers, Number);
    const wanted = rLevels.length * (questions[Number(window)]?.horizon ?? Number.NaN);
    if (quantiles !== null && quantiles.length !== wanted)
      throw new Error(`R answered ${quantiles.length} numbers, not ${wanted}: ${line.slice(0, 60)}`);
    const answers = found.get(method as RMethod);
    if (answers !== undefined)
      answers[Number(window)] = { quantiles, seconds: quantiles === null ? 0 : Number(seconds) };
  }
  return new Map(
    [...found].map(([method, answers]): [RMethod, readonly RAnswer[]] => [
      method,
      answers.map((answer, window) => {
        if (answer === undefined) throw new Error(`R left ${method} of window ${window} unanswered`);
        return answer;
      }),
    ]),
  );
}
