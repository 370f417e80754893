/** From scores per data set to the figures and the table of the accuracy benchmark. */
import { geometricMean, type Scores } from "#engine/metrics";
import { type DataSet, type Half, halves } from "./accuracy-sets.ts";
import type { FigureInput } from "./lib.ts";

/** One method on one set, beside seasonal naive on the very same windows. */
export interface Row {
  readonly set: Pick<DataSet, "name" | "half">;
  readonly method: string;
  readonly windows: number;
  readonly scores: Scores;
  readonly naive: Scores;
  /** Processor time of the forecasts alone. */
  readonly seconds: number;
  /** WQL over that of the better of ETS and Theta on the windows that all three forecast; for neural models only. */
  readonly againstStatistics?: number;
}

export type Part = Half | "all";
export const parts: readonly Part[] = [...halves, "all"];

const shares = ["0.5", "0.8", "0.95"] as const;
const nameOf = { "0.5": "coverage50", "0.8": "coverage80", "0.95": "coverage95" } as const;

export function methodsOf(rows: readonly Row[]): string[] {
  return [...new Set(rows.map((row) => row.method))];
}

export function rowsOf(rows: readonly Row[], method: string, part: Part): Row[] {
  return rows.filter((row) => row.method === method && (part === "all" || row.set.half === part));
}

export const wqlRatio = ({ scores, naive }: Row): number => scores.WQL / naive.WQL;
export const maseRatio = ({ scores, naive }: Row): number => scores.MASE / naive.MASE;

/** What every set says, and then the means, so that the printed list ends with them. */
export function figuresOf(rows: readonly Row[], neural: ReadonlySet<string>): FigureInput[] {
  return [
    ...rows.flatMap(setFigures),
    ...methodsOf(rows).flatMap((method) => meanFigures(rows, method, neural.has(method))),
  ];
}

function setFigures(row: Row): FigureInput[] {
  const { method, scores, naive, windows: runs } = row;
  const against = (baseline: number) => (scores === naive ? {} : { baseline });
  const id = (figure: string): string => `${figure}-${method}/${row.set.name}`;
  return [
    { id: id("wql"), value: scores.WQL, unit: "of mean |actual|", ...against(naive.WQL), runs },
    { id: id("mase"), value: scores.MASE, unit: "seasonal scale", ...against(naive.MASE), runs },
    ...shares.map((share) => ({ id: id(nameOf[share]), value: scores.coverage[share], unit: "of steps", runs })),
    { id: id("seconds"), value: row.seconds, unit: "processor s", runs },
  ];
}

/** Each set weighs the same, however many series it has. */
function meanFigures(rows: readonly Row[], method: string, isNeural: boolean): FigureInput[] {
  const all = rowsOf(rows, method, "all");
  const isBaseline = all.every(({ scores, naive }) => scores === naive);
  const figures: FigureInput[] = [];
  for (const part of parts) {
    const chosen = rowsOf(rows, method, part);
    if (chosen.length === 0) continue;
    const suffix = part === "all" ? "" : `/${part}`;
    const runs = chosen.length;
    if (!isBaseline) {
      const hasTarget = isNeural && part !== "development";
      const value = geometricMean(chosen.map(wqlRatio));
      figures.push({
        id: `wql-ratio-${method}${suffix}`,
        value,
        unit: "of naive",
        runs,
        ...(hasTarget && { target: "< 1" }),
      });
      figures.push({
        id: `mase-ratio-${method}${suffix}`,
        value: geometricMean(chosen.map(maseRatio)),
        unit: "of naive",
        runs,
      });
    }
    for (const share of shares) {
      const mean = chosen.reduce((sum, { scores }) => sum + scores.coverage[share], 0) / chosen.length;
      figures.push({ id: `${nameOf[share]}-${method}${suffix}`, value: mean, unit: "of steps", runs });
    }
  }
  figures.push({
    id: `seconds-${method}`,
    value: all.reduce((sum, row) => sum + row.seconds, 0),
    unit: "processor s",
    runs: all.length,
  });
  if (isNeural) figures.push(...goals(all, method));
  return figures;
}

/** Where the models are meant to arrive; a first model may miss them, and then the results say so. */
function goals(rows: readonly Row[], method: string): FigureInput[] {
  const runs = rows.length;
  const against = rows.map((row) => row.againstStatistics ?? Number.NaN);
  return [
    {
      id: `wql-ratio-${method}/goal`,
      value: geometricMean(rows.map(wqlRatio)),
      unit: "of naive",
      target: "<= 0.65",
      runs,
    },
    {
      id: `mase-ratio-${method}/goal`,
      value: geometricMean(rows.map(maseRatio)),
      unit: "of naive",
      target: "<= 0.78",
      runs,
    },
    {
      id: `wql-against-ets-theta-${method}/goal`,
      value: geometricMean(against),
      unit: "of the better",
      target: "<= 0.75",
      runs,
    },
  ];
}

/** One block per score, a line per set and a column per method; the means stand below. */
export function tableOf(rows: readonly Row[]): string {
  const methods = methodsOf(rows);
  const compared = methods.filter((method) =>
    rowsOf(rows, method, "all").some(({ scores, naive }) => scores !== naive),
  );
  const percent = (row: Row): string =>
    shares.map((share) => (100 * row.scores.coverage[share]).toFixed(0)).join(" / ");
  return [
    block("WQL, ratio to seasonal naive", rows, compared, (row) => wqlRatio(row).toFixed(3), wqlRatio),
    block("MASE, ratio to seasonal naive", rows, compared, (row) => maseRatio(row).toFixed(3), maseRatio),
    block("Steps inside the 50 / 80 / 95 % bands, percent", rows, methods, percent),
    block("Processor seconds", rows, methods, (row) => row.seconds.toFixed(2)),
  ].join("\n\n");
}

function block(
  title: string,
  rows: readonly Row[],
  methods: readonly string[],
  cell: (row: Row) => string,
  ratio?: (row: Row) => number,
): string {
  const sets = [...new Map(rows.map(({ set }) => [set.name, set])).values()];
  const lines = [
    [title, "half", "windows", ...methods],
    ...sets.map((set) => {
      const here = rows.filter((row) => row.set.name === set.name);
      const counts = [...new Set(here.map((row) => row.windows))].join(", ");
      return [
        set.name,
        set.half,
        counts,
        ...methods.map((method) =>
          here
            .filter((row) => row.method === method)
            .map(cell)
            .join(),
        ),
      ];
    }),
  ];
  for (const part of ratio === undefined ? [] : parts) {
    const means = methods.map((method) => rowsOf(rows, method, part).map(ratio as (row: Row) => number));
    if (means.some((ratios) => ratios.length > 0)) {
      lines.push([
        "geometric mean",
        part,
        "",
        ...means.map((ratios) => (ratios.length === 0 ? "" : geometricMean(ratios).toFixed(3))),
      ]);
    }
  }
  const widths = lines[0]!.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  return lines
    .map((line) =>
      line
        .map((text, column) => (column < 2 ? text.padEnd(widths[column]!) : text.padStart(widths[column]!)))
        .join("  "),
    )
    .join("\n");
}
