/** The tables that a backtest prints. */
import type { BacktestReport, ModelReport, PooledScores } from "#domain/score";
import { formatCount, formatShare, plural } from "#engine/format";
import { alignTable, fixed, signedShare } from "./table.ts";

export const groupings = ["step", "period", "series"] as const;
export type Grouping = (typeof groupings)[number];

/** @param gapSteps between an origin and the first step of the report */
export function describeBacktest(report: BacktestReport, by: readonly Grouping[], gapSteps: number): string {
  const tables = [modelsTable(report), ...by.map((grouping) => groupTable(report, grouping, gapSteps)), legend(report)];
  return tables.join("\n\n");
}

function modelsTable({ models }: BacktestReport): string {
  return alignTable(
    [
      ...["Model", "Skill", "MASE", "WQL", `In ${formatShare(0.8)}`, "Bias", "Seconds", "Won"],
      ...["Against the best", "Width"],
    ],
    models.map((model) => [
      model.id,
      signedShare(model.skill),
      ...scoreCells(model),
      model.seconds.toFixed(1),
      formatCount(model.originsWon),
      verdictOf(model),
      fixed(model.metrics.scaledWidth80, 2),
    ]),
  );
}

function groupTable(report: BacktestReport, grouping: Grouping, gapSteps: number): string {
  const header = [...["MASE", "WQL", `In ${formatShare(0.8)}`, "Bias"], "Width"];
  const cells = (scores: Pick<PooledScores, "metrics">): string[] => [
    ...scoreCells(scores),
    fixed(scores.metrics.scaledWidth80, 2),
  ];
  if (grouping === "series")
    return alignTable(
      ["Series", "Model", "Origins", ...header],
      report.perSeries.flatMap(({ series, model, origins, metrics }) =>
        metrics === undefined ? [] : [[series, model, formatCount(origins), ...cells({ metrics })]],
      ),
    );
  const rows = report.models.flatMap(({ id, detail }) =>
    grouping === "step"
      ? (detail?.byStep ?? []).map((scores, index) => [id, String(gapSteps + index + 1), ...cells(scores)])
      : (detail?.byPeriod ?? []).map((scores) => [id, scores.period, ...cells(scores)]),
  );
  return alignTable(["Model", grouping === "step" ? "Step" : "Period", ...header], rows);
}

function scoreCells({ metrics }: Pick<PooledScores, "metrics">): string[] {
  const coverage = metrics.coverage80;
  return [
    fixed(metrics.MASE, 4),
    fixed(metrics.WQL, 4),
    Number.isNaN(coverage) ? "" : formatShare(coverage),
    signedShare(metrics.relativeBias),
  ];
}

function verdictOf({ againstBest, differsFromBest }: ModelReport): string {
  if (againstBest === null) return differsFromBest === false ? "best" : "";
  const { verdict, p } = againstBest;
  if (verdict === "too-few") return "too few origins";
  return `${verdict === "differs" ? "differs" : "no clear difference"}, p ${p < 0.001 ? "< 0.001" : p.toFixed(3)}`;
}

function legend({ models, perSeries, metric }: BacktestReport): string {
  const [first] = models;
  const series = new Set(perSeries.map((one) => one.series)).size;
  const isBySeries = models.some(({ againstBest }) => againstBest?.pairedBy === "series");
  return [
    `${formatCount(series)} series, ${plural(first?.forecasts ?? 0, "past origin", "past origins")} in all.`,
    "Skill: MASE saved against seasonal naive. Bias: of the actuals, + where forecasts were too high. Won: origins with the least loss.",
    `Against the best by ${metric}: Diebold–Mariano at 5 %${isBySeries ? ", over series, since there are few origins" : ""}. ` +
      `Width: of the ${formatShare(0.8)} range, in errors of seasonal naive.`,
    ...(first !== undefined && first.nonZeroSteps < first.steps
      ? [
          `MAPE, in the JSON, is over the ${formatCount(first.nonZeroSteps)} of ${formatCount(first.steps)} steps whose actual is not zero.`,
        ]
      : []),
  ].join("\n");
}
