/** What is known of one execution provider on this machine. */
export interface ProviderReport {
  readonly name: string;
  readonly state: "used" | "available" | "refused" | "absent";
  readonly reason: string | null;
  readonly windowsPerSecond: number | null;
  /** The batch size that was fastest when the device was measured. */
  readonly windowsPerRun: number | null;
  readonly largestRelativeError: number | null;
}
