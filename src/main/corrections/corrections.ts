/** Corrections of open datasets: a layer over what a file says. */
import { createHash } from "node:crypto";
import type { CorrectedInWorker, ReadCorrections, SeriesToCorrect } from "#contract/worker";
import {
  addStep,
  changesValues,
  clearAll,
  editKey,
  effective,
  emptyLog,
  notYetIn,
  redoable,
  undoable,
  type Correction,
  type CorrectionEdit,
  type CorrectionLog,
  type CorrectionSource,
  type CorrectionsState,
  type OutlierSuggestion,
  type PreviewedCorrection,
} from "#domain/correction";
import type { IngestedDataset } from "#domain/dataset";
import { EngineError } from "#domain/errors";
import type { ReportNote } from "#domain/export";
import { type IngestedSeries, isSameFrequency } from "#domain/series";
import { Turns } from "#engine/concurrency";
import {
  changeBytes,
  correct,
  correctionOf,
  correctionsCsv,
  identityText,
  stepsToCorrect,
  writtenAction,
  type Content as EngineContent,
  type CorrectionOutcome,
} from "#engine/corrections";
import type { ReportedCorrection } from "#engine/export";
import { formatTimestamp } from "#engine/series";
import type { DatasetListener, DatasetOwner, DatasetRegistry, DatasetSource, OpenDataset } from "#main/datasets";
import type { Logger } from "#main/platform";
import type { CorrectedFile, CorrectionLogs } from "./correction-logs.ts";
import { redo, undo } from "#domain/history";

export interface CorrectionsPorts {
  readonly logs: CorrectionLogs;
  readonly datasets: DatasetRegistry;
  /** The process that works with all values of a series. */
  readonly corrector: {
    correct(
      series: readonly SeriesToCorrect[],
      content: EngineContent,
      signal?: AbortSignal,
    ): Promise<readonly CorrectedInWorker[]>;
    suggest(
      series: IngestedSeries,
      signal?: AbortSignal,
    ): Promise<{ readonly suggestions: readonly OutlierSuggestion[]; readonly total: number }>;
    readCorrections(path: string, signal?: AbortSignal): Promise<ReadCorrections>;
  };
  readonly logger: Logger;
  /** A notice for the user, in one sentence. */
  readonly onNotice: (message: string) => void;
  readonly onChange: (change: { readonly base: string; readonly dataset: string }) => void;
}

/** A dataset as it is corrected, open for whoever asked. */
export interface CorrectedDataset {
  readonly dataset: IngestedDataset;
  readonly source: DatasetSource | null;
  readonly state: CorrectionsState;
  /** Ids of the series whose values differ from those of the dataset that was asked about. */
  readonly changed: readonly string[];
}

export interface CorrectionChanges {
  readonly add: readonly CorrectionEdit[];
  /** Ids. */
  readonly remove: readonly number[];
}

/** One series with its corrections. */
interface Part {
  readonly base: IngestedSeries | null;
  readonly corrections: readonly Correction[];
  readonly series: IngestedSeries | null;
  /** Null where no value is another one. */
  readonly digest: string | null;
  readonly outcomes: readonly CorrectionOutcome[];
}

/** What a log makes of a content. */
interface Layer {
  readonly log: CorrectionLog;
  readonly dataset: IngestedDataset;
  /** By series id. */
  readonly parts: ReadonlyMap<string, Part>;
}

/** A file's own content, for as long as it or a corrected one made of it is open. */
interface Content {
  base: IngestedDataset;
  /** In force. */
  layer: Layer;
  /** Of each corrected dataset that is open, by its handle: a window may still show an earlier one. */
  readonly made: Map<string, Layer>;
  /** One change after the other. */
  readonly turns: Turns;
}

interface Asked {
  readonly source: DatasetSource | null;
  /** As of {@link digestsOf}. */
  readonly digests: ReadonlyMap<string, string>;
}

/** A few milliseconds of work, and of copying. */
const maxCorrectedSteps = 50_000;
const maxCopiedSteps = 4_000_000;

export class Corrections implements DatasetListener {
  readonly #ports: CorrectionsPorts;
  /** By the handle of the file's own content. */
  readonly #contents = new Map<string, Content>();
  /** From the handle of each open corrected dataset to that of the file's own content. */
  readonly #baseOf = new Map<string, string>();
  /** By path, until the file is read. */
  readonly #brought = new Map<string, CorrectionLog>();

  constructor(ports: CorrectionsPorts) {
    this.#ports = ports;
    ports.datasets.addListener(this);
  }

  closed({ dataset: { handle } }: OpenDataset): void {
    const content = this.#find(handle);
    this.#baseOf.delete(handle);
    content?.made.delete(handle);
    if (content !== undefined) this.#dropUnused(content);
  }

  /**
   * Opens a file that was just read, with the corrections that were made of it before. It is opened as it is where they can't be had, and
   * the user is told.
   *
   * @returns what was opened
   * @throws CancelledError when it was aborted, or the owner has gone in the meantime
   */
  async open(
    base: IngestedDataset,
    owner: DatasetOwner,
    source: DatasetSource,
    signal?: AbortSignal,
  ): Promise<IngestedDataset> {
    const content = await this.#ofFile(base, source, signal);
    const dataset = content?.layer.dataset ?? base;
    try {
      this.#open(dataset, owner, source);
      if (content !== null) this.#made(content);
    } finally {
      if (content !== null) this.#dropUnused(content);
    }
    return dataset;
  }

  async #ofFile(base: IngestedDataset, source: DatasetSource, signal?: AbortSignal): Promise<Content | null> {
    try {
      const known = this.#contents.get(base.handle);
      if (known === undefined) {
        const log = this.#withBrought(base, source, this.#ports.logs.find(keyOf(base, source)));
        return log === null ? null : await this.#read(base, log, signal);
      }
      await known.turns.run(async () => {
        // Read again, the same content may have other flags.
        known.layer = await this.#layerOf(base, known.layer.log, known.layer, signal);
        known.base = base;
      }, signal);
      return this.#contents.has(base.handle) ? known : await this.#ofFile(base, source, signal);
    } catch (error) {
      if (signal?.aborted === true) throw error;
      this.#ports.logger.error("corrections-failed", { message: String(error) });
      this.#ports.onNotice(
        error instanceof EngineError ? error.message : "The corrections of this file can't be applied.",
      );
      return null;
    }
  }

  /** What a project brought is kept like any other corrections, and can be undone. */
  #withBrought(base: IngestedDataset, source: DatasetSource, own: CorrectionLog | null): CorrectionLog | null {
    const brought = source.path === undefined ? undefined : this.#brought.get(source.path);
    if (source.path === undefined || brought === undefined) return own;
    this.#brought.delete(source.path);
    const log = own === null ? brought : replaced(own, brought);
    if (log !== own) this.#ports.logs.save(keyOf(base, source), log);
    return log;
  }

  /**
   * Corrections that a project has for the file at a path: they are made as one step when the file is read next, in place of those that the
   * file has. Nothing is made where it is open already.
   */
  bring(path: string, log: CorrectionLog): void {
    this.#brought.set(path, log);
  }

  /** The file at a path was moved: its corrections go with it. */
  found(before: string, path: string): void {
    const log = this.#ports.logs.find({ dataset: "", path: before });
    if (log !== null) this.bring(path, log);
  }

  /** The file's own content, and what was corrected of it. @throws EngineError dataset-not-found */
  async logOf(handle: string): Promise<{ readonly base: string; readonly log: CorrectionLog }> {
    const { base, layer } = await this.#contentOf(handle);
    return { base: base.handle, log: layer.log };
  }

  /** The file's own content, of a dataset that is corrected or not. */
  baseOf(handle: string): string {
    return this.#baseOf.get(handle) ?? handle;
  }

  /** @throws EngineError dataset-not-found */
  async list(handle: string): Promise<CorrectionsState> {
    return stateOf(await this.#contentOf(handle));
  }

  /** Opens it for `owner` as it is corrected now. @throws EngineError dataset-not-found */
  async current(handle: string, owner: DatasetOwner): Promise<CorrectedDataset> {
    const asked = this.#asked(handle);
    return this.#answer(await this.#contentOf(handle), asked, owner);
  }

  /**
   * All of it or nothing, as one step of the history.
   *
   * @throws EngineError wrong-arguments for an edit that does not fit its series, series-not-found, dataset-not-found,
   *   user-data-unavailable where it would be forgotten
   */
  apply(
    handle: string,
    { add, remove }: CorrectionChanges,
    owner: DatasetOwner,
    signal?: AbortSignal,
  ): Promise<CorrectedDataset> {
    const change = ({ base, layer }: Content): CorrectionLog =>
      addStep(layer.log, { adds: add.map((edit) => requiredIn(base, edit)), removes: remove });
    return this.#change(handle, owner, change, true, signal);
  }

  undo(handle: string, owner: DatasetOwner, signal?: AbortSignal): Promise<CorrectedDataset> {
    return this.#change(handle, owner, ({ layer }) => undo(layer.log), false, signal);
  }

  redo(handle: string, owner: DatasetOwner, signal?: AbortSignal): Promise<CorrectedDataset> {
    return this.#change(handle, owner, ({ layer }) => redo(layer.log), false, signal);
  }

  clear(handle: string, owner: DatasetOwner, signal?: AbortSignal): Promise<CorrectedDataset> {
    return this.#change(handle, owner, ({ layer }) => clearAll(layer.log), false, signal);
  }

  /** Another file's corrections as one step; those that do not fit are listed with the reason. */
  applyFrom(handle: string, source: number, owner: DatasetOwner, signal?: AbortSignal): Promise<CorrectedDataset> {
    const change = ({ base, layer }: Content): CorrectionLog => {
      const edits = notYetIn(layer.log, effective(this.#ports.logs.source(source)));
      return addStep(layer.log, { adds: edits.map((correction) => carriedOver(base, correction)), removes: [] });
    };
    return this.#change(handle, owner, change, false, signal);
  }

  /** Files with the same columns that have corrections. */
  async sources(handle: string): Promise<readonly CorrectionSource[]> {
    const { base } = await this.#contentOf(handle);
    return this.#ports.logs.sources(base.shape, base.handle);
  }

  /** Of the series as it is corrected. */
  suggest(
    handle: string,
    series: string,
    signal?: AbortSignal,
  ): Promise<{ readonly suggestions: readonly OutlierSuggestion[]; readonly total: number }> {
    return this.#ports.corrector.suggest(this.#ports.datasets.series(handle, series), signal);
  }

  /** Those in force, as CSV. */
  async csv(handle: string): Promise<string> {
    return correctionsCsv(effective((await this.#contentOf(handle)).layer.log));
  }

  /** What the rows of a file of corrections would do, in the order of the file, to the dataset as it is corrected now. */
  async preview(
    handle: string,
    path: string,
    signal?: AbortSignal,
  ): Promise<{ readonly rows: readonly PreviewedCorrection[]; readonly leftOut: number }> {
    const { rows, leftOut } = await this.#ports.corrector.readCorrections(path, signal);
    return { leftOut, rows: await this.#previewed(await this.#contentOf(handle), rows, signal) };
  }

  /** The same of the corrections that are in force for another file, in their order. */
  async previewFrom(
    handle: string,
    source: number,
    signal?: AbortSignal,
  ): Promise<{ readonly rows: readonly PreviewedCorrection[]; readonly leftOut: number }> {
    const rows = effective(this.#ports.logs.source(source)).map((edit, place) => ({ row: place + 1, edit }));
    return { leftOut: 0, rows: await this.#previewed(await this.#contentOf(handle), rows, signal) };
  }

  async #previewed(
    { base, layer }: Content,
    rows: ReadCorrections["rows"],
    signal: AbortSignal | undefined,
  ): Promise<readonly PreviewedCorrection[]> {
    const edits = rows.flatMap(({ edit }) => ("unreadable" in edit ? [] : [edit]));
    const isNew = new Set<CorrectionEdit>(notYetIn(layer.log, edits));
    const ids = new Map<CorrectionEdit, number>();
    const adds: Correction[] = [];
    for (const edit of edits) {
      const correction = isNew.has(edit) ? madeOrCarried(base, edit) : null;
      if (correction === null) continue;
      const id = layer.log.nextId + adds.length;
      ids.set(edit, id);
      adds.push({ ...correction, id });
    }
    // As many as there are: whether so many can be in force is said when they are applied.
    const steps = [
      { adds: effective(layer.log), removes: [] },
      { adds, removes: [] },
    ];
    const { parts } = await this.#layerOf(base, { steps, position: 2, nextId: 0 }, layer, signal);
    const outcomes = outcomesOf(parts);
    const problemOf = (edit: CorrectionEdit): PreviewedCorrection["problem"] =>
      isNew.has(edit)
        ? { code: "series-gone", message: seriesGone(edit.series) }
        : { code: "known", message: "This is corrected already." };
    return rows.map(({ row, edit }): PreviewedCorrection => {
      if ("unreadable" in edit)
        return { row, edit: null, steps: 0, problem: { code: "unreadable", message: edit.unreadable } };
      const { steps: changed, problem } = outcomes.get(ids.get(edit) ?? 0) ?? { steps: 0, problem: problemOf(edit) };
      return { row, edit, steps: changed, problem };
    });
  }

  /** The series as its file has it. @throws EngineError dataset-not-found, series-not-found */
  original(handle: string, series: string): IngestedSeries {
    const open = this.#ports.datasets.series(handle, series);
    const base = this.#find(handle)?.base;
    return base?.series.find(({ id }) => id === series) ?? open;
  }

  /** For the report of an import. */
  async reported(handle: string): Promise<readonly ReportedCorrection[]> {
    return stateOf(await this.#contentOf(handle)).corrections.map(
      ({ series, from, to, action, text, steps, problem }) => {
        const { name, value } = writtenAction(action);
        const times = { from: formatTimestamp(from), to: formatTimestamp(to) };
        return { series, ...times, action: name, value, text, steps, problem: problem?.message ?? null };
      },
    );
  }

  /** What was corrected of an open dataset, as far as it changes values: how many, and as CSV. Null where nothing was. */
  listed(handle: string): { readonly count: number; readonly csv: string } | null {
    const layer = this.#find(handle)?.made.get(handle);
    if (layer === undefined) return null;
    const outcomes = outcomesOf(layer.parts);
    const applied = effective(layer.log).filter(
      ({ id, action }) => changesValues(action) && outcomes.get(id)?.problem === null,
    );
    return { count: applied.length, csv: correctionsCsv(applied) };
  }

  /** What was put down about stretches of an open dataset: notes and events, in the order in which they were made. */
  notes(handle: string): readonly ReportNote[] {
    const layer = this.#find(handle)?.made.get(handle);
    if (layer === undefined) return [];
    const outcomes = outcomesOf(layer.parts);
    return effective(layer.log).flatMap(({ id, series, from, to, action, text }) =>
      (action.kind === "note" || action.kind === "event") && outcomes.get(id)?.problem === null
        ? [{ series, from, to, kind: action.kind === "note" ? "Note" : "Event", text }]
        : [],
    );
  }

  /** What tells the series of an open dataset from what its file has: a hash of what is another value; null where nothing is. */
  correctedAs(handle: string, series: string): string | null {
    return this.#find(handle)?.made.get(handle)?.parts.get(series)?.digest ?? null;
  }

  /** How many corrections that change values the window has for an open file, made to it or not. */
  known(handle: string): number {
    const { dataset, source } = this.#ports.datasets.get(handle);
    const log = this.#ports.logs.find(keyOf(dataset, source)) ?? emptyLog;
    return effective(log).filter(({ action }) => changesValues(action)).length;
  }

  /**
   * An open dataset with further edits, of which nothing is kept: the same content as if they had been made as corrections.
   *
   * @throws EngineError wrong-arguments, series-not-found where one does not fit; dataset-not-found
   */
  async assumed(handle: string, edits: readonly CorrectionEdit[], signal?: AbortSignal): Promise<IngestedDataset> {
    const { base, layer } = await this.#contentOf(handle);
    const from = layer.log.nextId;
    const log = addStep(layer.log, { adds: edits.map((edit) => requiredIn(base, edit)), removes: [] });
    const made = await this.#layerOf(base, log, layer, signal);
    requireFits(made, from);
    return made.dataset;
  }

  /**
   * A dataset with corrections of which nothing is kept, as another run made them.
   *
   * @throws EngineError wrong-arguments, series-not-found where one does not fit
   */
  async made(base: IngestedDataset, edits: readonly CorrectionEdit[], signal?: AbortSignal): Promise<IngestedDataset> {
    const log = addStep(emptyLog, { adds: edits.map((edit) => requiredIn(base, edit)), removes: [] });
    const layer = await this.#layerOf(base, log, undefined, signal);
    requireFits(layer, 1);
    return layer.dataset;
  }

  async #change(
    handle: string,
    owner: DatasetOwner,
    change: (content: Content) => CorrectionLog,
    isStrict: boolean,
    signal: AbortSignal | undefined,
  ): Promise<CorrectedDataset> {
    const asked = this.#asked(handle);
    const content = await this.#contentOf(handle);
    try {
      return await content.turns.run(async () => {
        const { source } = asked;
        if (source?.settings?.isOneShot === true) {
          throw new EngineError("wrong-arguments", "This file is only looked at, and nothing of it is kept.", {
            hint: "Open it to correct it.",
          });
        }
        const { base, layer } = content;
        const log = change(content);
        if (log === layer.log) return this.#answer(content, asked, owner);
        const next = await this.#layerOf(base, log, layer, signal);
        if (isStrict) requireFits(next, layer.log.nextId);
        this.#ports.logs.save(keyOf(base, source), log);
        content.layer = next;
        this.#ports.onChange({ base: base.handle, dataset: next.dataset.handle });
        return this.#answer(content, asked, owner);
      }, signal);
    } finally {
      this.#dropUnused(content);
    }
  }

  /** What an answer needs of the dataset that was asked about: until its turn comes, another answer may have replaced it. */
  #asked(handle: string): Asked {
    const { source } = this.#ports.datasets.get(handle);
    return { source, digests: digestsOf(this.#find(handle)?.made.get(handle)?.parts ?? new Map()) };
  }

  #answer(content: Content, { source, digests: before }: Asked, owner: DatasetOwner): CorrectedDataset {
    const { layer } = content;
    const now = digestsOf(layer.parts);
    this.#open(layer.dataset, owner, source);
    this.#made(content);
    const changed = [...new Set([...before.keys(), ...now.keys()])].filter((id) => before.get(id) !== now.get(id));
    return { dataset: layer.dataset, source, state: stateOf(content), changed };
  }

  #open(dataset: IngestedDataset, owner: DatasetOwner, source: DatasetSource | null): void {
    const { datasets } = this.#ports;
    if (source?.settings?.isOneShot === true) datasets.openOnce(dataset, owner, source);
    else datasets.open(dataset, owner, source);
  }

  /** The corrected dataset is open. */
  #made(content: Content): void {
    const { base, layer, made } = content;
    this.#contents.set(base.handle, content);
    if (layer.dataset.handle === base.handle) return;
    made.set(layer.dataset.handle, layer);
    this.#baseOf.set(layer.dataset.handle, base.handle);
  }

  /** Of an open dataset; one that was not made by corrections is its own base. */
  async #contentOf(handle: string): Promise<Content> {
    const { dataset, source } = this.#ports.datasets.get(handle);
    const known = this.#find(handle);
    if (known !== undefined) return known;
    const log = source === null ? null : this.#ports.logs.find(keyOf(dataset, source));
    return this.#read(dataset, log ?? emptyLog, undefined);
  }

  async #read(base: IngestedDataset, log: CorrectionLog, signal: AbortSignal | undefined): Promise<Content> {
    const layer = await this.#layerOf(base, log, undefined, signal);
    // Another request may have been here in the meantime.
    const content = this.#contents.get(base.handle) ?? { base, layer, made: new Map(), turns: new Turns(1) };
    this.#contents.set(base.handle, content);
    return content;
  }

  #find(handle: string): Content | undefined {
    return this.#contents.get(this.#baseOf.get(handle) ?? handle);
  }

  #dropUnused({ base, made, turns }: Content): void {
    const isOpen = made.size > 0 || this.#ports.datasets.find(base.handle) !== undefined;
    if (!isOpen && turns.taken === 0) this.#contents.delete(base.handle);
  }

  /** Only series whose corrections are others than before are computed. */
  async #layerOf(
    base: IngestedDataset,
    log: CorrectionLog,
    before: Layer | undefined,
    signal: AbortSignal | undefined,
  ): Promise<Layer> {
    const byId = new Map(base.series.map((series) => [series.id, series]));
    const parts = new Map<string, Part>();
    const missing: SeriesToCorrect[] = [];
    for (const [id, corrections] of groupBySeries(effective(log))) {
      const own = byId.get(id);
      const known = before?.parts.get(id);
      if (own === undefined) parts.set(id, goneOf(id, corrections));
      else if (known?.base === own && isSameList(known.corrections, corrections)) parts.set(id, known);
      else missing.push({ base: own, corrections });
    }
    const content = contentOf(base);
    const computed = isLittle(missing, content)
      ? missing.map((one) => correctedHere(one, content))
      : await this.#ports.corrector.correct(missing, content, signal);
    for (const [at, { base: own, corrections }] of missing.entries()) {
      const { changed, outcomes } = computed[at] ?? { changed: null, outcomes: [] };
      const series = changed === null ? own : { ...changed.series, times: own.times };
      parts.set(own.id, { base: own, corrections, series, digest: changed?.digest ?? null, outcomes });
    }
    return { log, parts, dataset: datasetOf(base, parts) };
  }
}

/** What takes no longer here than its way to another process would. */
function isLittle(series: readonly SeriesToCorrect[], content: EngineContent): boolean {
  const copied = series.reduce((sum, { base }) => sum + base.values.length, 0);
  if (copied > maxCopiedSteps) return false;
  return (
    series.reduce((sum, { base, corrections }) => sum + stepsToCorrect(base, content, corrections), 0) <=
    maxCorrectedSteps
  );
}

function correctedHere({ base, corrections }: SeriesToCorrect, content: EngineContent): CorrectedInWorker {
  const { series, changed, outcomes } = correct(base, content, corrections);
  if (changed.length === 0) return { changed: null, outcomes };
  return { changed: { series, digest: sha256(changeBytes(series, changed)) }, outcomes };
}

function sha256(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}

function datasetOf(base: IngestedDataset, parts: ReadonlyMap<string, Part>): IngestedDataset {
  const identity = identityText(base.handle, digestsOf(parts));
  if (identity === null) return base;
  return {
    ...base,
    handle: sha256(identity),
    series: base.series.map((series) => parts.get(series.id)?.series ?? series),
  };
}

function digestsOf(parts: ReadonlyMap<string, Part>): ReadonlyMap<string, string> {
  return new Map([...parts].flatMap(([id, { digest }]) => (digest === null ? [] : [[id, digest] as const])));
}

function outcomesOf(parts: ReadonlyMap<string, Part>): ReadonlyMap<number, CorrectionOutcome> {
  return new Map([...parts.values()].flatMap(({ outcomes }) => outcomes.map((outcome) => [outcome.id, outcome])));
}

function stateOf({ base, layer: { dataset, log, parts } }: Content): CorrectionsState {
  const outcomes = outcomesOf(parts);
  return {
    dataset: dataset.handle,
    base: base.handle,
    corrections: effective(log).map((correction) => {
      const { steps = 0, problem = null } = outcomes.get(correction.id) ?? {};
      return { ...correction, steps, problem };
    }),
    position: log.position,
    steps: log.steps.length,
    undo: undoable(log),
    redo: redoable(log),
  };
}

/** @throws EngineError the first new correction that is not applied, with why */
function requireFits({ parts }: Layer, firstNew: number): void {
  for (const { outcomes } of parts.values()) {
    for (const { id, problem } of outcomes) {
      if (id < firstNew || problem === null) continue;
      throw new EngineError("wrong-arguments", problem.message, { hint: "Nothing was changed." });
    }
  }
}

/** Null for a series that is not there. */
function correctionIn(base: IngestedDataset, edit: CorrectionEdit): Omit<Correction, "id"> | null {
  const series = base.series.find(({ id }) => id === edit.series);
  return series === undefined ? null : correctionOf(edit, series, contentOf(base));
}

/** What becomes of an edit, which may be another file's correction; null where its series is not there. */
function madeOrCarried(base: IngestedDataset, edit: CorrectionEdit | Correction): Omit<Correction, "id"> | null {
  if (base.series.every(({ id }) => id !== edit.series)) return null;
  return "grid" in edit ? carriedOver(base, edit) : correctionIn(base, edit);
}

/** Another file's correction for this one. What does not fit here stays as it was made there. */
function carriedOver(base: IngestedDataset, correction: Correction): Omit<Correction, "id"> {
  const frequency = base.series.find((series) => series.id === correction.series)?.frequency;
  const isSameStep = frequency !== undefined && isSameFrequency(frequency, correction.grid.frequency);
  return (isSameStep ? correctionIn(base, correction) : null) ?? correction;
}

/** One step that makes those of another log the ones in force; the same log where they are already. */
function replaced(own: CorrectionLog, wanted: CorrectionLog): CorrectionLog {
  const inForce = effective(own);
  const known = new Set(effective(wanted).map(editKey));
  return addStep(own, {
    adds: notYetIn(own, effective(wanted)),
    removes: inForce.filter((correction) => !known.has(editKey(correction))).map(({ id }) => id),
  });
}

/** @throws EngineError series-not-found */
function requiredIn(base: IngestedDataset, edit: CorrectionEdit): Omit<Correction, "id"> {
  const correction = correctionIn(base, edit);
  if (correction === null) throw new EngineError("series-not-found", seriesGone(edit.series));
  return correction;
}

function seriesGone(id: string): string {
  return `The file has no series named "${id}".`;
}

function contentOf({ handle, zone }: IngestedDataset): EngineContent {
  return { handle, zone };
}

function goneOf(id: string, corrections: readonly Correction[]): Part {
  const problem = { code: "series-gone", message: seriesGone(id) } as const;
  return {
    ...{ base: null, corrections, series: null },
    digest: null,
    outcomes: corrections.map((one) => ({ id: one.id, steps: 0, problem })),
  };
}

function groupBySeries(corrections: readonly Correction[]): ReadonlyMap<string, readonly Correction[]> {
  return Map.groupBy(corrections, ({ series }) => series);
}

/** Corrections never change: those of one id are the same object, or equal. */
function isSameList(one: readonly Correction[], other: readonly Correction[]): boolean {
  return one.length === other.length && one.every((correction, at) => correction.id === other[at]?.id);
}

function keyOf({ handle, shape }: IngestedDataset, source: DatasetSource | null): CorrectedFile {
  return { dataset: handle, path: source?.path ?? null, shape, name: source?.name ?? "" };
}
