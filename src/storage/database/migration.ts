/** One step from a version of the database to the next. Once released it never changes: a mistake is mended by a later one. */
export interface Migration {
  readonly name: string;
  readonly sql: string;
}
