/** The series that `classics/series.R` made, and what the packages said of them. */
import fs from "node:fs";
import path from "node:path";

const folder = path.join(import.meta.dirname, "classics");

export interface Series {
  readonly name: string;
  /** 24 has another of 168 beside it. */
  readonly season: number;
  readonly history: Float64Array;
  readonly actuals: Float64Array;
}

/** One method's answer; what it has depends on the method. */
export interface Answer {
  readonly mean?: readonly number[];
  readonly width80?: number;
  readonly width95?: number;
  readonly in80?: number;
  readonly in95?: number;
  /** Of moving averages: the means by window, from the shortest. */
  readonly windows?: readonly (number | readonly number[])[];
  /** p d q P D Q */
  readonly order?: readonly number[];
  readonly method?: string;
  readonly aicc?: number;
}

export interface Order {
  readonly order: readonly number[];
  readonly constant: boolean;
  readonly loglik: number;
  readonly aicc: number;
}

export interface Reference {
  readonly name: string;
  readonly methods: Readonly<Record<string, Answer>>;
  /** Log-likelihoods of exponential smoothing: "MAdM". */
  readonly forms?: Readonly<Record<string, number | null>>;
  readonly orders?: readonly Order[];
}

/** By the series' names. */
export type Answers = ReadonlyMap<string, Reference>;

export interface Packages {
  readonly r: Answers;
  readonly statsforecast: Answers;
}

export function readSeries(): readonly Series[] {
  return fs
    .readFileSync(path.join(folder, "series.txt"), "utf8")
    .trim()
    .split("\n")
    .map((line) => {
      const [name = "", season, horizon, ...numbers] = line.trim().split(" ");
      const values = Float64Array.from(numbers, Number);
      const split = values.length - Number(horizon);
      return { name, season: Number(season), history: values.slice(0, split), actuals: values.slice(split) };
    });
}

/** Mostly zeros: for the methods of intermittent demand, and nothing else. */
export function isDemand(values: Float64Array): boolean {
  return values.filter((value) => value === 0).length > 0.2 * values.length;
}

/** @throws Error where a package was not asked about one of the series */
export function referencesOf(series: readonly Series[]): {
  readonly packages: Packages;
  readonly versions: { readonly r: string; readonly statsforecast: string };
} {
  const r = read<{ forecast: string; series: readonly Reference[] }>("reference-r.json");
  const other = read<{ statsforecast: string; series: readonly Reference[] }>("reference-statsforecast.json");
  const byName = (all: readonly Reference[]): Answers => {
    const answers = new Map(all.map((one) => [one.name, one]));
    const missing = series.find(({ name }) => !answers.has(name));
    if (missing !== undefined) throw new Error(`no reference for ${missing.name}`);
    return answers;
  };
  return {
    packages: { r: byName(r.series), statsforecast: byName(other.series) },
    versions: { r: r.forecast, statsforecast: other.statsforecast },
  };
}

function read<T>(file: string): T {
  return JSON.parse(fs.readFileSync(path.join(folder, file), "utf8")) as T;
}
