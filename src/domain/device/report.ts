/** One execution provider on this machine. */
export interface ProviderReport {
  readonly name: string;
  readonly state: "used" | "available" | "refused" | "absent";
  readonly reason: string | null;
  readonly windowsPerSecond: number | null;
  /** The fastest batch size in the device's measurement. */
  readonly windowsPerRun: number | null;
  readonly largestRelativeError: number | null;
}
