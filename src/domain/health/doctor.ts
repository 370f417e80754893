import type { ProviderReport } from "#domain/device";
import type { ModelInfo } from "#domain/model";
import type { Health } from "./health.ts";

export interface DoctorSetting {
  /** As in `settings.json`. */
  readonly key: string;
  readonly title: string;
  /** In words. */
  readonly value: string;
  readonly isManaged: boolean;
}

/** Something that whoever manages the computer can decide, and what holds now. */
export interface DoctorPolicy {
  /** As in policy files. */
  readonly name: string;
  readonly title: string;
  /** As JSON; null where nobody has set it and the default depends on the computer. */
  readonly value: string | null;
  readonly origin: "managed" | "recommended" | "user" | "default";
  /** Where it was read; null where nobody but the user decides. */
  readonly source: string | null;
}

export interface DoctorPolicies {
  readonly lines: readonly DoctorPolicy[];
  /** Files, keys or domains that were read, the weakest first. */
  readonly sources: readonly string[];
  /** Sentences: values that several sources give, and whose counts. */
  readonly conflicts: readonly string[];
}

/** Diagnostic information. */
export interface Doctor {
  readonly versions: Readonly<Record<string, string>>;
  /** The user's choice of a device: "auto", or a provider's name. */
  readonly device: string;
  readonly providers: readonly ProviderReport[];
  readonly models: readonly ModelInfo[];
  /** Default models by frequency; "any" is for all others. */
  readonly modelDefaults: Readonly<Record<string, string>>;
  readonly folders: Readonly<Record<string, string>>;
  readonly limits: Readonly<Record<string, number>>;
  /** Those that are not at their default, or that whoever manages the computer has decided. */
  readonly settings: readonly DoctorSetting[];
  readonly policies: DoctorPolicies;
  readonly policy: Readonly<Record<string, string | boolean | number>>;
  readonly health: Health;
}
