import type { Signal } from "#engine/concurrency";

import type { ImportProgress } from "#domain/dataset";

export interface IngestPorts {
  readonly sha256: () => Sha256;
  readonly onProgress: (progress: ImportProgress) => void;
  readonly signal: Signal;
  /** The calendar's year: which century 65 and 31 belong to depends on it. */
  readonly thisYear: number;
  /** Lets the host handle its messages; called about every 10 ms of work. */
  readonly yield?: () => Promise<void>;
}

export interface Sha256 {
  /** The bytes are the caller's again when this returns. */
  update(bytes: Uint8Array): void;
  hexDigest(): string;
}
