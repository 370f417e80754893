/** What users should know and can't see otherwise, in one sentence. */
export interface Notices {
  warn(message: string): void;
}
