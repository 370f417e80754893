/** What can be set, as types and defaults: all that the first picture of a window needs to know. */
import type { CommandId, Shortcut } from "#domain/commands";
import type { Bands } from "#domain/forecast";
import type { Frequency, FrequencyUnit } from "#domain/series";

export type Theme = "system" | "light" | "dark";
/** How a number is written, shown by an example. */
export type NumberStyle = "system" | "1,234.5" | "1.234,5" | "1 234,5";
/** How a day is written: d, mm and yyyy are digits, mmm is an English name. */
export type DateStyle =
  | "system"
  | "d mmm yyyy"
  | "mmm d, yyyy"
  | "yyyy-mm-dd"
  | "dd.mm.yyyy"
  | "dd/mm/yyyy"
  | "mm/dd/yyyy"
  | "yyyy/mm/dd";
export type WeekStart = "system" | "monday" | "saturday" | "sunday";
/** Horizons, in steps, of series whose step is one of this unit. */
export type Horizons = Readonly<Partial<Record<FrequencyUnit, number>>>;
/** In steps; undefined where none is set. Steps of several units (5 minutes) keep the default. */
export function wantedHorizon(horizons: Horizons, { unit, count }: Frequency): number | undefined {
  return count === 1 ? horizons[unit] : undefined;
}

/** The keys of commands whose own were changed; an empty list is a command without any. */
export type ShortcutChanges = Readonly<Partial<Record<CommandId, readonly Shortcut[]>>>;

/** What the user, or whoever manages the computer, has decided. */
export interface SettingValues {
  readonly theme: Theme;
  /** Stronger lines and texts than the system asks for. */
  readonly contrast: "system" | "more";
  /** Less motion than the system asks for. */
  readonly motion: "system" | "less";
  readonly numberFormat: NumberStyle;
  readonly dateFormat: DateStyle;
  readonly firstDayOfWeek: WeekStart;
  /** "system", or the two letters of the country whose public holidays are offered first. */
  readonly holidayCountry: string;
  /** Ranges that the window shows. */
  readonly bands: Bands;
  /** Forecasts of counts are shown as whole numbers. */
  readonly isRounded: boolean;
  readonly horizons: Horizons;
  /** Nothing is computed that no one asked for. */
  readonly isBackgroundPaused: boolean;
  /** How many searches compute at once, at most; 0: one per core. */
  readonly searchProcesses: number;
  /** What a new start shows. */
  readonly startsWith: "what-was-open" | "nothing";
  readonly shortcuts: ShortcutChanges;
  /** What the palette ran last, the latest first. */
  readonly recentChoices: readonly string[];
  /** Ids of the columns of the table of series, in their order; null: the usual ones. Later versions may know others. */
  readonly tableColumns: readonly string[] | null;
  /** Width of the list of series, in rem; null: the usual one. */
  readonly sidebarRem: number | null;
  /** The tour was finished or declined. */
  readonly isTourSeen: boolean;
}

export type SettingKey = keyof SettingValues;

/** What holds until something else is decided. */
export const defaultSettings: SettingValues = {
  theme: "system",
  contrast: "system",
  motion: "system",
  numberFormat: "system",
  dateFormat: "system",
  firstDayOfWeek: "system",
  holidayCountry: "system",
  bands: "native",
  isRounded: false,
  horizons: {},
  isBackgroundPaused: false,
  searchProcesses: 0,
  startsWith: "what-was-open",
  shortcuts: {},
  recentChoices: [],
  tableColumns: null,
  sidebarRem: null,
  isTourSeen: false,
};

/** A change: null goes back to the default. */
export type SettingChange = { readonly [K in SettingKey]?: SettingValues[K] | null };

/** The settings after a change. What is managed stays; null goes back to the default, or to what is recommended instead of it. */
export function changedSettings(
  values: SettingValues,
  change: SettingChange,
  managed: readonly SettingKey[] = [],
  recommended: Partial<SettingValues> = {},
): SettingValues {
  const usual = { ...defaultSettings, ...recommended };
  const changes = Object.entries(change).filter(([key]) => !managed.includes(key as SettingKey));
  return {
    ...values,
    ...Object.fromEntries(
      changes.flatMap(([key, value]) => {
        if (value === undefined) return [];
        return [[key, value ?? usual[key as SettingKey]]];
      }),
    ),
  };
}
