/** What an import is given: a file's bytes, what the user fixed by hand, and what the host lends. */
export type { TableChoice } from "#domain/dataset";
export type { ByteSource } from "./byte-source.ts";
export type { Aggregation, DateOrder, DuplicatePolicy, IngestOptions } from "./options.ts";
export type { ImportProgress as IngestProgress } from "#domain/dataset";
export type { IngestPorts, Sha256 } from "./ports.ts";
