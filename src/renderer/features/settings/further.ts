import { type ComponentType, createContext } from "react";
import type { SettingDefinition } from "#domain/settings";
import type { Loader } from "#renderer/ui";

/** Something that can be set and is kept elsewhere than among the settings: its control is another feature's. */
export interface FurtherSetting {
  readonly id: string;
  readonly section: SettingDefinition["section"];
  readonly title: string;
  /** What it does, as a sentence. */
  readonly effect: string;
  readonly default: string;
  /** Other words that people look for. */
  readonly alias: string;
  readonly control: Loader<ComponentType>;
}

export const FurtherSettingsContext = createContext<() => readonly FurtherSetting[]>(() => []);
