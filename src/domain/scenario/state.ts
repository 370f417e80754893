import type { Scenario } from "./scenario.ts";

/** What is assumed of an open dataset. */
export interface ScenariosState {
  /** Handle of the file's own content. */
  readonly base: string;
  /** The base first. */
  readonly scenarios: readonly Scenario[];
  /** Steps of the history that are in force, of `steps` in all. */
  readonly position: number;
  readonly steps: number;
}
