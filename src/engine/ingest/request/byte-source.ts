import type { TableChoice } from "#domain/dataset";

/** The bytes of one file. */
export interface ByteSource {
  /** Base name, for messages only. */
  readonly name: string;
  readonly sizeBytes: number;
  /**
   * Can be iterated again from the start: where the evidence of a whole column contradicts its first rows, the file is read
   * once more. A chunk is not kept after the next one was asked for. It may be a Buffer, whose `slice`
   * copies nothing.
   */
  readonly chunks: AsyncIterable<Uint8Array>;
  /** How many of `sizeBytes` have been read, where the chunks are not the file's own bytes (archives). */
  readonly positionBytes?: () => number;
  /** The file's format where the chunks are a table that was made from it, written as CSV. */
  readonly format?: "xlsx" | "parquet" | "json" | "tsf";
  /** Sheets of a workbook, when there are several. */
  readonly tables?: TableChoice;
  /** Other sheets whose columns have the same names as this one's. */
  readonly alikeSheets?: readonly string[];
  /** One sheet of a workbook, in place of the first that holds a table. Throws EngineError wrong-arguments where there is none. */
  readonly sheet?: (name: string) => ByteSource;
}
