/** What is known of a process that ended unasked. */
export interface CrashReport {
  /** Name of its file. */
  readonly id: string;
  /** ISO 8601. */
  readonly time: string;
  /** `main`, `window`, `gpu`, or the name of a worker; `unknown` where only a minidump tells of it. */
  readonly process: string;
  readonly reason: string;
  readonly exitCode: number | null;
  readonly hasMinidump: boolean;
  /** All of it, as it is in the file. */
  readonly text: string;
}
