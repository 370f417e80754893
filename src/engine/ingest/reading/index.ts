/** From bytes to a table: encoding, dialect, rows, columns. */
export { detectDialect, plainDialect } from "./dialect.ts";
export { RowTokenizer } from "./row-tokenizer.ts";
export { csvChunks, csvLine, decimalText } from "./csv-text.ts";
export { guessLegacyEncoding } from "./encoding-guess.ts";
export { decodeStrictly, detectEncoding, type Encoding, EncodingContradiction, TextStream } from "./encoding.ts";
export { DecimalContradiction, type KnownOfFile, RecordFileFound, SeveralTablesFound } from "./second-reading.ts";
export { type ReadTable, TableReader } from "./table-reader.ts";
