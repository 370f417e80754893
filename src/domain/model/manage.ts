import type { DeviceSetting, ProviderReport } from "#domain/device";
import type { Frequency } from "#domain/series";
import type { ModelDefaults } from "./choose.ts";
import type { MissingRule, ModelInfo, OutputKind } from "./model.ts";

/** All models and the devices that run them. */
export interface ModelsState extends ModelDefaults {
  readonly models: readonly ModelInfo[];
  /** Folders of the user's models that can't be loaded, and why. */
  readonly unreadable: readonly { readonly folder: string; readonly message: string }[];
  readonly device: DeviceSetting;
  readonly providers: readonly ProviderReport[];
}

/** The user's description of a model without a manifest; absent fields are taken from the file. */
export interface ModelDescription {
  readonly name?: string | undefined;
  readonly licence?: string | undefined;
  readonly output?: OutputKind | undefined;
  readonly levels?: readonly number[] | undefined;
  readonly contextSteps?: number | undefined;
  readonly horizonSteps?: number | undefined;
  readonly missing?: MissingRule | undefined;
  /** The only step length it was made for; any when absent. */
  readonly frequency?: Frequency | undefined;
}
