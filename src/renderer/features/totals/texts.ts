import { defineTexts } from "#renderer/texts";

export const texts = defineTexts("totals", {
  title: "Totals",
  back: "Back to the forecast",
  statistic: "Statistic",
  stretch: "Stretch",
  which: "Which",
  currentDetail: "So far, and the rest",
  steps: "Steps",
  from: "From",
  to: "To",
  noDate: "This is no date.",
  wrongOrder: "It ends before it begins.",
  show: "Show",
  groups: "Groups",
  noGroups: "None",
  grouped: (names: string) => names,
  thenBy: "Then by",
  line: (statistic: string, when: string, median: string, range: string) =>
    `${statistic} of ${when}: ${median} (80\u00A0%: ${range})`,
  undo: "Undo",
  redo: "Redo",
  reconcile: "Reconcile with forecasts of groups",
  all: "All series",
  table: "Totals",
  apart: "Not in the sum",
  empty: "No series.",
  waiting: "Nothing has been computed yet.",
  compute: (count: string) => `Compute totals of ${count}`,
  computing: "Computing…",
  forecastingOne: "Part 1 of 2: forecasting",
  lookingBackAtOne: "Part 2 of 2: reading the past",
  forecasting: (done: string, total: string) => `Part 1 of 2: ${done} of ${total} series forecast`,
  lookingBack: (done: string, total: string) => `Part 2 of 2: past of ${done} of ${total} series read`,
  cancel: "Cancel",
  again: "Try again",
  stale: "These are the totals of what was chosen before.",
  notes: "What to know",
  file: (name: string) => `${name} totals`,
});

export const statisticTexts = defineTexts("totals-statistics", { sum: "Sum", mean: "Mean", peak: "Peak", low: "Low" });

export const statisticTips = defineTexts("totals-statistic-tips", {
  sum: "All steps of the stretch together",
  mean: "The mean of its steps",
  peak: "The highest of its steps; of a group the highest sum of its series at one step",
  low: "The lowest of its steps; of a group the lowest sum of its series at one step",
});

export const stretchTexts = defineTexts("totals-stretches", {
  horizon: "Whole forecast",
  next: "Next steps",
  week: "Week",
  month: "Month",
  quarter: "Quarter",
  year: "Year",
  times: "From – to",
});

export const stretchDetails = defineTexts("totals-stretch-details", {
  horizon: "All forecast steps",
  next: "The first forecast steps",
  period: "With what of it has been observed",
  times: "Between two dates",
});

export const placeTexts = defineTexts("totals-places", {
  current: "Current",
  next: "Next",
  later: (by: string) => `${by} later`,
});

export const scopeTexts = defineTexts("totals-scopes", {
  all: "All series",
  series: "This series",
  chosen: (count: string) => `Chosen: ${count}`,
});

export const columnTexts = defineTexts("totals-columns", {
  name: "Series",
  soFar: "So far",
  total: "Total",
  range: "80 % range",
  picture: "Range",
  before: "Year before",
  change: "Change",
  growth: "Change %",
  share: "Share",
  plan: "Plan",
  chance: "Chance",
});

export const explanationTexts = defineTexts("totals-explanations", {
  name: "A group holds the series below it",
  soFar: "Of the steps that have been observed",
  total: "Median of the total, with what has been observed",
  range: "Eight of ten futures lie within it: from joint paths of all steps and series, not from added ranges",
  picture: "80 % range and median; a line at the same steps a year before",
  before: "The same steps a year before, where all of them were observed",
  change: "Median less the year before",
  growth: "The same as a share of the year before",
  share: "Of the whole",
  plan: "What was planned",
  chance: "How likely the total reaches the plan",
});

export const aboutTexts = defineTexts("totals-about", {
  steps: (observed: string, forecast: string) => `${observed} observed, ${forecast} forecast`,
  forecastOnly: (forecast: string) => `${forecast} forecast`,
  observedOnly: (observed: string) => `${observed} observed`,
  origins: (count: string) => `ranges follow ${count}`,
  usual: "ranges assume what is usual of how steps err together",
});

export const rowTexts = defineTexts("totals-row", {
  title: (name: string) => name,
  plan: "Plan",
  noPlan: "A value that the total is to reach",
  chance: (chance: string, plan: string) => `${chance} chance to reach ${plan}`,
  ranges: (low: string, high: string, share: string) => `${share}: ${low} to ${high}`,
  median: (median: string) => `Median ${median}`,
  mean: (mean: string) => `mean ${mean}`,
  open: "Show its forecast",
});

export const cellTexts = defineTexts("totals-cells", {
  series: "Series",
  level: "Level",
  members: "Series in it",
  stretch: "Stretch",
  from: "From",
  to: "To",
  observed: "Steps observed",
  forecast: "Steps forecast",
  statistic: "Statistic",
  soFar: "So far",
  mean: "Mean",
  before: "Year before",
  share: "Share",
  plan: "Plan",
  chance: "Chance to reach the plan",
  origins: "Past forecasts",
  problem: "Problem",
});
