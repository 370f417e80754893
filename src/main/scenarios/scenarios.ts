/** Adjustments of open datasets' forecasts, and scenarios: a layer on top of what is forecast, which nothing of it ever enters. */
import { EngineError } from "#domain/errors";
import type { IngestedDataset } from "#domain/dataset";
import type { Forecast } from "#domain/forecast";
import {
  addScenarioStep,
  type AdjustedForecast,
  adjustForecast,
  type Adjustment,
  type AdjustmentEdit,
  adjustmentsOf,
  baseScenario,
  emptyScenarioLog,
  type Scenario,
  type ScenarioCommand,
  type ScenarioLog,
  scenarioOf,
  scenariosOf,
  shareAt,
  type ScenariosState,
} from "#domain/scenario";
import { areCounts, type IngestedSeries, isSameFrequency } from "#domain/series";
import type { Corrections } from "#main/corrections";
import type { DatasetOwner, DatasetRegistry } from "#main/datasets";
import { isNonNegativeAt } from "#main/forecasts";
import type { Logger } from "#main/platform";
import type { PlannedFile, ScenarioLogs } from "./scenario-logs.ts";
import { redo, undo } from "#domain/history";

export interface ScenariosPorts {
  readonly logs: ScenarioLogs;
  readonly datasets: DatasetRegistry;
  readonly corrections: Pick<Corrections, "assumed" | "baseOf">;
  readonly logger: Logger;
  /** A notice for the user, in one sentence. */
  readonly onNotice: (message: string) => void;
  readonly onChange: (change: { readonly base: string }) => void;
  /** Milliseconds since 1970. */
  readonly wallNow: () => number;
}

/** As the window asks for it: when it was made, and by what was known, is not for it to say. */
export type AskedCommand =
  | (Omit<Extract<ScenarioCommand, { kind: "change" }>, "adjustments"> & {
      readonly adjustments: readonly AdjustmentEdit[];
    })
  | Exclude<ScenarioCommand, { kind: "change" }>;

export class Scenarios {
  readonly #ports: ScenariosPorts;
  /** By the handle of the file's own content, for as long as that is open. */
  readonly #known = new Map<string, { log: ScenarioLog; all: readonly Scenario[] }>();
  /** By path, until the file is asked about. */
  readonly #brought = new Map<string, ScenarioLog>();

  constructor(ports: ScenariosPorts) {
    this.#ports = ports;
  }

  /** @throws EngineError dataset-not-found */
  list(handle: string): ScenariosState {
    const file = this.#fileOf(handle);
    const { log, all } = this.#of(file);
    return { base: file.dataset, scenarios: all, position: log.position, steps: log.steps.length };
  }

  /** @throws EngineError dataset-not-found */
  logOf(handle: string): ScenarioLog {
    return this.#of(this.#fileOf(handle)).log;
  }

  /**
   * All of it or nothing, as one step of the history.
   *
   * @throws EngineError wrong-arguments, series-not-found, dataset-not-found, user-data-unavailable where it would be forgotten
   */
  apply(handle: string, command: AskedCommand): ScenariosState {
    return this.#change(handle, (log) => addScenarioStep(log, this.#made(handle, command)));
  }

  undo(handle: string): ScenariosState {
    return this.#change(handle, undo);
  }

  redo(handle: string): ScenariosState {
    return this.#change(handle, redo);
  }

  /** What a project has for the file at a path takes the place of what the file has, when it is asked about next. */
  bring(path: string, log: ScenarioLog): void {
    this.#brought.set(path, log);
    for (const open of this.#ports.datasets.values())
      if (open.source?.path === path) this.#known.delete(this.#ports.corrections.baseOf(open.dataset.handle));
  }

  /** @throws EngineError wrong-arguments where it is not there, dataset-not-found */
  get(handle: string, scenario: number): Scenario {
    return scenarioOf(this.logOf(handle), scenario);
  }

  /** Those of the base that can apply to a series: an open dataset's own, made for the steps that it has. */
  adjustments(handle: string, series: string, scenario: number = baseScenario): readonly Adjustment[] {
    const found = this.#of(this.#fileOf(handle)).all.find(({ id }) => id === scenario);
    if (found === undefined || found.adjustments.length === 0) return [];
    const { frequency } = this.#ports.datasets.series(handle, series);
    return adjustmentsOf(found, series).filter((one) => isSameFrequency(one.frequency, frequency));
  }

  /**
   * A forecast with what a scenario puts on top: what exports, tables and totals have of it. Nothing is put on top of one of the past.
   *
   * @param isRounded whether it is of whole numbers where the series counts things
   * @throws EngineError dataset-not-found, series-not-found
   */
  adjust(forecast: Forecast, { scenario = baseScenario, isRounded = false } = {}): AdjustedForecast {
    if (forecast.origin !== 0) return { forecast, lines: null };
    return this.adjustWith(forecast, this.adjustments(forecast.dataset, forecast.series, scenario), isRounded);
  }

  /** @param isRounded as of {@link adjust} */
  adjustWith(forecast: Forecast, own: readonly Adjustment[], isRounded = false): AdjustedForecast {
    if (own.length === 0) return { forecast, lines: null };
    const { dataset, series } = forecast;
    return adjustForecast(forecast, own, {
      isNonNegative: this.isNonNegative(dataset, series),
      isWhole: isRounded && areCounts(this.#ports.datasets.series(dataset, series).values),
    });
  }

  /** Those of the base that change steps of these forecasts, in the order in which they apply. */
  applied(forecasts: readonly Pick<Forecast, "dataset" | "series" | "origin" | "times">[]): readonly Adjustment[] {
    return forecasts
      .filter(({ origin }) => origin === 0)
      .flatMap(({ dataset, series, times }) =>
        this.adjustments(dataset, series).filter((one) => times.some((time) => shareAt(one, time) > 0)),
      );
  }

  isNonNegative(handle: string, series: string): boolean {
    return isNonNegativeAt(this.#ports.datasets.series(handle, series), 0);
  }

  /**
   * The dataset as a scenario takes its recent values to be, opened for `owner`: a content of its own, so that nothing computed from it is
   * ever taken for the file's.
   *
   * @throws EngineError wrong-arguments where an edit does not fit any more; dataset-not-found
   */
  async open(handle: string, scenario: number, owner: DatasetOwner, signal?: AbortSignal): Promise<IngestedDataset> {
    const { datasets, corrections } = this.#ports;
    const { edits } = this.get(handle, scenario);
    const { dataset: own, source } = datasets.get(handle);
    if (edits.length === 0) {
      datasets.open(own, owner, source);
      return own;
    }
    const dataset = await corrections.assumed(handle, edits, signal);
    // It is no file's: neither corrections nor records are to be found by its path.
    datasets.open(dataset, owner, null);
    return dataset;
  }

  #made(handle: string, command: AskedCommand): ScenarioCommand {
    if (command.kind !== "change") return command;
    const { datasets, wallNow } = this.#ports;
    const madeMs = wallNow();
    const adjustments = command.adjustments.map((edit) => {
      const { frequency, times } = requireFits(edit, datasets.series(handle, edit.series));
      return { ...edit, madeMs, frequency, seen: times.at(-1) ?? Number.NEGATIVE_INFINITY };
    });
    for (const { series } of command.edits) datasets.series(handle, series);
    return { ...command, adjustments };
  }

  #change(handle: string, change: (log: ScenarioLog) => ScenarioLog): ScenariosState {
    const { logs, onChange, datasets } = this.#ports;
    if (datasets.get(handle).source?.settings?.isOneShot === true)
      throw new EngineError("wrong-arguments", "This file is only looked at, and nothing of it is kept.", {
        hint: "Open it to adjust its forecasts.",
      });
    const file = this.#fileOf(handle);
    const { log } = this.#of(file);
    const next = change(log);
    if (next !== log) {
      logs.save(file, next);
      this.#known.set(file.dataset, { log: next, all: scenariosOf(next) });
      onChange({ base: file.dataset });
    }
    return this.list(handle);
  }

  #of(file: PlannedFile): { readonly log: ScenarioLog; readonly all: readonly Scenario[] } {
    const brought = file.path === null ? undefined : this.#brought.get(file.path);
    const known = this.#known.get(file.dataset);
    if (known !== undefined && brought === undefined) return known;
    const log = this.#read(file, brought);
    const found = { log, all: scenariosOf(log) };
    this.#known.set(file.dataset, found);
    return found;
  }

  #read(file: PlannedFile, brought: ScenarioLog | undefined): ScenarioLog {
    const { logs, logger, onNotice } = this.#ports;
    try {
      if (brought === undefined) return logs.find(file) ?? emptyScenarioLog;
      if (file.path !== null) this.#brought.delete(file.path);
      logs.save(file, brought);
      return brought;
    } catch (error) {
      logger.error("scenarios-failed", { message: String(error) });
      onNotice(error instanceof EngineError ? error.message : "The adjustments of this file can't be read.");
      return brought ?? emptyScenarioLog;
    }
  }

  #fileOf(handle: string): PlannedFile {
    const { datasets, corrections } = this.#ports;
    const { source } = datasets.get(handle);
    return { dataset: corrections.baseOf(handle), path: source?.path ?? null, name: source?.name ?? "" };
  }
}

/** @throws EngineError wrong-arguments */
function requireFits({ from, to, change }: AdjustmentEdit, series: IngestedSeries): IngestedSeries {
  const last = series.times.at(-1) ?? Number.NEGATIVE_INFINITY;
  if (!(from <= to)) throw new EngineError("wrong-arguments", "An adjustment ends at or after its first step.");
  if (!(to > last))
    throw new EngineError("wrong-arguments", "Only forecasts of the future can be adjusted.", {
      hint: "What is observed can be corrected.",
    });
  if (change.kind === "set" && change.value < 0 && isNonNegativeAt(series, 0))
    throw new EngineError("wrong-arguments", `"${series.id}" has no value below zero, and can't be set to one.`);
  return series;
}
