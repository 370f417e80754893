/** What an import is given: a file's bytes, what the user fixed by hand, and what the host lends. */
export type { ByteSource, TableChoice } from "./byte-source.ts";
export type { Aggregation, DateOrder, DuplicatePolicy, IngestOptions } from "./options.ts";
export type { CancelSignal, IngestPorts, IngestProgress, Sha256 } from "./ports.ts";
