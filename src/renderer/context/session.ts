import { createStore, type StoreApi } from "zustand/vanilla";
import type { RequestArgs, RequestValue } from "#contract/ipc";
import type { AppError } from "#domain/errors";
import type { Bands } from "#domain/forecast";
import type { Health } from "#domain/health";
import type { ModelInfo, ModelsState } from "#domain/model";
import {
  changedSettings,
  defaultSettings,
  type SettingChange,
  type SettingKey,
  type SettingValues,
  type Theme,
} from "#domain/settings";
import type { Client } from "#renderer/bridge";
import { conventionsOf, setConventions } from "#renderer/format";

export type AppInfo = RequestValue<"app:info">;

export interface SessionState {
  /** null until the main process has answered. */
  readonly info: AppInfo | null;
  /** Empty until the main process has loaded one, which is after the window is there. */
  readonly models: readonly ModelInfo[];
  /** Empty like `models`. */
  readonly defaultModel: string;
  /** Empty like `models`. */
  readonly methods: RequestValue<"app:methods">;
  readonly failure: AppError | null;
  /** Those in force; some of them stand below, too. */
  readonly settings: SettingValues;
  /** Settings that whoever manages the computer has decided. */
  readonly managed: readonly SettingKey[];
  /** Defaults that they recommend instead of the usual ones. */
  readonly recommended: Partial<SettingValues>;
  readonly theme: Theme;
  readonly bands: Bands;
  /** Forecasts of counts are shown as whole numbers. */
  readonly isRounded: boolean;
  /** Ids of the columns of the table of series, in their order; null: the usual ones. */
  readonly tableColumns: readonly string[] | null;
  /** Width of the list of series, in rem; null: the usual one. */
  readonly sidebarRem: number | null;
  readonly startsWith: SettingValues["startsWith"];
  /** What `theme` comes to on this machine now. */
  readonly dark: boolean;
  readonly health: Health | null;
}

export interface Session {
  readonly store: StoreApi<SessionState>;
  /** Asks for the facts that the window needs before it can show anything. */
  start(): Promise<AppInfo | null>;
  /** Changes settings, for all windows; null goes back to the default. What is managed stays. */
  change(change: SettingChange): void;
  setTheme(theme: Theme): void;
  setBands(bands: Bands): void;
  setRounded(isRounded: boolean): void;
  setTableColumns(columns: readonly string[] | null): void;
  setSidebarRem(rem: number | null): void;
  setStartsWith(startsWith: SettingValues["startsWith"]): void;
  modelsChanged(known: Pick<ModelsState, "models" | "defaultModel">): void;
  methodsKnown(methods: SessionState["methods"]): void;
  /** The window can't be used, for this reason. */
  fail(error: AppError): void;
  /** The machine switched between light and dark. */
  systemChanged(dark: boolean): void;
}

/** Facts about the application itself: version, models, theme and live health. */
export function createSession(client: Client, systemIsDark: () => boolean): Session {
  const store = createStore<SessionState>(() => ({
    info: null,
    models: [],
    defaultModel: "",
    methods: { composedModels: [], forecasters: [] },
    failure: null,
    settings: defaultSettings,
    managed: [],
    recommended: {},
    theme: "system",
    bands: "native",
    isRounded: false,
    tableColumns: null,
    sidebarRem: null,
    startsWith: "what-was-open",
    dark: systemIsDark(),
    health: null,
  }));
  const apply = (settings: SettingValues, locale = store.getState().info?.locale ?? ""): void => {
    const { dark: isDarkNow, theme: before } = store.getState();
    // Before anything is drawn with them.
    setConventions(conventionsOf(locale, settings));
    const { theme, bands, isRounded, tableColumns, sidebarRem, startsWith } = settings;
    store.setState({
      ...{ settings, theme, bands, isRounded, tableColumns, sidebarRem, startsWith },
      dark: theme === before ? isDarkNow : isDark(theme, systemIsDark),
    });
  };
  const change = (changes: SettingChange): void => {
    // Drawn before main has answered: the click is the user's, and main only has to remember it.
    const { settings, managed, recommended } = store.getState();
    apply(changedSettings(settings, changes, managed, recommended));
    void client.request("settings:set", changes as RequestArgs<"settings:set">);
  };
  client.on("health", (health) => store.setState({ health }));
  client.on("theme:changed", ({ theme, dark }) => store.setState({ theme, dark }));
  client.on("settings:changed", ({ settings }) => apply(settings));

  return {
    store,
    async start() {
      const outcome = await client.request("app:info", {});
      if (!outcome.ok) {
        store.setState({ failure: outcome.error });
        return null;
      }
      const info = outcome.value;
      // In this order: a picture of the window is drawn once `info` is there, and with these settings.
      store.setState({ managed: info.managed, recommended: info.recommended as Partial<SettingValues> });
      apply(info.settings, info.locale);
      store.setState({ info, failure: null });
      return info;
    },
    change,
    setBands: (bands) => change({ bands }),
    setRounded: (isRounded) => change({ isRounded }),
    setTableColumns: (tableColumns) => change({ tableColumns }),
    setSidebarRem: (sidebarRem) => change({ sidebarRem }),
    setStartsWith: (startsWith) => change({ startsWith }),
    setTheme: (theme) => change({ theme }),
    modelsChanged({ models, defaultModel }) {
      store.setState({ models, defaultModel });
    },
    methodsKnown(methods) {
      store.setState({ methods });
    },
    fail(failure) {
      store.setState({ failure });
    },
    systemChanged(dark) {
      if (store.getState().theme === "system") store.setState({ dark });
    },
  };
}

function isDark(theme: Theme, systemIsDark: () => boolean): boolean {
  return theme === "system" ? systemIsDark() : theme === "dark";
}
