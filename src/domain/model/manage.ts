import type { DeviceSetting, ProviderReport } from "#domain/device";
import type { Frequency } from "#domain/series";
import type { ModelDefaults } from "./choose.ts";
import type { MissingRule, ModelInfo, OutputKind } from "./model.ts";

/** Everything that is known about models and what runs them. */
export interface ModelsState extends ModelDefaults {
  readonly models: readonly ModelInfo[];
  /** Folders among the user's models that hold none, and why. */
  readonly unreadable: readonly { readonly folder: string; readonly message: string }[];
  readonly device: DeviceSetting;
  readonly providers: readonly ProviderReport[];
}

/** What the user says of a model that comes without a manifest; whatever is absent is taken from its file. */
export interface ModelDescription {
  readonly name?: string | undefined;
  readonly licence?: string | undefined;
  readonly output?: OutputKind | undefined;
  readonly levels?: readonly number[] | undefined;
  readonly contextSteps?: number | undefined;
  readonly horizonSteps?: number | undefined;
  readonly missing?: MissingRule | undefined;
  /** The only step that it was made for; any when absent. */
  readonly frequency?: Frequency | undefined;
}
