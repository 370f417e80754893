import { dirname, join } from "node:path";

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
  readonly projects: string;
  readonly logs: string;
  readonly crashes: string;
  readonly pasted: string;
  readonly commands: string;
} {
  const root = app.getAppPath();
  const data = app.getPath("userData");
  return {
    out: join(root, "out"),
    workers: join(root, "out", "main"),
    // ONNX Runtime opens them itself and can't look into an archive: installed, they lie beside it. A checkout may point at
    // others to try them.
    models: app.isPackaged ? join(dirname(root), "models") : (process.env["FANTAIL_MODELS"] ?? join(root, "models")),
    ownModels: join(data, "models"),
    devices: join(data, "devices.json"),
    samples: join(root, "samples"),
    icon: join(root, "build", "icon.png"),
    settings: join(data, "settings.json"),
    // Not "cache": where names ignore case, that is Chromium's own folder.
    cache: join(data, "forecasts"),
    database: join(data, "database"),
    // Data that came within projects.
    projects: join(data, "projects"),
    logs: join(data, "logs"),
    // Reports of processes that ended unasked.
    crashes: join(data, "crashes"),
    // What was pasted is nowhere else: it stays until the user deletes it.
    pasted: join(data, "pasted"),
    // What commands that were copied name beside the file itself.
    commands: join(data, "commands"),
  };
}
