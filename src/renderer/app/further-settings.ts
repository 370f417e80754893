import { budgetSetting } from "#renderer/features/storage";
import { defaultModelSetting, deviceSetting } from "#renderer/features/models";
import type { FurtherSetting } from "#renderer/features/settings";
import { texts } from "./texts.ts";

/** What other features let people set, on the settings page. */
export const furtherSettings = (): readonly FurtherSetting[] => [
  {
    id: "default-model",
    section: "forecasts",
    title: texts.defaultModel,
    effect: texts.defaultModelAbout,
    default: texts.defaultModelDefault,
    alias: "network",
    control: defaultModelSetting,
  },
  {
    id: "device",
    section: "computing",
    title: texts.device,
    effect: texts.deviceAbout,
    default: texts.deviceDefault,
    alias: "gpu cpu graphics card processor cuda webgpu",
    control: deviceSetting,
  },
  {
    id: "budgets",
    section: "computing",
    title: texts.budgets,
    effect: texts.budgetsAbout,
    default: texts.budgetsDefault,
    alias: "storage cache disk memory room budget limit",
    control: budgetSetting,
  },
];
