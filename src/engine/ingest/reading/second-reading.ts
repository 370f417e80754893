/** What is found only while a file is read, and makes it worth reading again with what is known then. */
import type { DecimalMark } from "#engine/ingest/cells";
import type { Section } from "#engine/ingest/understanding";
import type { RecordTable } from "#engine/ingest/vendors";
import type { Encoding } from "./encoding.ts";

/** Thrown when the file turns out to hold record tables: it is read again, for one of them. */
export class RecordFileFound extends Error {}

/** Thrown when the file seems to hold several tables: it is read again, for one of them. */
export class SeveralTablesFound extends Error {}

/** Thrown when a column's marks turn out to mean the other thing: the file is read again with what is known now. */
export class DecimalContradiction extends Error {
  /** By column of the file. */
  readonly decimals: ReadonlyMap<number, DecimalMark>;

  constructor(decimals: ReadonlyMap<number, DecimalMark>) {
    super("Decimal marks contradict the first rows.");
    this.decimals = decimals;
  }
}

/** What is known of a file before it is read, from readings that had to be given up. */
export interface KnownOfFile {
  readonly encoding?: Encoding | null;
  /** By column of the table. */
  readonly decimals?: ReadonlyMap<number, DecimalMark>;
  /** The one table to read of a record file. */
  readonly record?: RecordTable | null;
  /** The one table to read of a file with several. */
  readonly section?: Section | null;
  /** The whole file is one table, however it looks. */
  readonly isOneTable?: boolean;
}
