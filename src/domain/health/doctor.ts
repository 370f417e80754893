import type { ProviderReport } from "#domain/device";
import type { ModelInfo } from "#domain/model";
import type { Health } from "./health.ts";

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
  readonly policy: Readonly<Record<string, string | boolean | number>>;
  readonly health: Health;
}
