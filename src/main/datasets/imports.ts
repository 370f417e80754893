import { createHash } from "node:crypto";
import type { Dataset, ImportOptions, ImportSettings, RepairRow, Understood } from "#contract/data";
import type { ImportedDataset } from "#contract/ipc";
import type { IngestOptions } from "#contract/worker";
import { EngineError, isCancelled } from "#engine/errors";
import type { ImportReport } from "#engine/export";
import { formatFrequency } from "#engine/series";
import type { SettingsStore } from "#main/platform";
import type { ImportControl } from "./import-control.ts";
import { ImportError } from "./import-error.ts";

/** Shapes whose options are remembered; the ones not used for longest are forgotten. */
const maxShapes = 100;

/** The part of the host that imports need. */
export interface ImportHost {
  importFile(path: string, options: IngestOptions, control: ImportControl): Promise<Dataset>;
  repairRows(dataset: string, code: string): readonly RepairRow[];
  close(dataset: string): void;
}

/** Reads files as the user wants them read, remembers that per kind of file, and keeps what each import has to report. */
export class Imports {
  readonly #host: ImportHost;
  readonly #settings: Pick<SettingsStore, "current" | "update">;
  /** Shapes as evidence sees the files: another table of a file may have other columns. */
  readonly #shapes = new Map<string, string>();
  readonly #open = new Map<string, { dataset: ImportedDataset; references: number }>();
  /** What was understood of the file that failed last. */
  #failed: { readonly path: string; readonly understood: Understood } | null = null;

  constructor(host: ImportHost, settings: Pick<SettingsStore, "current" | "update">) {
    this.#host = host;
    this.#settings = settings;
  }

  /** Without options the remembered ones apply; with options, even empty ones, exactly these do. */
  async import(path: string, options: ImportOptions | undefined, control: ImportControl): Promise<ImportedDataset> {
    if (options !== undefined) {
      const dataset = await this.#read(path, options, control);
      await this.#remember(this.#shapes.get(path) ?? shapeOf(dataset), options);
      return this.#keep(dataset, { options, source: isEmpty(options) ? "evidence" : "user" });
    }
    const plain = await this.#read(path, {}, control);
    const shape = shapeOf(plain);
    this.#shapes.set(path, shape);
    const remembered = this.#settings.current.imports?.find((entry) => entry.shape === shape)?.options;
    if (remembered === undefined) return this.#keep(plain, { options: {}, source: "evidence" });
    try {
      const dataset = await this.#read(path, remembered, control);
      this.#host.close(plain.handle);
      return this.#keep(dataset, { options: remembered, source: "remembered" });
    } catch (error) {
      if (isCancelled(error) || !(error instanceof EngineError)) {
        this.#host.close(plain.handle);
        throw error;
      }
      this.#failed = null;
      // What fitted another file with these columns need not fit this one: the evidence still does.
      return this.#keep(plain, { options: {}, source: "evidence", problem: error.message });
    }
  }

  close(handle: string): void {
    const open = this.#open.get(handle);
    if (open !== undefined) {
      open.references -= 1;
      if (open.references <= 0) this.#open.delete(handle);
    }
    this.#host.close(handle);
  }

  understood(path: string): Understood | null {
    return this.#failed?.path === path ? this.#failed.understood : null;
  }

  /** `count` rows of one repair, from the `from`th on, and how many can be listed. */
  repairRows(handle: string, code: string, from: number, count: number): { rows: RepairRow[]; listed: number } {
    const rows = this.#host.repairRows(handle, code);
    return { rows: rows.slice(from, from + count), listed: rows.length };
  }

  /** How the file was read; empty where evidence decided everything, or where it is not open any more. */
  optionsOf(handle: string): ImportOptions {
    const { covariateColumns: _covariates, ...options } = this.#open.get(handle)?.dataset.settings.options ?? {};
    return options;
  }

  /** @throws EngineError dataset-not-found */
  report(handle: string, app: string): ImportReport {
    const dataset = this.#open.get(handle)?.dataset;
    if (dataset === undefined) throw new EngineError("dataset-not-found", "This file is not open any more.");
    return {
      app,
      name: dataset.name,
      handle,
      file: { ...dataset.file, timezone: dataset.zone },
      options: flatOptions(dataset.settings.options),
      columns: dataset.columns,
      series: dataset.series.map(({ id, frequency, start, end, steps, missing }) => ({
        id,
        frequency: formatFrequency(frequency),
        start,
        end,
        steps,
        missing,
      })),
      repairs: dataset.repairs.map((repair) => ({ ...repair, rows: this.#host.repairRows(handle, repair.code) })),
      warnings: dataset.warnings,
    };
  }

  async #read(path: string, options: ImportOptions, control: ImportControl): Promise<Dataset> {
    this.#failed = null;
    const { covariateColumns } = options;
    const dataset = await this.#host.importFile(path, readOptions(options), control).catch((error: unknown) => {
      if (error instanceof ImportError) this.#failed = { path, understood: error.understood };
      throw error;
    });
    return covariateColumns === undefined
      ? dataset
      : { ...dataset, columns: withCovariates(dataset.columns, covariateColumns) };
  }

  #keep(dataset: Dataset, settings: ImportSettings): ImportedDataset {
    const imported = { ...dataset, settings };
    const references = this.#open.get(dataset.handle)?.references ?? 0;
    this.#open.set(dataset.handle, { dataset: imported, references: references + 1 });
    return imported;
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
function shapeOf({ columns }: Dataset): string {
  return createHash("sha256")
    .update(JSON.stringify(columns.map(({ name }) => name)))
    .digest("hex");
}
