/** What can be set: values, defaults, and for each a title, what it does, and what it may be. */
export {
  changedTexts,
  horizonBounds,
  horizonUnits,
  isChanged,
  maxSearchProcesses,
  settingChoices,
  settingDefinitions,
  settingSections,
  settingText,
  type SettingDefinition,
} from "./definitions.ts";
export {
  changedSettings,
  defaultSettings,
  type Horizons,
  type SettingChange,
  type SettingKey,
  type SettingValues,
  type ShortcutChanges,
  type Theme,
  wantedHorizon,
} from "./values.ts";
