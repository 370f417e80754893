import type { PackageKind } from "./update.ts";

/** How an installation was made, and so how it is updated. */
export interface Installation {
  readonly kind: PackageKind;
  /** The folder that holds it; null where it can't be changed from within. */
  readonly swappable: string | null;
}

/** What an update source has for this installation. */
export interface UpdateStatus {
  readonly running: string;
  /** Version of the source. */
  readonly offered: string;
  readonly isNewer: boolean;
  readonly source: string;
  /** The package for this installation. */
  readonly name: string;
  readonly kind: PackageKind;
  readonly bytes: number;
  readonly sha256: string;
}

/** A package that was fetched and checked. */
export interface StagedUpdate {
  readonly version: string;
  readonly kind: PackageKind;
  /** Absolute. */
  readonly path: string;
  readonly sha256: string;
  /** Whether `fantail update --apply` installs it; otherwise an administrator's tool does. */
  readonly isApplicable: boolean;
}

export interface AppliedUpdate {
  readonly version: string;
  /** The version before it, which can be put back. */
  readonly previous: string;
  readonly folder: string;
}
