/** What its author says in a report; empty where nothing is said. */
export interface ReportTexts {
  /** In place of the series' name. */
  readonly title: string;
  readonly author: string;
  /** Paragraphs, divided by line breaks. */
  readonly comments: string;
}

export const noReportTexts: ReportTexts = { title: "", author: "", comments: "" };

/** Characters. */
export const reportLimits = { title: 200, author: 200, comments: 10_000 } as const;

/** A note or an event that was put down about a stretch of a series. */
export interface ReportNote {
  readonly series: string;
  /** Of its first and last step, wall-clock milliseconds. */
  readonly from: number;
  readonly to: number;
  /** What kind of correction it is, in a word or two. */
  readonly kind: string;
  readonly text: string;
}

/** What a report has beside its forecasts. */
export interface ReportParticulars {
  readonly author: string;
  readonly comments: string;
  readonly notes: readonly ReportNote[];
}
