/**
 * Every policy with what an administrator has to know of it. What checks policies, and all generated files (JSON schema, ADMX, ADML,
 * mobileconfig, the reference page), derive from this one table.
 */
import { deviceSettings } from "#domain/device";
import { windowFormats } from "#domain/export";
import { logLevels } from "#domain/health";
import { settingDefinitions } from "#domain/settings";
import { policySettings, type PolicyLevel, type PolicyName, type PolicySetting, type PolicyValues } from "./values.ts";

export const policyGroups = [
  { id: "models", title: "Models and devices" },
  { id: "data", title: "Data in and out" },
  { id: "cache", title: "Cache" },
  { id: "network", title: "Network and updates" },
  { id: "general", title: "Language and logs" },
  { id: "settings", title: "Settings of the window" },
] as const;

interface PolicyOption {
  readonly value: string;
  readonly label: string;
}

export type PolicyKind =
  | { readonly type: "choice"; readonly options: readonly PolicyOption[] }
  | { readonly type: "switch" }
  | { readonly type: "number"; readonly min: number; readonly max: number }
  /** `problemWith`: what is wrong with a text, as the end of "NAME …"; null where nothing is. */
  | { readonly type: "text"; readonly problemWith: (text: string) => string | null }
  /** A list of some of a few. */
  | { readonly type: "choices"; readonly options: readonly PolicyOption[] }
  /** A list of texts. */
  | { readonly type: "texts"; readonly problemWith: (text: string) => string | null };

export interface PolicyDefinition {
  readonly name: PolicyName;
  readonly group: (typeof policyGroups)[number]["id"];
  readonly title: string;
  /** What it does, in sentences. */
  readonly effect: string;
  /** What holds without it. */
  readonly otherwise: string;
  /** The same as a value, where it is one. */
  readonly usual?: PolicyValues[PolicyName];
  readonly kind: PolicyKind;
  readonly levels: readonly PolicyLevel[];
  readonly example: PolicyValues[PolicyName];
}

const plain = (values: readonly string[]): readonly PolicyOption[] => values.map((value) => ({ value, label: value }));
const managed = ["managed"] as const;
const both = ["managed", "recommended"] as const;

const modelId = (text: string): string | null =>
  /^[a-z0-9][a-z0-9.-]{0,63}$/u.test(text) ? null : "is no id of a model: lower-case letters, digits, dots and hyphens";

const folder = (text: string): string | null =>
  /^(\/|~|[A-Za-z]:[\\/]|\\\\)/u.test(text) && !text.includes("\0")
    ? null
    : "is no whole path: it begins with /, ~, a drive or \\\\SERVER";

/** https only, and nothing in it that could carry a secret or a second meaning. */
const source = (text: string): string | null => {
  if (!/^[a-z][a-z0-9+.-]+:\/\//iu.test(text)) return folder(text);
  return /^https:\/\/[a-z0-9.-]+(:\d{1,5})?(\/[\w.~/-]*)?$/iu.test(text)
    ? null
    : "is neither a folder nor a plain https address, without a user, a query or anything after #";
};

const key = (text: string): string | null =>
  /^[A-Za-z0-9+/]{43}=$/u.test(text) ? null : "is no Ed25519 public key: 32 bytes in base64, 44 characters";

const language = (text: string): string | null => {
  try {
    return Intl.NumberFormat.supportedLocalesOf(text).length > 0 ? null : "is no language that numbers are known in";
  } catch {
    return "is no language tag, such as de-AT";
  }
};

type Own = Omit<PolicyDefinition, "name" | "levels"> & { readonly levels?: PolicyDefinition["levels"] };

const own: Readonly<Record<Exclude<PolicyName, PolicySetting>, Own>> = {
  device: {
    group: "models",
    title: "Device",
    effect:
      "Where models run. Managed, no setting and no --device changes it; where that device does not work here, the processor computes.",
    otherwise: "The user chooses; at first the fastest device with the right numbers.",
    usual: "auto",
    kind: { type: "choice", options: plain(deviceSettings) },
    example: "cpu",
  },
  allowedModels: {
    group: "models",
    title: "Models that may be used",
    effect:
      "Ids of models with a file, as “fantail models” lists them. All others stay in the list, are not loaded, and say why. Statistical methods are part of the program and stay.",
    otherwise: "All.",
    kind: { type: "texts", problemWith: modelId },
    levels: managed,
    example: ["fantail-base"],
  },
  defaultModel: {
    group: "models",
    title: "Default model",
    effect: "Id of the model that is used where none is named. Managed, it is that for every step.",
    otherwise: "The user chooses; at first the largest model of the application.",
    kind: { type: "text", problemWith: modelId },
    example: "fantail-base",
  },
  modelImport: {
    group: "models",
    title: "Import of models",
    effect: "Off: no one brings a model, and models that were brought before are not loaded.",
    otherwise: "On.",
    usual: true,
    kind: { type: "switch" },
    levels: managed,
    example: false,
  },
  exportFormats: {
    group: "data",
    title: "Export formats",
    effect:
      "Kinds of files that may be written, in the window and by --out. What a command prints and what is copied are no files.",
    otherwise: "All.",
    usual: windowFormats,
    kind: { type: "choices", options: plain(windowFormats) },
    levels: managed,
    example: ["csv", "xlsx"],
  },
  exportFolders: {
    group: "data",
    title: "Export folders",
    effect: "Files may be written into these folders and those below them. ~ is the user's own folder.",
    otherwise: "Wherever the user may write.",
    kind: { type: "texts", problemWith: folder },
    levels: managed,
    example: ["~/Forecasts"],
  },
  dataFolders: {
    group: "data",
    title: "Data folders",
    effect:
      "Files with data, and projects, may be read from these folders and those below them; the samples stay. ~ is the user's own folder.",
    otherwise: "Wherever the user may read.",
    kind: { type: "texts", problemWith: folder },
    levels: managed,
    example: ["~", "/srv/data"],
  },
  pasteData: {
    group: "data",
    title: "Pasted tables",
    effect: "Off: no table is taken from the clipboard.",
    otherwise: "On.",
    usual: true,
    kind: { type: "switch" },
    levels: managed,
    example: false,
  },
  cacheFolder: {
    group: "cache",
    title: "Folder of the cache",
    effect: "Each user needs a folder of their own: ~ is the user's own folder, ${user} the name of the account.",
    otherwise: "“forecasts” in the user's folder of the application.",
    kind: { type: "text", problemWith: folder },
    levels: managed,
    example: "/scratch/${user}/fantail",
  },
  cacheDiskMegabytes: {
    group: "cache",
    title: "Cache on disk (MB)",
    effect: "Budget of everything that is cached on disk, in megabytes.",
    otherwise: "1000, unless the user sets another.",
    usual: 1000,
    kind: { type: "number", min: 100, max: 1_000_000 },
    example: 500,
  },
  cacheMemoryMegabytes: {
    group: "cache",
    title: "Cache in memory (MB)",
    effect: "Budget of all caches in memory, in megabytes; never more than half of the machine's.",
    otherwise: "From the machine's memory, unless the user sets another.",
    kind: { type: "number", min: 64, max: 1_000_000 },
    example: 256,
  },
  network: {
    group: "network",
    title: "Network",
    effect:
      "“none” is the only value, and holds without it: Fantail connects to nothing, except to an https address that updateSource names.",
    otherwise: "none.",
    usual: "none",
    kind: { type: "choice", options: plain(["none"]) },
    levels: managed,
    example: "none",
  },
  updateSource: {
    group: "network",
    title: "Source of updates",
    effect:
      "A folder, such as a share, or an https address of your own with what “npm run update-folder” made. Fantail asks nothing else, follows no redirection, and takes only what updateKey signed.",
    otherwise: "There are no updates.",
    kind: { type: "text", problemWith: source },
    levels: managed,
    example: "/srv/fantail/updates",
  },
  updateKey: {
    group: "network",
    title: "Key of updates",
    effect: "Ed25519 public key, 32 bytes in base64, that updates are signed with. Without it no update is taken.",
    otherwise: "There are no updates.",
    kind: { type: "text", problemWith: key },
    levels: managed,
    example: "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
  },
  updateAtStart: {
    group: "network",
    title: "Updates at the start",
    effect:
      "What the window does when it starts: nothing; stage: fetch and check a newer version in the background, and say that it is ready.",
    usual: "nothing",
    otherwise: "nothing; “fantail update” does all of it by command.",
    kind: { type: "choice", options: plain(["nothing", "stage"]) },
    levels: managed,
    example: "stage",
  },
  locale: {
    group: "general",
    title: "Language and region",
    effect: "What “Match system” means for numbers, dates and the first day of the week: a language tag.",
    otherwise: "The system's.",
    kind: { type: "text", problemWith: language },
    levels: managed,
    example: "de-AT",
  },
  logLevel: {
    group: "general",
    title: "Log",
    effect: "The least that is written to the log.",
    otherwise: "info.",
    usual: "info",
    kind: { type: "choice", options: plain(logLevels) },
    levels: managed,
    example: "warn",
  },
};

const ofSettings = Object.fromEntries(
  settingDefinitions.flatMap(({ key: name, title, effect, kind, default: usual }) => {
    if (!(policySettings as readonly string[]).includes(name)) return [];
    if (kind.type !== "choice" && kind.type !== "switch" && kind.type !== "number") return [];
    const otherwise = `The user chooses; at first ${JSON.stringify(usual)}.`;
    const example =
      kind.type === "choice" ? (kind.options[1]?.value ?? usual) : kind.type === "switch" ? true : kind.min + 1;
    const own: Own = {
      group: "settings",
      title,
      effect,
      otherwise,
      usual: usual as Own["example"],
      kind,
      example: example as Own["example"],
    };
    return [[name, own]];
  }),
) as unknown as Readonly<Record<PolicySetting, Own>>;

export const policyDefinitions: readonly PolicyDefinition[] = Object.entries({ ...own, ...ofSettings }).map(
  ([name, definition]) => ({ levels: both, ...definition, name: name as PolicyName }),
);

const byName: ReadonlyMap<string, PolicyDefinition> = new Map(policyDefinitions.map((one) => [one.name, one]));

export function policyDefinition(name: string): PolicyDefinition | undefined {
  return byName.get(name);
}
