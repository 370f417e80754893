/**
 * Every setting with what a person has to know of it. The settings page, `fantail doctor` and whatever validates or manages
 * settings derive from this one table.
 */
import { holidayCountries } from "#domain/influence";
import { frequencyUnits, maxHorizonSteps } from "#domain/series";
import { defaultSettings, type SettingKey, type SettingValues } from "./values.ts";

export const settingSections = [
  { id: "appearance", title: "Appearance" },
  { id: "formats", title: "Numbers and dates" },
  { id: "forecasts", title: "Forecasts" },
  { id: "computing", title: "Computing" },
  { id: "start", title: "Start" },
  { id: "keyboard", title: "Keyboard" },
] as const;
export type SettingSection = (typeof settingSections)[number]["id"];

export type SettingKind<V> =
  | {
      readonly type: "choice";
      readonly options: readonly { readonly value: V & string; readonly label: string; readonly detail?: string }[];
    }
  | { readonly type: "switch" }
  /** A whole number; `automatic` is what the smallest is called where it stands for "by itself". */
  | { readonly type: "number"; readonly min: number; readonly max: number; readonly automatic?: string }
  | { readonly type: "horizons" }
  | { readonly type: "shortcuts" }
  /** Kept with the settings, and no one's to set by hand. */
  | { readonly type: "kept" };

export interface SettingDefinition<K extends SettingKey = SettingKey> {
  readonly key: K;
  readonly section: SettingSection;
  readonly title: string;
  /** What it does, in a sentence or two. */
  readonly effect: string;
  readonly default: SettingValues[K];
  readonly kind: SettingKind<SettingValues[K]>;
  /** Other words that people look for. */
  readonly alias?: string;
}

type Definitions = { readonly [K in SettingKey]: Omit<SettingDefinition<K>, "key" | "default"> };

/** Horizons may be set for these steps, in this order. */
export const horizonUnits = frequencyUnits.toReversed();
export const horizonBounds = { min: 1, max: maxHorizonSteps } as const;
export const maxSearchProcesses = 256;

/** In the order of their names. */
function countryOptions(): { readonly value: string; readonly label: string }[] {
  const names = new Intl.DisplayNames(["en"], { type: "region" });
  return holidayCountries
    .map((value) => ({ value, label: names.of(value) ?? value }))
    .toSorted((one, other) => one.label.localeCompare(other.label, "en"));
}

const definitions: Definitions = {
  theme: {
    section: "appearance",
    title: "Theme",
    effect: "Colours of the window. Exported pictures and reports have their own.",
    alias: "dark light mode colours",
    kind: {
      type: "choice",
      options: [
        { value: "system", label: "Match system" },
        { value: "light", label: "Light" },
        { value: "dark", label: "Dark" },
      ],
    },
  },
  contrast: {
    section: "appearance",
    title: "Contrast",
    effect: "More contrast gives lines and texts the strongest colour.",
    alias: "accessibility high contrast",
    kind: {
      type: "choice",
      options: [
        { value: "system", label: "Match system" },
        { value: "more", label: "More" },
      ],
    },
  },
  motion: {
    section: "appearance",
    title: "Motion",
    effect: "Less motion shows and hides things at once.",
    alias: "accessibility animation reduced",
    kind: {
      type: "choice",
      options: [
        { value: "system", label: "Match system" },
        { value: "less", label: "Less" },
      ],
    },
  },
  numberFormat: {
    section: "formats",
    title: "Numbers",
    effect:
      "In the window, in fields, in pictures and in HTML reports. CSV, JSON, Parquet and the command line always write 1234.5.",
    alias: "locale decimal comma point thousands separator region",
    kind: {
      type: "choice",
      options: [
        { value: "system", label: "Match system" },
        { value: "1,234.5", label: "1,234.5" },
        { value: "1.234,5", label: "1.234,5" },
        { value: "1 234,5", label: "1 234,5" },
      ],
    },
  },
  dateFormat: {
    section: "formats",
    title: "Dates",
    effect:
      "In the window, in pictures and in HTML reports. CSV, JSON, Parquet and the command line always write 2024-03-31.",
    alias: "locale region day month year order iso",
    kind: {
      type: "choice",
      options: [
        { value: "system", label: "Match system" },
        { value: "d mmm yyyy", label: "31 Mar 2024" },
        { value: "mmm d, yyyy", label: "Mar 31, 2024" },
        { value: "yyyy-mm-dd", label: "2024-03-31" },
        { value: "dd.mm.yyyy", label: "31.03.2024" },
        { value: "dd/mm/yyyy", label: "31/03/2024" },
        { value: "mm/dd/yyyy", label: "03/31/2024" },
        { value: "yyyy/mm/dd", label: "2024/03/31" },
      ],
    },
  },
  firstDayOfWeek: {
    section: "formats",
    title: "First day of the week",
    effect: "Where weeks are laid over each other. Weekly series keep the day that their file has.",
    alias: "locale monday sunday calendar",
    kind: {
      type: "choice",
      options: [
        { value: "system", label: "Match system" },
        { value: "monday", label: "Monday" },
        { value: "sunday", label: "Sunday" },
        { value: "saturday", label: "Saturday" },
      ],
    },
  },
  holidayCountry: {
    section: "formats",
    title: "Country of holidays",
    effect: "Its public holidays are offered first where influences of a series are chosen. None are used unasked.",
    alias: "locale region public bank holiday calendar influences",
    kind: { type: "choice", options: [{ value: "system", label: "Match system" }, ...countryOptions()] },
  },
  bands: {
    section: "forecasts",
    title: "Ranges",
    effect: "Corrected ranges are widened or narrowed by how far past forecasts missed.",
    alias: "bands calibrated native intervals",
    kind: {
      type: "choice",
      options: [
        { value: "native", label: "As modelled" },
        { value: "calibrated", label: "Corrected" },
      ],
    },
  },
  isRounded: {
    section: "forecasts",
    title: "Whole numbers for counts",
    effect: "Forecasts of series that hold whole numbers only, from zero on, are shown without decimals.",
    alias: "rounding decimals",
    kind: { type: "switch" },
  },
  horizons: {
    section: "forecasts",
    title: "Horizon of a new file",
    effect:
      "How many steps ahead a series is forecast until you choose otherwise, by its step. Without a number: two seasons. Never beyond what the model can forecast.",
    alias: "default horizon steps ahead",
    kind: { type: "horizons" },
  },
  isBackgroundPaused: {
    section: "computing",
    title: "Pause background work",
    effect:
      "Forecasts are computed only when you look at them: past ones take a moment to appear, and the trust badge waits for those that it needs.",
    alias: "battery fan noise processor",
    kind: { type: "switch" },
  },
  searchProcesses: {
    section: "computing",
    title: "Search processes",
    effect:
      "How many methods a search tries at once. They run at the lowest priority; fewer leave more memory to others.",
    alias: "cores parallel queue",
    kind: { type: "number", min: 0, max: maxSearchProcesses, automatic: "One per core" },
  },
  startsWith: {
    section: "start",
    title: "When Fantail starts",
    effect: "Show the files that were open when it was closed, or an empty window.",
    alias: "session restore reopen",
    kind: {
      type: "choice",
      options: [
        { value: "what-was-open", label: "What was open" },
        { value: "nothing", label: "An empty window" },
      ],
    },
  },
  shortcuts: {
    section: "keyboard",
    title: "Keyboard shortcuts",
    effect: "Keys of each command. Press a command’s key to record another one.",
    alias: "keys hotkeys accelerators",
    kind: { type: "shortcuts" },
  },
  recentChoices: {
    section: "keyboard",
    title: "Recently used commands",
    effect: "Stand first in the palette.",
    kind: { type: "kept" },
  },
  tableColumns: {
    section: "appearance",
    title: "Columns of the table of series",
    effect: "Which columns the table has, and in which order.",
    kind: { type: "kept" },
  },
  sidebarRem: {
    section: "appearance",
    title: "Width of the list of series",
    effect: "As it was drawn last.",
    kind: { type: "kept" },
  },
  isTourSeen: {
    section: "start",
    title: "Tour",
    effect: "Whether the tour was finished or declined.",
    kind: { type: "kept" },
  },
};

/** In the order of the settings page. */
export const settingDefinitions: readonly SettingDefinition[] = (
  Object.entries(definitions) as [SettingKey, Definitions[SettingKey]][]
).map(([key, definition]) => ({ ...definition, key, default: defaultSettings[key] }) as SettingDefinition);

export function settingDefinition<K extends SettingKey>(key: K): SettingDefinition<K> {
  return { ...definitions[key], key, default: defaultSettings[key] } as unknown as SettingDefinition<K>;
}

/** The choices of a setting that is one of a few. */
export function settingChoices<K extends SettingKey>(key: K): readonly (SettingValues[K] & string)[] {
  const { kind } = settingDefinition(key);
  return kind.type === "choice" ? kind.options.map(({ value }) => value) : [];
}

/** Whether a setting says something else than its default, or than what is recommended instead of it. */
export function isChanged<K extends SettingKey>(
  key: K,
  value: SettingValues[K],
  recommended: Partial<SettingValues> = {},
): boolean {
  return JSON.stringify(value) !== JSON.stringify(recommended[key] ?? defaultSettings[key]);
}

/** A value in words: "Match system", "on", "12 months, 48 hours". */
export function settingText<K extends SettingKey>(key: K, value: SettingValues[K]): string {
  const { kind } = settingDefinition(key);
  switch (kind.type) {
    case "choice":
      return kind.options.find((option) => option.value === value)?.label ?? JSON.stringify(value);
    case "switch":
      return value === true ? "On" : "Off";
    case "number":
      return value === kind.min && kind.automatic !== undefined ? kind.automatic : JSON.stringify(value);
    default:
      return JSON.stringify(value);
  }
}

/** Settings that are not at their default, or that are managed, as a person reads them. */
export function changedTexts(
  values: SettingValues,
  managed: readonly SettingKey[],
): readonly {
  readonly key: SettingKey;
  readonly title: string;
  readonly value: string;
  readonly isManaged: boolean;
}[] {
  return settingDefinitions.flatMap(({ key, title, kind }) => {
    const isManaged = managed.includes(key);
    if (kind.type === "kept" || (!isManaged && !isChanged(key, values[key]))) return [];
    return [{ key, title, value: settingText(key, values[key]), isManaged }];
  });
}
