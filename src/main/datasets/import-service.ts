import {
  formatRowRange,
  type Dataset,
  type ImportOptions,
  type ImportSettings,
  type RepairRow,
  type Understood,
  type ImportedDataset,
  type IngestedDataset,
  type IngestOptions,
  type ImportPreset,
} from "#domain/dataset";
import { formatFrequency } from "#domain/series";
import { basename } from "node:path";
import type { ImportReport } from "#engine/export";
import type { Logger } from "#main/platform";
import type { DatasetOwner, DatasetRegistry, DatasetSource } from "./dataset-registry.ts";
import { describeDataset } from "./describe-dataset.ts";
import type { ImportControl } from "./import-control.ts";
import { ImportError } from "./import-error.ts";
import { isEmpty, type ImportPresets } from "./import-presets.ts";
import type { ReadFile } from "./ingest-client.ts";

export interface FileReader {
  readFile(path: string, options: IngestOptions, control: ImportControl): Promise<IngestedDataset>;
  readFileWithPresets(
    path: string,
    presets: readonly ImportPreset<IngestOptions>[],
    control: ImportControl,
  ): Promise<ReadFile>;
}

/** Opens a file that was read, as it was corrected before. */
export interface DatasetOpener {
  /** @returns what was opened. @throws CancelledError when it was aborted, or the owner has gone in the meantime */
  open(
    dataset: IngestedDataset,
    owner: DatasetOwner,
    source: DatasetSource,
    signal?: AbortSignal,
  ): Promise<IngestedDataset>;
}

export interface ImportServicePorts {
  readonly reader: FileReader;
  readonly datasets: DatasetRegistry;
  readonly corrections: DatasetOpener;
  readonly presets: ImportPresets;
  readonly logger: Logger;
}

/** Whether options are for one file, or for all of its kind from now on. */
type ImportScope = "this-file" | "its-kind";

interface WantedImport {
  readonly options?: ImportOptions | undefined;
  readonly scope?: ImportScope | undefined;
  /** How the file is called, where that is not its own name. */
  readonly name?: string | undefined;
}

/** A file that was read, and how. */
interface Imported {
  readonly dataset: IngestedDataset;
  readonly settings: ImportSettings;
}

/** Reads files as the user wants them read, and has what each import has to report. */
export class ImportService {
  readonly #ports: ImportServicePorts;
  /** What was understood of the file that failed last, for each owner. */
  readonly #failed = new WeakMap<DatasetOwner, { readonly path: string; readonly understood: Understood }>();

  constructor(ports: ImportServicePorts) {
    this.#ports = ports;
  }

  /**
   * Reads a file and opens it for `owner`. Without options the remembered ones apply; with options, even empty ones, exactly
   * these do, and are remembered unless they are for this file alone.
   */
  async import(
    path: string,
    { options, scope = "its-kind", name = basename(path) }: WantedImport,
    control: ImportControl,
    owner: DatasetOwner,
  ): Promise<ImportedDataset> {
    this.#failed.delete(owner);
    try {
      const read = await (options === undefined
        ? this.#readAsRemembered(path, control)
        : this.#readWithOptions(path, options, scope, control));
      const settings = { ...read.settings, ...(control.isOneShot === true ? { isOneShot: true as const } : {}) };
      const source = { name, path, settings };
      const dataset = await this.#ports.corrections.open(read.dataset, owner, source, control.signal);
      return importedDataset(dataset, source);
    } catch (error) {
      if (error instanceof ImportError) this.#failed.set(owner, { path, understood: error.understood });
      throw error;
    }
  }

  /** Of the file whose import failed last for this owner; null for any other. */
  understood(path: string, owner: DatasetOwner): Understood | null {
    const failed = this.#failed.get(owner);
    return failed?.path === path ? failed.understood : null;
  }

  /** `count` rows of one repair, from the `from`th on, and how many can be listed. */
  repairRows(handle: string, code: string, from: number, count: number): { rows: RepairRow[]; listed: number } {
    const rows = repairRowsOf(this.#ports.datasets.get(handle).dataset, code);
    return { rows: rows.slice(from, from + count), listed: rows.length };
  }

  /** How the file was read; empty where evidence decided everything, or where it is not open any more. */
  optionsOf(handle: string): ImportOptions {
    const { covariateColumns: _covariates, ...options } = this.#settingsOf(handle)?.options ?? {};
    return options;
  }

  /** What was read; corrections are none of it. @throws EngineError dataset-not-found */
  report(handle: string, app: string): Omit<ImportReport, "corrections"> {
    const { dataset: ingested, source } = this.#ports.datasets.get(handle);
    const { options = {} } = source?.settings ?? {};
    const dataset = describeImport(ingested, source?.name ?? "", options);
    return {
      app,
      name: dataset.name,
      handle,
      file: { ...dataset.file, timezone: dataset.zone },
      options: flatOptions(options),
      columns: dataset.columns,
      series: dataset.series.map(({ id, frequency, start, end, steps, missing }) => ({
        id,
        frequency: formatFrequency(frequency),
        start,
        end,
        steps,
        missing,
      })),
      repairs: dataset.repairs.map((repair) => ({ ...repair, rows: repairRowsOf(ingested, repair.code) })),
      warnings: dataset.warnings,
    };
  }

  async #readWithOptions(
    path: string,
    options: ImportOptions,
    scope: ImportScope,
    control: ImportControl,
  ): Promise<Imported> {
    const { reader, presets } = this.#ports;
    const dataset = await reader.readFile(path, readOptions(options), control);
    // Rows are numbered by one file: in the next of its kind others stand there.
    const { leftOutRows: _, ...lasting } = options;
    if (scope === "its-kind" && control.isOneShot !== true)
      this.#attempt(undefined, () => presets.save({ shape: dataset.shape, options: lasting }));
    return { dataset, settings: { options, source: isEmpty(options) ? "evidence" : "user" } };
  }

  async #readAsRemembered(path: string, control: ImportControl): Promise<Imported> {
    const { reader, presets } = this.#ports;
    const known = this.#attempt([], () => presets.list());
    const decisive = known.map(({ shape, options }) => ({ shape, options: readOptions(options) }));
    const { dataset, preset } = await reader.readFileWithPresets(path, decisive, control);
    const problem = preset.what === "failed" ? { problem: preset.problem } : {};
    if (preset.what !== "used") return { dataset, settings: { options: {}, source: "evidence", ...problem } };
    if (control.isOneShot !== true) this.#attempt(undefined, () => presets.used(dataset.shape));
    const options = known.find(({ shape }) => shape === dataset.shape)?.options ?? {};
    return { dataset, settings: { options, source: "remembered" } };
  }

  /** A file is opened all the same where nothing can be remembered. */
  #attempt<T>(otherwise: T, work: () => T): T {
    try {
      return work();
    } catch (error) {
      this.#ports.logger.error("import-presets-failed", { message: String(error) });
      return otherwise;
    }
  }

  #settingsOf(handle: string): ImportSettings | undefined {
    return this.#ports.datasets.find(handle)?.source?.settings;
  }
}

/** What decides how a file is read: which columns are covariates does not. */
export function readOptions(options: ImportOptions): IngestOptions {
  const { covariateColumns: _, ...decisive } = options;
  return decisive;
}

/** How a file is read for its columns alone, of numbers or words: as it was read, but for what the series are made of. */
export function columnOptions(options: IngestOptions, columns: readonly string[]): IngestOptions {
  const { series: _series, knownFuture: _own, ...alike } = options;
  return { ...alike, targetColumns: columns, wordsAsColumns: true };
}

/** An open dataset as the window receives it. */
export function importedDataset(dataset: IngestedDataset, source: DatasetSource | null): ImportedDataset {
  const { name = "", settings = { options: {}, source: "evidence" } } = source ?? {};
  return { ...describeImport(dataset, name, settings.options), settings };
}

function describeImport(dataset: IngestedDataset, name: string, { covariateColumns }: ImportOptions): Dataset {
  const described = describeDataset(dataset, name);
  return covariateColumns === undefined
    ? described
    : { ...described, columns: withCovariates(described.columns, covariateColumns) };
}

/** The rows of one repair, as far as they were kept. */
function repairRowsOf({ repairs }: IngestedDataset, code: string): readonly RepairRow[] {
  return repairs.find((repair) => repair.code === code)?.rows ?? [];
}

/** Options as lines of a report: steps of time in words. */
function flatOptions({
  leftOutRows,
  frequency,
  aggregate,
  knownFuture,
  ...plain
}: ImportOptions): Record<string, string | number | readonly string[]> {
  return {
    ...plain,
    ...(knownFuture === undefined ? {} : { knownFuture: knownFuture ? "yes" : "no" }),
    ...(frequency === undefined ? {} : { frequency: formatFrequency(frequency) }),
    ...(aggregate === undefined ? {} : { aggregate: `${formatFrequency(aggregate.frequency)}, ${aggregate.by}` }),
    ...(leftOutRows === undefined ? {} : { leftOutRows: leftOutRows.map(formatRowRange) }),
  };
}

/** Nothing that is forecast depends on these two roles: they say what the user means by a column. */
function withCovariates(columns: Dataset["columns"], covariates: readonly string[]): Dataset["columns"] {
  const wanted = new Set(covariates);
  return columns.map((column) =>
    column.role === "covariate" || column.role === "ignored"
      ? { ...column, role: wanted.has(column.name) ? "covariate" : "ignored" }
      : column,
  );
}
