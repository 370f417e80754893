/** Methods to be compared in depth on one series. */
export interface ComparisonRequest {
  readonly dataset: string;
  readonly series: string;
  /** Ids of models or of configured methods, the best first. */
  readonly models: readonly string[];
}

/** Opens the page that compares; who shows results does not know it. */
export type OpenComparison = (request: ComparisonRequest) => void;
