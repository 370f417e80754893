/** As much of a structured log as is written to here. Never user data. */
export interface Logger {
  warn(event: string, fields?: Readonly<Record<string, string | number | boolean | null | undefined>>): void;
  error(event: string, fields?: Readonly<Record<string, string | number | boolean | null | undefined>>): void;
}
