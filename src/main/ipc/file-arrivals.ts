import { sparklineOf } from "#domain/project";
import type { Core } from "#main/core";
import { asEvidence, type RecentFiles, type WindowSessions } from "#main/sessions";
import type { FileArrivals } from "./dataset-handlers.ts";
import type { SampleFile } from "./samples.ts";

export interface FileArrivalDependencies {
  readonly core: Pick<Core, "datasets">;
  readonly sessions: WindowSessions<Electron.WebContents>;
  readonly recent: RecentFiles;
  readonly samples: readonly SampleFile[];
}

/** Files that were opened are offered again; those that were only looked at, and samples, are not. */
export function fileArrivals({ core, sessions, recent, samples }: FileArrivalDependencies): FileArrivals {
  return {
    begins: (path) => sessions.begins(path),
    ended(page, path, read) {
      sessions.ended(page, path, read !== null);
      if (read === null || read.isOneShot || samples.some((sample) => sample.path === path)) return;
      const { dataset, stamp, content } = read;
      const [first] = core.datasets.get(dataset.handle).dataset.series;
      const { options, source } = dataset.settings;
      recent.opened(path, {
        kind: "file",
        series: dataset.series.length,
        sparkline: first === undefined ? [] : sparklineOf(first.values),
        stamp,
        content,
        arrangement: { ...(recent.arrangementOf(path) ?? asEvidence), options, source },
      });
    },
  };
}
