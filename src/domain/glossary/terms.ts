import type { HandbookPageId } from "./pages.ts";

/**
 * The words that a person meets in the window, each with a sentence and a longer text. Tooltips, the glossary of the handbook
 * and docs/handbook/glossary.md derive from this one table.
 */

export interface Term {
  readonly id: string;
  readonly term: string;
  /** One sentence, for a tooltip. */
  readonly short: string;
  /** What else there is to know; may be several sentences. */
  readonly long: string;
  /** The page of the handbook that goes on from here. */
  readonly page: HandbookPageId;
}

const list = [
  {
    id: "fan-chart",
    term: "Fan chart",
    short: "A chart of the past, a middle line for the future, and ranges around it that widen with time.",
    long: "The darkest range should contain half of what comes, the next 80 % and the widest 95 %. The wider a range, the less is known.",
    page: "reading-the-fan",
  },
  {
    id: "median",
    term: "Median",
    short: "The middle of a forecast: what comes is as likely above it as below it.",
    long: "It is the line within the fan. It is not the most likely value, and not the mean.",
    page: "reading-the-fan",
  },
  {
    id: "actual",
    term: "Actual",
    short: "What really happened at a step that was forecast.",
    long: "Forecasts of the past have actuals beside them. An actual outside of the range is a miss, and is drawn filled.",
    page: "reading-the-fan",
  },
  {
    id: "model",
    term: "Model",
    short:
      "What makes the forecast: a network that has learnt from many series, or a statistical method fitted to this one.",
    long: "Compare models shows how each did on the past of the series. What was adopted for a series is used for it.",
    page: "comparing-models",
  },
  {
    id: "error",
    term: "Error",
    short: "How far the middle of past forecasts was off what happened, on average and in the units of the series.",
    long: "Past forecasts are made as if at earlier times. Beside it stands how far repeating the last season would have been off.",
    page: "trust-and-ranges",
  },
  {
    id: "range",
    term: "Range",
    short: "Two numbers between which a value should lie with a given chance, such as 80 %.",
    long: "The 80 % range leaves one value in ten above it and one in ten below it. A range is a claim; the trust badge says whether the past bears it out.",
    page: "trust-and-ranges",
  },
  {
    id: "quantile",
    term: "Quantile",
    short: "A number that a value stays below with a given chance: the 0.9 quantile in nine of ten cases.",
    long: "An 80 % range lies between the quantiles 0.1 and 0.9. The median is the quantile 0.5.",
    page: "reading-the-fan",
  },
  {
    id: "coverage",
    term: "Coverage",
    short: "The share of past values that lay within a range; best when it equals what the range claims.",
    long: "If the 80 % range contained 81 % of the values in past forecasts, it held. If it contained 60 %, it was too narrow, and if it contained 95 %, too wide.",
    page: "trust-and-ranges",
  },
  {
    id: "corrected-ranges",
    term: "Corrected ranges",
    short: "Ranges that were widened or narrowed by how far past forecasts missed.",
    long: "Each quantile's distance from the median is multiplied by a factor that past forecasts give. The median stays as it is. With a short past the correction is small.",
    page: "trust-and-ranges",
  },
  {
    id: "trust-badge",
    term: "Trust badge",
    short: "Says whether the 80 % range held what it claims in past forecasts.",
    long: "It stands beside the chart. Behind it is what the judgement rests on: how many values, how the error compares with repeating the last season, and what the ranges were corrected with.",
    page: "trust-and-ranges",
  },
  {
    id: "origin",
    term: "Origin",
    short: "The last step that a forecast may see.",
    long: "The forecast from all data has the end of the series as its origin. Twelve months back means a forecast as if made a year before the end, with what was known then.",
    page: "scrubbing",
  },
  {
    id: "past-forecast",
    term: "Past forecast",
    short:
      "A forecast as if made at an earlier time, with only what was known then, to be compared with what happened.",
    long: "Past forecasts show how good such forecasts would have been. They are computed in the background, those nearest to where you look first.",
    page: "scrubbing",
  },
  {
    id: "horizon",
    term: "Horizon",
    short: "How many steps ahead a forecast looks.",
    long: "Unless you choose otherwise it is two seasons: 24 months, 8 weeks, 14 days, 48 hours. The further ahead, the wider the ranges.",
    page: "first-forecast",
  },
  {
    id: "step",
    term: "Step",
    short: "The time from one value of a series to the next: a month, a day, five minutes.",
    long: "The step is found from the times in the file. Import settings can change it, or add up to longer steps.",
    page: "import-settings",
  },
  {
    id: "series",
    term: "Series",
    short: "One sequence of numbers over time, at even steps.",
    long: "A file can hold many: one per column of numbers, or one for each value of an id column such as a shop or a sensor.",
    page: "first-forecast",
  },
  {
    id: "season",
    term: "Season",
    short: "A pattern that repeats after a fixed number of steps, such as a year of months or a week of days.",
    long: "A series can have several: hourly data often have a day and a week. Seasons are found from the values.",
    page: "profile",
  },
  {
    id: "seasonal-naive",
    term: "Seasonal naive",
    short: "The simplest forecast: it repeats the last season.",
    long: "Every model is measured against it. A model that does no better than repeating last year is not worth its trouble.",
    page: "comparing-models",
  },
  {
    id: "skill",
    term: "Skill",
    short: "How much lower a model's error (MASE) is than that of repeating the last season.",
    long: "25 % means a quarter less error. Zero is no better than repeating the last season, and below zero is worse.",
    page: "comparing-models",
  },
  {
    id: "mase",
    term: "MASE",
    short:
      "The mean absolute error in units of seasonal naive's in the history: below 1 is better than repeating the last season.",
    long: "It has no unit, so errors of large and small series can be compared and pooled.",
    page: "comparing-models",
  },
  {
    id: "wql",
    term: "WQL",
    short: "Weighted quantile loss: how far the quantiles were off, as a share of the values. Lower is better.",
    long: "It looks at the whole fan from 10 % to 90 %, and not only at the median.",
    page: "comparing-models",
  },
  {
    id: "bias",
    term: "Bias",
    short: "The mean of forecast less what happened: above zero where forecasts were too high.",
    long: "It is in the units of the series. A forecast without bias can still miss widely, as often above as below.",
    page: "comparing-models",
  },
  {
    id: "no-clear-difference",
    term: "No clear difference",
    short: "The errors of two models differ by no more than chance would explain.",
    long: "A test by Diebold and Mariano at 5 %. Where past forecasts share their steps they count less, and with too few it says so.",
    page: "comparing-models",
  },
  {
    id: "auto",
    term: "Automatic model",
    short:
      "Takes the general network, or one made for what the series measures, unless another model or a mixture of several did better on parts of the series' own past that it was not chosen by; and never one that did worse than repeating the last season.",
    long: "The reason stands behind the trust badge. While it is being chosen, a network's forecast is shown.",
    page: "comparing-models",
  },
  {
    id: "search",
    term: "Search",
    short: "Tries many models and settings on a series' past and checks the best on newer past that it did not see.",
    long: "It runs in the background, can be paused, and goes on after a restart. The score at the newer past is the honest one.",
    page: "comparing-models",
  },
  {
    id: "adopted",
    term: "Adopted",
    short: "A model that you took for a series: it makes this series' forecasts from now on.",
    long: "A file with new rows keeps it. Undo takes it back.",
    page: "comparing-models",
  },
  {
    id: "repair",
    term: "Change made at import",
    short: "What the import did to the file's rows so that they became regular series, with the rows it concerned.",
    long: "The file itself is never changed. Most changes can be undone, and each says what happens then.",
    page: "import-settings",
  },
  {
    id: "flag",
    term: "Flag",
    short:
      "A mark on a single step that the import found something about: filled, an outlier, several rows, incomplete.",
    long: "Flags are drawn on the history. They do not change the values.",
    page: "import-settings",
  },
  {
    id: "correction",
    term: "Correction",
    short: "An edit of a stretch of one series, laid over what the file says.",
    long: "Exclude, replace, multiply, fill or annotate. Corrections stay with the file, and can be undone even after a restart.",
    page: "correcting-data",
  },
  {
    id: "adjustment",
    term: "Adjustment",
    short: "What you put on top of the forecast of a step: a value, an amount or a per cent, with a note.",
    long: "The model's own forecast stays beside it. Totals, exports and tables have the adjusted one.",
    page: "scenarios",
  },
  {
    id: "scenario",
    term: "Scenario",
    short: "A named future: what is assumed of recent values, and what is put on top of the forecast.",
    long: "Scenarios stand beside each other with their ranges and sums. The base is the adjusted forecast.",
    page: "scenarios",
  },
  {
    id: "value-added",
    term: "Value added",
    short: "How much smaller the error became by adjusting, once the adjusted steps were observed.",
    long: "Against the model's own forecast of that time, and against repeating the last season.",
    page: "scenarios",
  },
  {
    id: "profile",
    term: "Profile",
    short: "What can be said of the data before anything is forecast.",
    long: "Counts, distribution, seasons, trend, stationarity, changes, anomalies and correlations, each number with a line that explains it.",
    page: "profile",
  },
  {
    id: "anomaly",
    term: "Anomaly",
    short: "A value far from what its season and trend let one expect.",
    long: "It may be an error or something that really happened. Look before you exclude it.",
    page: "profile",
  },
  {
    id: "changepoint",
    term: "Change",
    short: "A time at which the level of a series shifted and stayed.",
    long: "What came before tells less about what follows. Changes that chance would explain are not listed.",
    page: "profile",
  },
  {
    id: "track-record",
    term: "Track record",
    short: "How forecasts that you were shown did, once their time has come.",
    long: "Forecasts of the future are kept by the file's path. When the file is read again with new rows, they are judged by these.",
    page: "versions",
  },
  {
    id: "threshold",
    term: "Threshold",
    short: "A limit, a range, a target or an amount of stock that matters to you, kept with the file.",
    long: "The forecast says how likely it is to be crossed, and when first. It may be for one series, a group or all series.",
    page: "thresholds",
  },
  {
    id: "service-level",
    term: "Service level",
    short: "The share of cases in which what you have is enough.",
    long: "A higher one costs more stock. Where a unit too few costs u and a unit too many o, the cheapest is u / (u + o).",
    page: "thresholds",
  },
  {
    id: "brier-score",
    term: "Brier score",
    short: "The mean squared miss of stated chances: 0 is best.",
    long: "Somebody who always states how often something happens has a score to compare it with. It falls with chances that are right and that differ from case to case.",
    page: "thresholds",
  },
  {
    id: "device",
    term: "Device",
    short: "What computes a model's forecasts: the processor, or a graphics card.",
    long: "A device is tested first, and used only where its numbers are the processor's.",
    page: "troubleshooting",
  },
] as const satisfies readonly Term[];

export type TermId = (typeof list)[number]["id"];

/** In the order of how one meets them. */
export const terms: readonly (Term & { readonly id: TermId })[] = list;

export function termOf(id: TermId): Term {
  return terms.find((term) => term.id === id) as Term;
}

/** The page of the handbook with all of them, as Markdown. */
export function glossaryPage(): string {
  const sorted = terms.toSorted((one, other) => (one.term < other.term ? -1 : 1));
  return `# Glossary\n\n${sorted.map(({ term, short, long }) => `**${term}.** ${short} ${long}`).join("\n\n")}\n`;
}
