/** From bytes to a table: encoding, dialect, rows, columns. */
export { asTable } from "./as-table.ts";
export { csvChunks, csvLine } from "./csv-text.ts";
export { guessLegacyEncoding } from "./encoding-guess.ts";
export { type Encoding, EncodingContradiction } from "./encoding.ts";
export {
  DecimalContradiction,
  type KnownOfFile,
  type ReadTable,
  RecordFileFound,
  SeveralTablesFound,
  TableReader,
} from "./table-reader.ts";
