import { createHash } from "node:crypto";
import { basename } from "node:path";
import type { Dataset, ImportOptions, ImportSettings, RepairRow, Understood } from "#contract/data";
import type { ImportedDataset } from "#contract/ipc";
import type { IngestedDataset, IngestOptions } from "#contract/worker";
import { EngineError, isCancelled } from "#engine/errors";
import type { ImportReport } from "#engine/export";
import { formatFrequency } from "#engine/series";
import type { SettingsStore } from "#main/platform";
import type { DatasetOwner, DatasetRegistry } from "./dataset-registry.ts";
import { describeDataset } from "./describe-dataset.ts";
import type { ImportControl } from "./import-control.ts";
import { ImportError } from "./import-error.ts";

/** Shapes whose options are remembered; the ones not used for longest are forgotten. */
const maxShapes = 100;

export interface FileReader {
  readFile(path: string, options: IngestOptions, control: ImportControl): Promise<IngestedDataset>;
}

/** Reads files as the user wants them read, remembers that per kind of file, and keeps what each import has to report. */
export class Imports {
  readonly #reader: FileReader;
  readonly #datasets: DatasetRegistry;
  readonly #settings: Pick<SettingsStore, "current" | "update">;
  /** Shapes as evidence sees the files: another table of a file may have other columns. */
  readonly #shapes = new Map<string, string>();
  /** What was understood of the file that failed last. */
  #failed: { readonly path: string; readonly understood: Understood } | null = null;

  constructor(reader: FileReader, datasets: DatasetRegistry, settings: Pick<SettingsStore, "current" | "update">) {
    this.#reader = reader;
    this.#datasets = datasets;
    this.#settings = settings;
  }

  /**
   * Reads a file and opens it for `owner`. Without options the remembered ones apply; with options, even empty ones, exactly
   * these do.
   */
  async import(
    path: string,
    options: ImportOptions | undefined,
    control: ImportControl,
    owner: DatasetOwner,
  ): Promise<ImportedDataset> {
    if (options !== undefined) {
      const dataset = await this.#read(path, options, control);
      await this.#remember(this.#shapes.get(path) ?? shapeOf(dataset), options);
      return this.#open(path, dataset, { options, source: isEmpty(options) ? "evidence" : "user" }, owner);
    }
    const plain = await this.#read(path, {}, control);
    const shape = shapeOf(plain);
    this.#shapes.set(path, shape);
    const remembered = this.#settings.current.imports?.find((entry) => entry.shape === shape)?.options;
    if (remembered === undefined) return this.#open(path, plain, { options: {}, source: "evidence" }, owner);
    const settings = { options: remembered, source: "remembered" } as const;
    try {
      return this.#open(path, await this.#read(path, remembered, control), settings, owner);
    } catch (error) {
      if (isCancelled(error) || !(error instanceof EngineError)) throw error;
      this.#failed = null;
      // What fitted another file with these columns need not fit this one: the evidence still does.
      return this.#open(path, plain, { options: {}, source: "evidence", problem: error.message }, owner);
    }
  }

  understood(path: string): Understood | null {
    return this.#failed?.path === path ? this.#failed.understood : null;
  }

  /** `count` rows of one repair, from the `from`th on, and how many can be listed. */
  repairRows(handle: string, code: string, from: number, count: number): { rows: RepairRow[]; listed: number } {
    const rows = repairRowsOf(this.#datasets.get(handle).dataset, code);
    return { rows: rows.slice(from, from + count), listed: rows.length };
  }

  /** How the file was read; empty where evidence decided everything, or where it is not open any more. */
  optionsOf(handle: string): ImportOptions {
    const { covariateColumns: _covariates, ...options } = this.#settingsOf(handle)?.options ?? {};
    return options;
  }

  /** @throws EngineError dataset-not-found */
  report(handle: string, app: string): ImportReport {
    const { dataset: ingested, source } = this.#datasets.get(handle);
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

  async #read(path: string, options: ImportOptions, control: ImportControl): Promise<IngestedDataset> {
    this.#failed = null;
    return this.#reader.readFile(path, readOptions(options), control).catch((error: unknown) => {
      if (error instanceof ImportError) this.#failed = { path, understood: error.understood };
      throw error;
    });
  }

  #open(path: string, dataset: IngestedDataset, settings: ImportSettings, owner: DatasetOwner): ImportedDataset {
    const name = basename(path);
    this.#datasets.open(dataset, owner, { name, settings });
    return { ...describeImport(dataset, name, settings.options), settings };
  }

  #settingsOf(handle: string): ImportSettings | undefined {
    return this.#datasets.find(handle)?.source?.settings;
  }

  async #remember(shape: string, options: ImportOptions): Promise<void> {
    const { imports = [] } = this.#settings.current;
    const others = imports.filter((entry) => entry.shape !== shape);
    if (isEmpty(options) && others.length === imports.length) return;
    const next = isEmpty(options) ? others : [...others, { shape, options }];
    await this.#settings.update({ imports: next.slice(-maxShapes) });
  }
}

/** What decides how a file is read: which columns are covariates does not. */
export function readOptions(options: ImportOptions): IngestOptions {
  const { covariateColumns: _, ...decisive } = options;
  return decisive;
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
function flatOptions(options: ImportOptions): Record<string, string | number | readonly string[]> {
  return Object.fromEntries(
    Object.entries(options).map(([name, value]) => {
      if (typeof value !== "object" || Array.isArray(value)) return [name, value];
      return [name, "frequency" in value ? `${formatFrequency(value.frequency)}, ${value.by}` : formatFrequency(value)];
    }),
  );
}

function isEmpty(options: ImportOptions): boolean {
  return Object.keys(options).length === 0;
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

/** Files of one kind have the same columns in the same order. */
function shapeOf({ columns }: IngestedDataset): string {
  return createHash("sha256")
    .update(JSON.stringify(columns.map(({ name }) => name)))
    .digest("hex");
}
