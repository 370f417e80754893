export { type FurtherSetting, FurtherSettingsContext } from "./further.ts";
export { settingsDialog } from "./later.ts";
