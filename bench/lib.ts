/**
 * What every benchmark shares: repeated measurement, figures with targets, the machine, the table and the result file.
 * A benchmark is a file NAME.bench.ts that exports `describe` (one line) and `run`.
 */
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

/** One measured number. `ok` is null where there is no target; a missed target stays in the results as it was measured. */
export interface Figure {
  readonly id: string;
  readonly value: number;
  readonly unit: string;
  /** Such as `<= 100`, in the figure's unit. */
  readonly target?: string;
  /** What the value is compared with, in the same unit; `ratio` is value / baseline. */
  readonly baseline?: number;
  readonly ratio?: number;
  readonly ok: boolean | null;
  readonly runs: number;
  /** Of a figure that was kept when other parts of its benchmark were run: what it was measured on. */
  readonly commit?: string;
  readonly date?: string;
}

interface Results {
  readonly commit: string;
  readonly date: string;
  readonly quick: boolean;
  readonly figures: readonly Figure[];
}

export type FigureInput = Omit<Figure, "ok" | "ratio" | "runs" | "commit" | "date"> & { readonly runs?: number };

export interface BenchContext {
  /** Fewer runs and smaller inputs: does it work, roughly how fast. */
  readonly quick: boolean;
  /** What stood behind the name on the command line, less `--quick`. */
  readonly args: readonly string[];
  /** Adds a figure to the results and prints it. */
  readonly figure: (input: FigureInput) => void;
  /** A line for the reader that is no result. */
  readonly note: (line: string) => void;
}

export interface Benchmark {
  readonly describe: string;
  run(context: BenchContext): Promise<void>;
}

/** The middle value; the mean of the two middle ones for an even count. Throws on none: there is no honest default. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** Linear interpolation between order statistics; `level` is a fraction. */
export function quantile(values: readonly number[], level: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (sorted.length - 1) * level;
  const low = sorted[Math.floor(at)];
  const high = sorted[Math.ceil(at)];
  if (low === undefined || high === undefined) throw new RangeError("a quantile of no values");
  return low + (high - low) * (at - Math.floor(at));
}

/** Runs `work` `warmups` times unmeasured, then `runs` times, one after the other. Milliseconds per run. */
export async function measure(work: () => unknown, { runs = 5, warmups = 1 } = {}): Promise<number[]> {
  const times: number[] = [];
  for (let run = -warmups; run < runs; run += 1) {
    const started = performance.now();
    await work();
    if (run >= 0) times.push(performance.now() - started);
  }
  return times;
}

const comparisons: Record<string, (value: number, limit: number) => boolean> = {
  "<=": (value, limit) => value <= limit,
  "<": (value, limit) => value < limit,
  ">=": (value, limit) => value >= limit,
  ">": (value, limit) => value > limit,
};

/** Whether an unrounded value meets a target such as `<= 100`; NaN meets none. */
export function meets(value: number, target: string): boolean {
  const match = /^(<=|>=|<|>)\s*(-?[\d.]+(?:e-?\d+)?)$/.exec(target.trim());
  const compare = comparisons[match?.[1] ?? ""];
  if (!match || !compare) throw new SyntaxError(`not a target: "${target}" (such as "<= 100")`);
  return compare(value, Number(match[2]));
}

export function completeFigure(input: FigureInput): Figure {
  const { runs = 1, ...rest } = input;
  return {
    ...rest,
    ...(input.baseline !== undefined && { ratio: input.value / input.baseline }),
    ok: input.target === undefined ? null : meets(input.value, input.target),
    runs,
  };
}

function machine() {
  const cpus = os.cpus();
  return {
    cpus: cpus.length,
    model: cpus[0]?.model.trim() ?? "unknown",
    memoryGiB: Math.round(os.totalmem() / 2 ** 30),
    electron: process.versions["electron"] ?? null,
  };
}

function commit(): string {
  try {
    return execFileSync("git", ["describe", "--always", "--dirty", "--abbrev=12"], { encoding: "utf8" }).trim();
  } catch {
    return "unknown";
  }
}

/** Four significant digits for people; the file keeps the number. */
function shown(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(4))) : String(value);
}

export function table(figures: readonly Figure[]): string {
  const rows = [
    ["figure", "value", "unit", "target", "baseline", "ratio", ""],
    ...figures.map((figure) => [
      figure.id,
      shown(figure.value),
      figure.unit,
      figure.target ?? "",
      figure.baseline === undefined ? "" : shown(figure.baseline),
      figure.ratio === undefined ? "" : shown(figure.ratio),
      figure.ok === null ? "" : figure.ok ? "ok" : "MISSED",
    ]),
  ];
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const isNumber = (column: number): boolean => column === 1 || column === 4 || column === 5;
  return rows
    .map((row) =>
      row
        .map((cell, column) => (isNumber(column) ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!)))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** Figures of an earlier run of other parts stay, with what they were measured on, in their old places; a quick run's do not. */
export function withEarlier(figures: readonly Figure[], earlier: Results | null): readonly Figure[] {
  if (earlier === null || earlier.quick) return figures;
  const measured = new Map(figures.map((figure) => [figure.id, figure]));
  const kept = earlier.figures.map(
    (figure) => measured.get(figure.id) ?? { commit: earlier.commit, date: earlier.date, ...figure },
  );
  const before = new Set(earlier.figures.map(({ id }) => id));
  return [...kept, ...figures.filter(({ id }) => !before.has(id))];
}

/** Runs one benchmark, prints its table and writes `bench/results/NAME.json`. */
export async function runBenchmark(name: string, benchmark: Benchmark, args: readonly string[]): Promise<void> {
  const figures: Figure[] = [];
  const quick = args.includes("--quick");
  const parts = args.filter((word) => word !== "--quick");
  await benchmark.run({
    quick,
    args: parts,
    figure: (input) => {
      if (figures.some((figure) => figure.id === input.id)) throw new Error(`two figures are called ${input.id}`);
      figures.push(completeFigure(input));
    },
    note: (line) => console.error(line),
  });
  const file = path.join(import.meta.dirname, "results", `${name}.json`);
  const earlier =
    parts.length > 0 && !quick && fs.existsSync(file) ? (JSON.parse(fs.readFileSync(file, "utf8")) as Results) : null;
  const result = {
    name,
    commit: commit(),
    date: new Date().toISOString(),
    quick,
    machine: machine(),
    figures: withEarlier(figures, earlier),
  };
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, `${JSON.stringify(result, null, 2)}\n`);
  console.log(table(figures));
}
