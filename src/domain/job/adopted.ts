/** A method that the user took for a series. */
export interface AdoptedMethod {
  readonly dataset: string;
  readonly series: string;
  /** The method's id. */
  readonly method: string;
  /** By hand, or from a search. */
  readonly source: "manual" | "search";
  /** The search that found it. */
  readonly job: string | null;
  /** Scores that it was adopted with, by the search's metric. */
  readonly metric: string | null;
  readonly score: number | null;
  readonly honestScore: number | null;
  /** Milliseconds since 1970. */
  readonly adoptedMs: number;
}

/** Stands for the method that was adopted for each series. */
export const adoptedModel = "adopted";
