/** What an import is given: a file's bytes, what the user fixed by hand, and what the host lends. */
export type { ByteSource } from "./byte-source.ts";
export type { IngestPorts, Sha256 } from "./ports.ts";
