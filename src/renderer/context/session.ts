import { createStore, type StoreApi } from "zustand/vanilla";
import type { RequestValue, Theme } from "#contract/ipc";
import type { AppError } from "#domain/errors";
import type { Bands } from "#domain/forecast";
import type { Health } from "#domain/health";
import type { ModelInfo, ModelsState } from "#domain/model";
import type { Client } from "#renderer/bridge";

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
  readonly theme: Theme;
  readonly bands: Bands;
  /** Forecasts of counts are shown as whole numbers. */
  readonly isRounded: boolean;
  /** What `theme` comes to on this machine now. */
  readonly dark: boolean;
  readonly health: Health | null;
}

export interface Session {
  readonly store: StoreApi<SessionState>;
  /** Asks for the facts that the window needs before it can show anything. */
  start(): Promise<AppInfo | null>;
  setTheme(theme: Theme): void;
  setBands(bands: Bands): void;
  setRounded(isRounded: boolean): void;
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
    theme: "system",
    bands: "native",
    isRounded: false,
    dark: systemIsDark(),
    health: null,
  }));
  client.on("health", (health) => store.setState({ health }));
  client.on("theme:changed", ({ theme, dark }) => store.setState({ theme, dark }));

  return {
    store,
    async start() {
      const outcome = await client.request("app:info", {});
      if (!outcome.ok) {
        store.setState({ failure: outcome.error });
        return null;
      }
      const info = outcome.value;
      const { theme, bands, isRounded } = info;
      store.setState({ info, failure: null, theme, bands, isRounded, dark: isDark(theme, systemIsDark) });
      return info;
    },
    setBands(bands) {
      store.setState({ bands });
      void client.request("settings:set", { bands });
    },
    setRounded(isRounded) {
      store.setState({ isRounded });
      void client.request("settings:set", { isRounded });
    },
    setTheme(theme) {
      // Drawn before main has answered: the click is the user's, and main only has to remember it.
      store.setState({ theme, dark: isDark(theme, systemIsDark) });
      void client.request("settings:set", { theme });
    },
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
