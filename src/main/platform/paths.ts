import { join } from "node:path";

/** The part of Electron's application that knows folders. */
interface InstalledApp {
  readonly isPackaged: boolean;
  getAppPath(): string;
  getPath(name: "userData"): string;
}

/** Where everything is. `out` holds the built code in a checkout and in the packaged application alike. */
export function paths(app: InstalledApp): {
  readonly out: string;
  readonly workers: string;
  readonly models: string;
  readonly ownModels: string;
  readonly devices: string;
  readonly samples: string;
  readonly icon: string;
  readonly settings: string;
  readonly cache: string;
  readonly database: string;
  readonly logs: string;
} {
  const root = app.getAppPath();
  const data = app.getPath("userData");
  return {
    out: join(root, "out"),
    workers: join(root, "out", "main"),
    // A checkout may point at other models to try them; an installed application has only its own.
    models: (app.isPackaged ? undefined : process.env["FANTAIL_MODELS"]) ?? join(root, "models"),
    ownModels: join(data, "models"),
    devices: join(data, "devices.json"),
    samples: join(root, "samples"),
    icon: join(root, "build", "icon.png"),
    settings: join(data, "settings.json"),
    // Not "cache": where names ignore case, that is Chromium's own folder.
    cache: join(data, "forecasts"),
    database: join(data, "database"),
    logs: join(data, "logs"),
  };
}
