/** Datasets that stay in the cache whatever else needs room. They are the user's, so they are kept elsewhere. */
export interface Pins {
  list(): readonly string[];
  /** Throws where it would be forgotten. */
  set(dataset: string, isPinned: boolean): void;
  /** Takes over pins from elsewhere; false where they would be forgotten. */
  adopt(datasets: readonly string[]): boolean;
  /** Of everything where no dataset is named. */
  forget(dataset?: string): void;
}
