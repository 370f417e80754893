/** The core as the command line asks for it. */
import { basename, resolve } from "node:path";
import type { CliHost } from "#cli";
import { EngineError } from "#domain/errors";
import { areCounts } from "#domain/series";
import type { Core } from "#main/core";
import { describeDataset } from "#main/datasets";
import { sameBytes, withTemporary } from "#main/platform";

export function commandLineHost(core: Core): CliHost {
  const { version, bandwidth, datasets, reader, corrections, models, forecasts } = core;
  const { coverage, distributions, exporter, adopted } = core;
  /** Files stay open until the end. */
  const owner = {};
  return {
    version,
    bandwidth,
    modelAdmin: core.modelAdmin,
    cache: core.cache,
    jobs: core.jobs,
    adopt: (dataset, choices, job) => void adopted.adopt(dataset, choices, job),
    models: () => models.list(),
    warnings: () => core.modelAdmin.warnings(),
    defaultModel: (frequency) => models.defaultModel(frequency),
    adoptedMethod: (dataset, series) => adopted.methodOf(dataset, series),
    preprocessingOf: (model) => models.preprocessingOf(model),
    importFile: async (path, options, control) => {
      const read = await reader.readFile(path, options, control);
      const { corrections: edits = [], signal } = control;
      const dataset = edits.length === 0 ? read : await corrections.made(read, edits, signal);
      const name = basename(path);
      const source = { name, path: resolve(path) };
      if (control.isOneShot) datasets.openOnce(dataset, owner, source);
      else datasets.open(dataset, owner, source);
      return describeDataset(dataset, name);
    },
    windowCorrections: (dataset) => {
      try {
        return corrections.known(dataset);
      } catch (error) {
        // What can't be read is none of a command's business.
        if (error instanceof EngineError) return 0;
        throw error;
      }
    },
    isCount: (dataset, series) => areCounts(datasets.series(dataset, series).values),
    clockOf: ({ dataset, series, origin }) => {
      const { times } = datasets.series(dataset, series);
      return { zone: datasets.get(dataset).dataset.zone, historyTimes: times.subarray(0, times.length + origin) };
    },
    // Any number of them: they wait for room, where a user's would be refused.
    forecast: (request, signal) =>
      forecasts.get({ bands: "native", level: "evaluation", ...request, view: null, density: false }, signal),
    requantile: (forecast, levels) => distributions.quantilesAt(forecast, levels),
    wholeCoverage: (key, signal) => coverage.measure(key, "now", signal),
    backtest: (request, control) => core.backtests.run(request, control),
    exportTo: (path, content) => exporter.exportTo(path, content),
    readManifest: (path) => exporter.readManifest(path),
    doctor: (options) => core.diagnostics.doctor(options),
    isSameFile: sameBytes,
    withTemporary,
  };
}
