import type { ProfiledSeriesRow, Profiling } from "#domain/job";
import { demandClasses } from "#domain/profile";
import { flaggedSteps } from "#renderer/charts";
import {
  chanceText,
  formatCount,
  formatSteps,
  formatTime,
  missingText,
  percent,
  plural,
  seasonBefore,
  signed,
  thresholdName,
  verdictTexts,
} from "#renderer/format";
import { changeOf, type Computed, expectedGrowthOf, knownOf, numbersOf, type OverviewRow } from "#renderer/overview";

/** A series of the table, with what its profile says of it. */
export interface SeriesRow {
  readonly kind: "series";
  readonly id: string;
  readonly row: OverviewRow;
  readonly profile: ProfiledSeriesRow | undefined;
}

/** What the columns need beside a row. */
export interface ColumnFacts {
  /** A model or a method as people call it. */
  readonly modelName: (id: string) => string;
  /** Ids of series with an adopted method. */
  readonly isAdopted: (series: string) => boolean;
  /** Of the file, in the place of a series without a name. */
  readonly fileName: string;
  readonly profiling: Profiling["state"] | null;
}

export interface Column {
  readonly id: string;
  readonly title: string;
  readonly explanation: string;
  /** In rem. */
  readonly width: number;
  readonly isText?: boolean;
  readonly isSortable?: boolean;
  /** It needs a forecast, past forecasts or a profile, which come one after the other. */
  readonly needs?: "forecast" | "evidence" | "profile";
  /** By which it is sorted, filtered, and what a file gets; NaN and "" where there is none, or none yet. */
  readonly valueOf: (row: SeriesRow, facts: ColumnFacts) => number | string;
  /** What a file gets, where that is something else: a time in words. */
  readonly writtenOf?: (row: SeriesRow) => string;
  /** Conditions are typed in this unit: a share as a percentage. */
  readonly unit?: "percent" | "number";
  /** A line: what is drawn, and what is said of it. */
  readonly textOf: (row: SeriesRow, facts: ColumnFacts) => string;
}

/** In the place of what has not come yet. */
export const openText = "…";

const none = Number.NaN;

/** The number, the sign that it is on its way, or why there is none. */
function computedText<T>(computed: Computed<T>, textOf: (value: T) => string): string {
  if (computed.state === "open") return openText;
  if (computed.state === "known") return textOf(computed.value);
  return computed.error === null ? missingText : computed.error.message;
}

const growthText = (share: number): string => signed(percent(share));

function profileText(
  { profile }: SeriesRow,
  { profiling }: ColumnFacts,
  textOf: (profile: NonNullable<ProfiledSeriesRow["profile"]>) => string | null,
): string {
  if (profile?.profile != null) return textOf(profile.profile) ?? missingText;
  const isComing = profiling === null || profiling === "pending" || profiling === "running" || profiling === "retrying";
  return profile?.error == null && isComing ? openText : missingText;
}

/** All that the table can show, in their usual order. */
export const allColumns: readonly Column[] = [
  {
    id: "series",
    title: "Series",
    explanation: "The series, by name",
    width: 10,
    isText: true,
    valueOf: ({ row }) => row.series.id,
    textOf: ({ row }, { fileName }) => (row.series.id === "" ? fileName : row.series.id),
  },
  {
    id: "about",
    title: "Description",
    explanation: "What columns of words in the file say of the series, where they say the same in all of its rows",
    width: 11,
    isText: true,
    valueOf: ({ row }) => row.series.about ?? "",
    textOf: ({ row }) => row.series.about ?? missingText,
  },
  {
    id: "picture",
    title: "Past and forecast",
    explanation: "The last steps, the median of the forecast and its 80 % range. Each series has a scale of its own",
    width: 7.5,
    isText: true,
    isSortable: false,
    valueOf: () => none,
    textOf: () => "",
  },
  {
    id: "last",
    title: "Last value",
    explanation: "The last value of the series, and its time",
    width: 8.75,
    unit: "number",
    valueOf: ({ row }) => row.last,
    textOf: ({ row }) =>
      Number.isNaN(row.last)
        ? missingText
        : `${numbersOf(row)(row.last)} in ${formatTime(row.lastTime, row.series.frequency)}`,
  },
  {
    id: "forecast",
    title: "At the horizon",
    explanation: "Median and 80 % range of the forecast at its last step",
    width: 11.75,
    needs: "forecast",
    unit: "number",
    valueOf: ({ row }) => knownOf(row.forecast)?.median ?? none,
    textOf: ({ row }) =>
      computedText(row.forecast, ({ median, lower, upper, time }) => {
        const number = numbersOf(row);
        const range = Number.isNaN(lower) ? "" : `, 80\u00A0% between ${number(lower)} and ${number(upper)}`;
        return `${number(median)}${range}, in ${formatTime(time, row.series.frequency)}`;
      }),
  },
  {
    id: "growth",
    title: "Growth",
    explanation:
      "The forecast at the horizon against the newest value of the same season; without a season against the last value",
    width: 4.75,
    needs: "forecast",
    unit: "percent",
    valueOf: ({ row }) => expectedGrowthOf(row),
    textOf: ({ row }) =>
      computedText(row.forecast, ({ median, time, base, baseTime }) => {
        const number = numbersOf(row);
        const { frequency } = row.series;
        return `${growthText(expectedGrowthOf(row))}: ${number(median)} in ${formatTime(time, frequency)} against ${number(base)} in ${formatTime(baseTime, frequency)}`;
      }),
  },
  {
    id: "error",
    title: "Error",
    explanation: "Mean absolute error of the median in past forecasts, in the units of the series",
    width: 4.75,
    needs: "evidence",
    unit: "number",
    valueOf: ({ row }) => knownOf(row.evidence)?.error ?? none,
    textOf: ({ row }) =>
      computedText(
        row.evidence,
        ({ error, origins }) => `${numbersOf(row)(error)}, in ${plural(origins, "past forecast", "past forecasts")}`,
      ),
  },
  {
    id: "skill",
    title: "Skill",
    explanation: "How much lower its error is than that of repeating the last season. Below zero it is higher",
    width: 4.25,
    needs: "evidence",
    unit: "percent",
    valueOf: ({ row }) => knownOf(row.evidence)?.skill ?? none,
    textOf: ({ row }) =>
      computedText(row.evidence, ({ skill }) =>
        Number.isNaN(skill)
          ? missingText
          : `${percent(skill)}: ${skill < 0 ? "higher" : "lower"} than repeating ${seasonBefore(row.series.seasonLengths[0] ?? 1, row.series.frequency)}`,
      ),
  },
  {
    id: "coverage",
    title: "In 80\u00A0%",
    explanation: "Share of past values within the 80 % range, and whether that bears out what the range claims",
    width: 4.75,
    needs: "evidence",
    unit: "percent",
    valueOf: ({ row }) => knownOf(row.evidence)?.coverage ?? none,
    textOf: ({ row }) =>
      computedText(
        row.evidence,
        ({ coverage, steps, verdict }) =>
          `${percent(coverage)} of ${plural(steps, "past value", "past values")}: ${verdictTexts[verdict]}`,
      ),
  },
  {
    id: "risk",
    title: "Risk",
    explanation: "How likely its thresholds are crossed within the forecast: the likeliest of them",
    width: 5,
    needs: "forecast",
    unit: "percent",
    valueOf: ({ row }) => knownOf(row.risk)?.chance ?? none,
    textOf: ({ row }) =>
      computedText(row.risk, ({ chance, threshold }) => {
        const context = { frequency: row.series.frequency, number: numbersOf(row) };
        return `${thresholdName(threshold, context)}: ${chanceText(chance)}`;
      }),
  },
  {
    id: "crossing",
    title: "First crossing",
    explanation: "The step at which that threshold is most likely to be crossed first",
    width: 7,
    needs: "forecast",
    valueOf: ({ row }) => crossingOf(row),
    writtenOf: ({ row }) => timeWritten(crossingOf(row)),
    textOf: ({ row }) => computedText(row.risk, () => formatTime(crossingOf(row), row.series.frequency)),
  },
  {
    id: "flags",
    title: "Flags",
    explanation: "Steps that the import changed or marked",
    width: 3.75,
    unit: "number",
    valueOf: ({ row }) => flaggedSteps(row.series.flags),
    textOf: ({ row }) => formatCount(flaggedSteps(row.series.flags)),
  },
  {
    id: "model",
    title: "Model",
    explanation: "What made the forecast, and whether it was adopted for this series",
    width: 7.25,
    isText: true,
    needs: "forecast",
    valueOf: ({ row }, { modelName }) => {
      const id = knownOf(row.forecast)?.model ?? "";
      return id === "" ? "" : modelName(id);
    },
    textOf: ({ row }, { modelName, isAdopted }) =>
      computedText(row.forecast, ({ model }) => `${modelName(model)}${isAdopted(row.series.id) ? ", adopted" : ""}`),
  },
  {
    id: "anomaly",
    title: "Last anomaly",
    explanation: "The newest value that is far from what trend and seasons say. Sorted by how long ago that was",
    width: 8,
    isText: true,
    needs: "profile",
    unit: "number",
    valueOf: (row) => stepsSinceAnomaly(row),
    textOf: (row, facts) =>
      profileText(row, facts, ({ anomalies }) => {
        const [latest] = anomalies?.list ?? [];
        if (latest === undefined) return anomalies === null ? null : "None";
        const ago = stepsSinceAnomaly(row);
        const when = ago === 0 ? "the last value" : `${formatSteps(ago, row.row.series.frequency)} ago`;
        return `${latest.kind === "high" ? "High" : "Low"}, ${when}`;
      }),
  },
  {
    id: "change",
    title: "Change",
    explanation: "The last value against the one a season before it; without a season against the one before",
    width: 5,
    unit: "percent",
    valueOf: ({ row }) => changeOf(row),
    textOf: ({ row }) => {
      if (Number.isNaN(changeOf(row))) return missingText;
      const number = numbersOf(row);
      return `${growthText(changeOf(row))} against ${number(row.before)} in ${formatTime(row.beforeTime, row.series.frequency)}`;
    },
  },
  {
    id: "demand",
    title: "Demand",
    explanation: "How demand comes: how often there is any, and how different the sizes are",
    width: 6,
    isText: true,
    needs: "profile",
    valueOf: ({ profile }) => demandText(profile),
    textOf: (row, facts) => profileText(row, facts, () => demandText(row.profile) || null),
  },
  {
    id: "forecastability",
    title: "Forecastability",
    explanation: "How regular the series is, by the entropy of its spectrum: 0 % pure noise, 100 % a pure wave",
    width: 6.5,
    needs: "profile",
    unit: "percent",
    valueOf: ({ profile }) => profile?.profile?.forecastability?.value ?? none,
    textOf: (row, facts) =>
      profileText(row, facts, ({ forecastability }) =>
        forecastability === null ? null : percent(forecastability.value),
      ),
  },
  {
    id: "missing",
    title: "Missing",
    explanation: "Steps without a value, as a share of all steps",
    width: 4.75,
    unit: "percent",
    valueOf: ({ row }) => row.series.missing / row.series.steps,
    textOf: ({ row }) => percent(row.series.missing / row.series.steps, row.series.missing > 0 ? 1 : 0),
  },
  {
    id: "steps",
    title: "Steps",
    explanation: "Length of the series, missing steps included",
    width: 4.5,
    unit: "number",
    valueOf: ({ row }) => row.series.steps,
    textOf: ({ row }) => formatCount(row.series.steps),
  },
];

const byId = new Map(allColumns.map((column) => [column.id, column]));

/** Those of these ids that there are, in their order; the name is always first. */
export function columnsOf(ids: readonly string[]): readonly Column[] {
  const others = [...new Set(ids)].filter((id) => id !== "series");
  return ["series", ...others].flatMap((id) => byId.get(id) ?? []);
}

export function columnOf(id: string): Column | undefined {
  return byId.get(id);
}

/** In full, for programs; empty where there is none. */
export function timeWritten(time: number | undefined): string {
  return time === undefined || Number.isNaN(time) ? "" : new Date(time).toISOString().slice(0, 19);
}

/** Of what all but never happens it is not said when. */
function crossingOf({ risk }: OverviewRow): number {
  const { chance, first } = knownOf(risk) ?? { chance: 0, first: none };
  return chance < 0.005 ? none : first;
}

function stepsSinceAnomaly({ row, profile }: SeriesRow): number {
  const [latest] = profile?.profile?.anomalies?.list ?? [];
  return latest === undefined ? none : row.series.steps - 1 - latest.step;
}

function demandText(profile: ProfiledSeriesRow | undefined): string {
  const demand = profile?.profile?.demand;
  return demand == null ? "" : demandClasses[demand.class].label;
}
