import type { TableChoice } from "#domain/dataset";
import type { RepairLog } from "#engine/ingest/report";

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
  readonly format?:
    | "xlsx"
    | "ods"
    | "parquet"
    | "arrow"
    | "json"
    | "tsf"
    | "html"
    | "xml"
    | "nem12"
    | "states"
    | "joined"
    | "sqlite";
  /** The file's encoding, where the chunks are a table that was made from its text. */
  readonly encoding?: string;
  /** Sheets of a workbook, tables of a page, files of an archive, when there are several. */
  readonly tables?: TableChoice;
  /** Other sheets whose columns have the same names as this one's. */
  readonly alikeSheets?: readonly string[];
  /** One of `tables` in place of the one that was chosen. Throws EngineError wrong-arguments where there is none of that name. */
  readonly table?: (name: string) => ByteSource;
  /** The files of an archive of several, each under its name there; `chunks` is then nothing to read. */
  readonly files?: readonly ByteSource[];
  /** The row of the file, from 1, that a row of the chunks comes from; the same where it is absent. */
  readonly fileRow?: (row: number) => number;
  /** What whoever made the table from the file has to say about it; called when all chunks have been read. */
  readonly report?: (log: RepairLog) => void;
}
