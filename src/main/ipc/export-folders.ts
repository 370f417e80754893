import { dirname, relative, resolve, sep, isAbsolute } from "node:path";
import type { SettingsStore } from "#main/platform";
import type { PlaceRules } from "#main/policy";

/** Of folders that are remembered; the one used longest ago goes first. */
const maxRemembered = 50;

export interface ExportFoldersPorts {
  readonly settings: Pick<SettingsStore, "current" | "update">;
  /** Folders of the application itself: no place for a user's exports. */
  readonly ownFolders: readonly string[];
  /** Where files go that have no better place. */
  readonly documents: () => string;
  /** Where files may be written. */
  readonly places?: Pick<PlaceRules, "requireExport">;
}

/** Where a save dialog begins, and what becomes of the user's choice. */
export interface ExportPlace {
  readonly folder: string;
  /** @param folder where the file was saved in the end */
  remember(folder: string): void;
  /** @throws EngineError policy-forbids where a file may not be written at a path */
  require(path: string): void;
}

/** Exports begin beside the file that they are made of; whoever saves elsewhere begins there the next time. */
export class ExportFolders {
  readonly #ports: ExportFoldersPorts;

  constructor(ports: ExportFoldersPorts) {
    this.#ports = ports;
  }

  /** @param source path of the file that was read; null where there is none */
  of(source: string | null): ExportPlace {
    const { settings, documents, ownFolders, places } = this.#ports;
    const beside = source === null ? "" : dirname(resolve(source));
    const from = beside === "" || ownFolders.some((own) => isWithin(beside, own)) ? "" : beside;
    const remembered = settings.current.exportFolders ?? [];
    const usual = from === "" ? documents() : from;
    return {
      folder: remembered.find((known) => known.from === from)?.to ?? usual,
      require: (path) => places?.requireExport(path),
      remember: (to) => {
        const others = (settings.current.exportFolders ?? []).filter((known) => known.from !== from);
        const kept = to === usual ? others : [...others, { from, to }];
        void settings.update({ exportFolders: kept.slice(-maxRemembered) });
      },
    };
  }
}

function isWithin(folder: string, outer: string): boolean {
  const way = relative(resolve(outer), folder);
  return way === "" || (way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}
