import type { DeviceSetting } from "#domain/device";
import type { WindowFormat } from "#domain/export";
import type { LogLevel } from "#domain/health";
import type { SettingValues } from "#domain/settings";

/** Settings of `#domain/settings` that a policy can decide, under their own names. */
export const policySettings = [
  "theme",
  "contrast",
  "motion",
  "numberFormat",
  "dateFormat",
  "firstDayOfWeek",
  "holidayCountry",
  "bands",
  "isRounded",
  "isBackgroundPaused",
  "searchProcesses",
  "startsWith",
] as const;
export type PolicySetting = (typeof policySettings)[number];

/** What whoever manages the computer can decide. */
export interface PolicyValues extends Pick<SettingValues, PolicySetting> {
  /** Where models run. */
  readonly device: DeviceSetting;
  /** Ids of the models with a file that may be used. */
  readonly allowedModels: readonly string[];
  /** Id of the model that is used where none is named. */
  readonly defaultModel: string;
  /** Users may bring models of their own. */
  readonly modelImport: boolean;
  readonly exportFormats: readonly WindowFormat[];
  /** Files may be written there, and below. */
  readonly exportFolders: readonly string[];
  /** Files may be read from there, and below. */
  readonly dataFolders: readonly string[];
  /** Tables may be pasted from the clipboard. */
  readonly pasteData: boolean;
  readonly cacheFolder: string;
  /** Of 10^6 bytes. */
  readonly cacheDiskMegabytes: number;
  readonly cacheMemoryMegabytes: number;
  readonly network: "none";
  /** A folder, or an https address. */
  readonly updateSource: string;
  /** Ed25519, the 32 bytes in base64. */
  readonly updateKey: string;
  readonly updateAtStart: "nothing" | "stage";
  /** BCP 47. */
  readonly locale: string;
  readonly logLevel: LogLevel;
}

export type PolicyName = keyof PolicyValues;
export type PolicyLevel = "managed" | "recommended";
export type PolicyChoices = Partial<PolicyValues>;

/** Where a value was read. */
export interface PolicyPlace {
  /** A file, a registry key or a preferences domain. */
  readonly source: string;
  /** From 1; null where the source has no lines. */
  readonly line: number | null;
}

/** Everything that is decided for this computer and this user. */
export interface Policy {
  readonly managed: PolicyChoices;
  readonly recommended: PolicyChoices;
  readonly places: {
    readonly [Level in PolicyLevel]: Readonly<Partial<Record<PolicyName, PolicyPlace>>>;
  };
  /** Sources that were read, in their order. */
  readonly sources: readonly string[];
  /** Sentences: values that several sources give, and whose counts. */
  readonly conflicts: readonly string[];
}

export const noPolicy: Policy = {
  managed: {},
  recommended: {},
  places: { managed: {}, recommended: {} },
  sources: [],
  conflicts: [],
};
