/** What is expected of the files of a watched folder, by kind of data. */
import { readFile } from "node:fs/promises";
import { z } from "zod";
import type { Dataset } from "#domain/dataset";
import { EngineError } from "#domain/errors";
import { dayMs, hourMs, minuteMs, type SeriesSummary } from "#domain/series";
import { formatCount, formatDuration, formatStep, plural } from "#engine/format";
import { timesAfter, wallClockIn } from "#engine/series";

const name = z.string().min(1);
const spans: Readonly<Record<string, number>> = { minute: minuteMs, hour: hourMs, day: dayMs, week: 7 * dayMs };
const spanPattern = /^(\d{1,5}) ?(minute|hour|day|week)s?$/;
const setting = z.union([z.string(), z.number(), z.boolean(), z.array(z.union([z.string(), z.number()]))]);

const kindSchema = z.strictObject({
  name,
  /** Names of files, with * for any characters and ? for one. The first kind that has a file's name is the file's. */
  files: z.array(name).min(1),
  /** Columns that must be there. */
  columns: z.array(name).optional(),
  /** Series that must be there. */
  series: z.array(name).optional(),
  minRows: z.int().min(1).optional(),
  /** Limits of values, by column. */
  range: z.record(name, z.strictObject({ min: z.number().optional(), max: z.number().optional() })).optional(),
  /** Steps without a value, one after the other. */
  maxGapSteps: z.int().min(0).optional(),
  /** How long ago the last step with a value may have ended: "36 hours", "3 days". */
  maxAge: z.string().regex(spanPattern, 'must be a time such as "36 hours" or "3 days"').optional(),
  /** Options of "fantail forecast" by their names, without dashes: { "horizon": 14, "model": "auto" }. */
  forecast: z.record(name, setting).optional(),
});

const expectationsSchema = z.strictObject({ $schema: z.string().optional(), kinds: z.array(kindSchema).min(1) });

export type ExpectedKind = z.infer<typeof kindSchema>;

/** @throws EngineError file-not-found, wrong-arguments */
export async function readExpectations(path: string): Promise<readonly ExpectedKind[]> {
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    throw new EngineError("file-not-found", `The expectations ${path} can't be found or read.`, { cause });
  });
  return parseExpectations(text, path);
}

/** @throws EngineError wrong-arguments, which names the place */
export function parseExpectations(text: string, path: string): readonly ExpectedKind[] {
  const refuse = (what: string): never => {
    throw new EngineError("wrong-arguments", `The expectations ${path} can't be used: ${what}.`, {
      hint: "docs/admin/batch.md says what they may hold.",
    });
  };
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
  const parsed = expectationsSchema.safeParse(json);
  if (parsed.success) return parsed.data.kinds;
  const [issue] = parsed.error.issues;
  const place = (issue?.path ?? []).map(String).join(".");
  return refuse(`${place === "" ? "" : `${place}: `}${issue?.message ?? "they have another form"}`);
}

/** @throws EngineError unexpected-data where no kind has such a name */
export function kindOf(kinds: readonly ExpectedKind[], file: string): ExpectedKind {
  const found = kinds.find(({ files }) => files.some((pattern) => nameMatches(pattern, file)));
  if (found !== undefined) return found;
  throw new EngineError("unexpected-data", `No kind of data has files of this name.`, {
    hint: `Expected: ${kinds.flatMap(({ files }) => files).join(", ")}.`,
  });
}

function nameMatches(pattern: string, file: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${source}$`, "su").test(file);
}

/** Wall-clock milliseconds, and values of which NaN is missing. */
export interface JudgedValues {
  readonly times: Float64Array;
  readonly values: Float64Array;
}

export interface JudgedFile {
  readonly dataset: Pick<Dataset, "columns" | "series" | "zone" | "file">;
  readonly valuesOf: (series: string) => JudgedValues;
  /** The first row of the file with this value in a column; null where that can't be told. */
  readonly rowOf: (column: string, value: number) => Promise<number | null>;
  /** Milliseconds since 1970. */
  readonly nowMs: number;
}

/**
 * Nothing, where the file is as its kind says.
 * @throws EngineError unexpected-data, with a sentence that says what was found and what was expected
 */
export async function judgeFile(kind: ExpectedKind, { dataset, valuesOf, rowOf, nowMs }: JudgedFile): Promise<void> {
  const { columns, series } = dataset;
  const noColumn = kind.columns?.find((wanted) => !columns.some((known) => known.name === wanted));
  if (noColumn !== undefined)
    refuse(kind, `it has no column "${noColumn}".`, { hint: `It has ${columns.map((one) => one.name).join(", ")}.` });
  const { dataRows } = dataset.file;
  if (kind.minRows !== undefined && dataRows < kind.minRows)
    refuse(kind, `it has ${plural(dataRows, "row", "rows")}, and at least ${formatCount(kind.minRows)} are expected.`);
  const noSeries = kind.series?.find((wanted) => !series.some(({ id }) => id === wanted));
  if (noSeries !== undefined) refuse(kind, `it has no series "${noSeries}".`);
  for (const one of series) {
    const column = columnOf(dataset, one);
    const values = valuesOf(one.id);
    await judgeRange(kind, one, column, values, rowOf);
    judgeGaps(kind, one, column, values);
  }
  judgeAge(kind, dataset, valuesOf, nowMs);
}

async function judgeRange(
  kind: ExpectedKind,
  series: SeriesSummary,
  column: string,
  { times, values }: JudgedValues,
  rowOf: JudgedFile["rowOf"],
): Promise<void> {
  const limits = kind.range?.[column];
  if (limits === undefined) return;
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = limits;
  // Missing ones are neither.
  const at = values.findIndex((value) => value < min || value > max);
  if (at < 0) return;
  const value = values[at] ?? Number.NaN;
  const limit = value < min ? `less than ${min}` : `more than ${max}`;
  const row = await rowOf(column, value);
  const when = formatStep(times[at] ?? Number.NaN, series.frequency);
  refuse(kind, `${named(series, column)} is ${value} at ${when}: ${limit}.`, {
    column,
    ...(row === null ? {} : { row }),
  });
}

function judgeGaps(kind: ExpectedKind, series: SeriesSummary, column: string, { times, values }: JudgedValues): void {
  if (kind.maxGapSteps === undefined) return;
  let from = 0;
  for (let step = 0; step <= values.length; step++) {
    if (step < values.length && Number.isNaN(values[step])) continue;
    if (step - from > kind.maxGapSteps) {
      const when = formatStep(times[from] ?? Number.NaN, series.frequency);
      const steps = plural(step - from, "step", "steps");
      refuse(
        kind,
        `${named(series, column)} has no value for ${steps} from ${when} on; at most ${kind.maxGapSteps} are expected.`,
        {
          column,
        },
      );
    }
    from = step + 1;
  }
}

/** The newest of its series counts: one that has ended long ago may be a product that is not sold any more. */
function judgeAge(
  { name: kindName, maxAge }: ExpectedKind,
  { series, zone }: JudgedFile["dataset"],
  valuesOf: JudgedFile["valuesOf"],
  nowMs: number,
): void {
  const [, count, unit = ""] = spanPattern.exec(maxAge ?? "") ?? [];
  if (count === undefined) return;
  const limitMs = Number(count) * (spans[unit] ?? Number.NaN);
  // Times of an unknown zone are taken for this computer's.
  const here = zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  const clockMs = wallClockIn(here)(nowMs);
  let newest: { readonly endMs: number; readonly words: string } | null = null;
  for (const { id, frequency } of series) {
    const { times, values } = valuesOf(id);
    const last = values.findLastIndex((value) => !Number.isNaN(value));
    if (last < 0) continue;
    const time = times[last] ?? Number.NaN;
    const endMs = timesAfter(time, frequency, 1)[0] ?? time;
    if (newest === null || endMs > newest.endMs) newest = { endMs, words: formatStep(time, frequency) };
  }
  if (newest === null) return;
  const ageMs = clockMs - newest.endMs;
  if (ageMs <= limitMs) return;
  refuse(
    { name: kindName },
    `its last value is of ${newest.words}, ${formatDuration(ageMs)} ago; at most ${maxAge} are expected.`,
  );
}

/** The column that a series' values are from: where there are several, a series is called by it, alone or last. */
function columnOf({ columns }: Pick<Dataset, "columns">, { id }: SeriesSummary): string {
  const targets = columns.filter(({ role }) => role === "target").map((column) => column.name);
  return (
    targets.find((target) => targets.length === 1 || id === target || id.endsWith(` / ${target}`)) ?? targets[0] ?? id
  );
}

function named({ id }: SeriesSummary, column: string): string {
  return id === column ? `"${id}"` : `"${column}" of "${id}"`;
}

function refuse(
  { name: kindName }: Pick<ExpectedKind, "name">,
  message: string,
  details: { readonly row?: number; readonly column?: string; readonly hint?: string } = {},
): never {
  throw new EngineError("unexpected-data", `This is not as expected of "${kindName}": ${message}`, details);
}
