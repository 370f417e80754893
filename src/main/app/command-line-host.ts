/** The core as the command line asks for it. */
import { basename, resolve } from "node:path";
import type { CliHost } from "#cli";
import { EngineError } from "#domain/errors";
import { areCounts } from "#domain/series";
import type { Core } from "#main/core";
import { columnOptions, describeDataset } from "#main/datasets";
import type { CorrectionEdit } from "#domain/correction";
import type { IngestedDataset } from "#domain/dataset";
import { exportedScenarios, exportedSums, exportedTotals } from "#main/exports";
import { writeJob, writeModelRepository } from "#main/scale";
import { addedValueOf, ScenarioForecasts } from "#main/scenarios";
import { sameBytes, withTemporary } from "#main/platform";

export function commandLineHost(core: Core): CliHost {
  const { version, bandwidth, datasets, reader, corrections, models, forecasts } = core;
  const { coverage, distributions, exporter, adopted, influences } = core;
  /** Files stay open until the end, or until all are closed. */
  let owner = {};
  /** By the handle of what was made of it: what was read, and how it was corrected. */
  const readAs = new Map<string, { readonly read: IngestedDataset; readonly edits: readonly CorrectionEdit[] }>();
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
      readAs.set(dataset.handle, { read, edits });
      const name = basename(path);
      const source = { name, path: resolve(path) };
      if (control.isOneShot) datasets.openOnce(dataset, owner, source);
      else datasets.open(dataset, owner, source);
      return describeDataset(dataset, name);
    },
    closeFiles: () => {
      datasets.closeAll(owner);
      owner = {};
    },
    valuesOf: (dataset, series) => datasets.seriesValues(dataset, series),
    windowCorrections: (dataset) => {
      try {
        return corrections.known(dataset);
      } catch (error) {
        // What can't be read is none of a command's business.
        if (error instanceof EngineError) return 0;
        throw error;
      }
    },
    isNonNegative: (dataset, series) => core.scenarios.isNonNegative(dataset, series),
    isCount: (dataset, series) => areCounts(datasets.series(dataset, series).values),
    clockOf: ({ dataset, series, origin }) => {
      const { times } = datasets.series(dataset, series);
      return { zone: datasets.get(dataset).dataset.zone, historyTimes: times.subarray(0, times.length + origin) };
    },
    // Any number of them: they wait for room, where a user's would be refused.
    forecast: (request, signal) =>
      forecasts.get({ bands: "native", level: "evaluation", ...request, view: null, density: false }, signal),
    requantile: (forecast, levels) => distributions.quantilesAt(forecast, levels),
    answered: (forecast, thresholds, how, signal) => core.chances.answered(forecast, thresholds, how, signal),
    sums: (wanted, signal) => exportedSums({ datasets, chances: core.chances }, wanted, signal),
    totals: (tree, wanted, signal) => core.totals.ofTree(tree, wanted, signal),
    scenarios: ({ dataset, model, horizon, bands, ...shown }, signal) =>
      exportedScenarios(shown, (series, { edits, adjustments }) => {
        const { frequency } = datasets.series(dataset, series);
        const own = adjustments.map((edit, at) => ({ ...edit, id: at + 1, madeMs: 0, seen: 0, frequency }));
        const futures = new ScenarioForecasts({
          ...{ datasets, forecasts, totals: core.totals },
          scenarios: {
            // On top of what was read, as its corrections were.
            open: async (handle, _scenario, holder, aborted) => {
              const known = readAs.get(handle);
              const made =
                known === undefined || edits.length === 0
                  ? datasets.get(handle).dataset
                  : await corrections.made(known.read, [...known.edits, ...edits], aborted);
              datasets.open(made, holder, null);
              return made;
            },
            adjustments: () => own,
            adjustWith: (forecast, all) => core.scenarios.adjustWith(forecast, all),
          },
        });
        return futures.of({ dataset, series, model, horizon, bands, scenario: 0 }, signal);
      }),
    shownTotals: (wanted, signal) => exportedTotals({ datasets, reports: core.totalsReports }, wanted, signal),
    valueAdded: (dataset, from) => (from === null ? core.valueAdded(dataset) : addedValueOf(datasets, dataset, from)),
    reconcile: (request, own, groups, signal) => core.reconciling.of(request, own, groups, signal),
    useInfluences: async (
      dataset,
      { use, only, holidays, events, columns: names },
      { path, options, isOneShot },
      signal,
    ) => {
      const readColumns = (columns: readonly string[], aborted: AbortSignal) =>
        reader.readFile(path, columnOptions(options, columns), { signal: aborted, isOneShot });
      const settings = { holidays, events, columns: names };
      const content = await influences.prepare(dataset, settings, readColumns, signal);
      influences.use(dataset, content, use, only);
      return content.id;
    },
    judgeInfluences: (key, signal) =>
      influences.judge({ ...key, model: adopted.modelOf(key) }, core.influenced.native, signal),
    fittedInfluences: async (key, signal) => {
      const own = influences.inUse(key.dataset);
      return own === null ? null : core.influenced.fitted(key, own.content.id, signal);
    },
    wholeCoverage: (key, signal) => coverage.measure(key, "now", signal),
    backtest: (request, control) => core.backtests.run(request, control),
    requireExport: (path) => core.places.requireExport(path),
    exportTo: (path, content) => exporter.exportTo(path, content),
    exportAside: (path, content) => exporter.exportAside(path, content),
    mergeParts: (path, parts, signal) => exporter.mergeParts(path, parts, signal),
    exportJob: async (folder, model, horizon) => {
      core.places.requireProject(folder);
      return writeJob(folder, models.fileOf(model), { app: version, horizon });
    },
    exportModelRepository: async (folder, wanted) => {
      core.places.requireProject(folder);
      return writeModelRepository(
        folder,
        wanted.map((model) => models.fileOf(model)),
      );
    },
    readManifest: (path) => exporter.readManifest(path),
    doctor: (options) => core.diagnostics.doctor(options),
    isSameFile: sameBytes,
    withTemporary,
  };
}
