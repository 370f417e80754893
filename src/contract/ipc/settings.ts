/** What can be set, as the window asks for it and hears of it; the table of settings is `#domain/settings`. */
import { z } from "zod";
import { bandsSchema } from "#contract/data";
import { commandIds, type Shortcut } from "#domain/commands";
import { frequencyUnits } from "#domain/series";
import {
  defaultSettings,
  horizonBounds,
  maxSearchProcesses,
  settingChoices,
  type SettingKey,
  type SettingValues,
} from "#domain/settings";
import { nothing } from "./fields.ts";

const choiceOf = <K extends SettingKey>(key: K) => z.enum(settingChoices(key));

const shortcutSchema = z.object({
  key: z.string().min(1).max(32),
  mod: z.literal(true).exactOptional(),
  shift: z.literal(true).exactOptional(),
  alt: z.literal(true).exactOptional(),
}) satisfies z.ZodType<Shortcut>;

/** One schema per setting; the file of settings and the messages are checked by the same. */
export const settingSchemas = {
  theme: choiceOf("theme"),
  contrast: choiceOf("contrast"),
  motion: choiceOf("motion"),
  numberFormat: choiceOf("numberFormat"),
  dateFormat: choiceOf("dateFormat"),
  firstDayOfWeek: choiceOf("firstDayOfWeek"),
  holidayCountry: choiceOf("holidayCountry"),
  bands: bandsSchema,
  isRounded: z.boolean(),
  horizons: z.partialRecord(z.enum(frequencyUnits), z.int().min(horizonBounds.min).max(horizonBounds.max)),
  isBackgroundPaused: z.boolean(),
  searchProcesses: z.int().min(0).max(maxSearchProcesses),
  startsWith: choiceOf("startsWith"),
  shortcuts: z.partialRecord(z.enum(commandIds), z.array(shortcutSchema).max(4)),
  recentChoices: z.array(z.string().max(4096)).max(32),
  tableColumns: z.array(z.string().max(64)).max(64).nullable(),
  sidebarRem: z.number().min(8).max(60).nullable(),
  isTourSeen: z.boolean(),
} satisfies { readonly [K in SettingKey]: z.ZodType<SettingValues[K]> };

export const settingValuesSchema = z.object(settingSchemas);
export const recommendedSchema = settingValuesSchema.partial();
export const settingKeySchema = z.enum(Object.keys(defaultSettings) as [SettingKey, ...SettingKey[]]);

type Changes = { [K in SettingKey]: z.ZodExactOptional<z.ZodNullable<(typeof settingSchemas)[K]>> };

const settingChangeSchema = z.object(
  Object.fromEntries(
    Object.entries(settingSchemas).map(([key, schema]) => [key, z.nullable(schema as z.ZodType).exactOptional()]),
  ) as unknown as Changes,
);

export const settingsRequests = {
  /** Changes what is named; null goes back to the default. What is managed stays as it is. All windows are told. */
  "settings:set": { args: settingChangeSchema, value: nothing },
} as const;

export const settingsEvents = {
  /** The system's or the user's. */
  "theme:changed": z.object({ theme: settingSchemas.theme, dark: z.boolean() }),
  "settings:changed": z.object({ settings: settingValuesSchema }),
} as const;
