/** The influences that a user set for files, kept from start to start. */
import type { IngestedDataset } from "#domain/dataset";
import { isCancelled } from "#domain/errors";
import type { ForecastKey } from "#domain/forecast";
import {
  hasInfluences,
  type InfluenceSettings,
  type InfluencesState,
  type InfluenceUse,
  influenceUses,
  type InfluenceVerdict,
  noInfluences,
  type KeptInfluences as Settings,
} from "#domain/influence";
import type { UserDatabase } from "#main/database";
import type { DatasetListener, OpenDataset } from "#main/datasets";
import type { Logger } from "#main/platform";
import type { Influences } from "./influences.ts";
import type { ForecastSource } from "./past-forecasts.ts";

export interface KeptInfluencesPorts {
  readonly database: Pick<UserDatabase, "get" | "run" | "requireDurable">;
  readonly influences: Influences;
  /** An open dataset; undefined for one that is not open. */
  readonly find: (dataset: string) => OpenDataset | undefined;
  /** Reads an open dataset's file for these columns alone. */
  readonly readColumns: (dataset: string, columns: readonly string[], signal: AbortSignal) => Promise<IngestedDataset>;
  /** Forecasts of models with influences and without. */
  readonly source: ForecastSource;
  readonly onChange: (dataset: string) => void;
  /** Columns that a file knows ahead were put in use, without being asked for. */
  readonly onFound: (dataset: string, columns: readonly string[]) => void;
  readonly logger: Logger;
  /** Milliseconds since 1970. */
  readonly wallNow: () => number;
}

/** Columns that are tried unasked: a file of hundreds is a table of all sorts. */
const maxTried = 12;

interface Kept extends Settings {
  readonly verdicts: InfluencesState["verdicts"];
}

/** Found by the content, and where that has none, by the file's path: a file with new rows keeps them, and is judged again. */
export class KeptInfluences implements DatasetListener {
  readonly #ports: KeptInfluencesPorts;
  readonly #restored = new WeakSet<OpenDataset>();

  constructor(ports: KeptInfluencesPorts) {
    this.#ports = ports;
  }

  /** What was set for a file is in use a moment after it was opened; whoever shows its forecasts is told. */
  opened(open: OpenDataset): void {
    if (open.isAhead || this.#restored.has(open)) return;
    this.#restored.add(open);
    const kept = this.#keptOf(open);
    const { handle } = open.dataset;
    const { influences, logger, onChange } = this.#ports;
    const failed = (error: unknown): void => {
      if (!isCancelled(error)) logger.warn("influences-not-restored", { message: String(error) });
    };
    if (kept === null) void this.#tryKnown(open).catch(failed);
    if (kept === null || !hasInfluences(kept.settings)) return;
    this.#prepared(handle, kept.settings, new AbortController().signal)
      .then((content) => {
        influences.use(handle, content, kept.use);
        influences.bring(
          handle,
          kept.verdicts.map(({ series, ...verdict }) => [series, verdict]),
        );
        onChange(handle);
      })
      .catch(failed);
  }

  /**
   * Columns that explain the values and go on after the last of them are known ahead: they are in use from now on, for each series
   * whose past is better with them. Whoever leaves them out has that kept, and they are not tried again.
   */
  async #tryKnown(open: OpenDataset): Promise<void> {
    const { handle, columns, series, warnings, zone } = open.dataset;
    const names = columns
      .flatMap(({ name, role, type }) => (role === "covariate" && type === "number" ? [name] : []))
      .slice(0, maxTried);
    if (names.length === 0 || !warnings.some(({ code }) => code === "known-future")) return;
    const { find, influences, onChange, onFound } = this.#ports;
    const { signal } = new AbortController();
    const all = await this.#prepared(handle, { ...noInfluences, columns: names }, signal);
    const ahead = names.filter((name) => series.some((one) => all.aheadOf(one, name, zone) > 0));
    if (ahead.length === 0) return;
    const content =
      ahead.length === names.length ? all : await this.#prepared(handle, { ...noInfluences, columns: ahead }, signal);
    // Meanwhile the file may have been closed, or its user may have chosen.
    if (find(handle) !== open || this.#keptOf(open) !== null) return;
    influences.use(handle, content);
    this.#keep(handle);
    onChange(handle);
    onFound(handle, ahead);
  }

  closed({ dataset }: OpenDataset): void {
    this.#ports.influences.use(dataset.handle, null);
  }

  state(dataset: string): InfluencesState {
    return this.#ports.influences.stateOf(dataset);
  }

  /**
   * @returns the state now
   * @throws EngineError user-data-unavailable where it would be forgotten; wrong-arguments for a place that is not known
   */
  async set(
    dataset: string,
    settings: InfluenceSettings,
    use: InfluenceUse,
    signal: AbortSignal,
  ): Promise<InfluencesState> {
    const { database, influences, onChange } = this.#ports;
    database.requireDurable();
    const content = hasInfluences(settings) ? await this.#prepared(dataset, settings, signal) : null;
    influences.use(dataset, content, use);
    this.#keep(dataset);
    onChange(dataset);
    return influences.stateOf(dataset);
  }

  /** Whether they help a series; kept, and in use from now on where they do. */
  async judge(key: ForecastKey, signal: AbortSignal): Promise<InfluenceVerdict> {
    const { influences, source, onChange } = this.#ports;
    const before = influences.modelOf(key);
    const judged = horizonOf(influences.inUse(key.dataset)?.verdicts.get(key.series));
    const verdict = await influences.judge(key, source, signal);
    this.#keep(key.dataset);
    // Whoever shows it says how far ahead it was judged.
    if (influences.modelOf(key) !== before || (judged !== null && judged !== verdict.horizon)) onChange(key.dataset);
    return verdict;
  }

  /** What is set for an open dataset, for a project; null where nothing is. */
  of(dataset: string): Settings | null {
    const { settings, use } = this.#ports.influences.stateOf(dataset);
    return hasInfluences(settings) ? { settings, use } : null;
  }

  /**
   * What a project says is set for the file at a path, where nothing is known of it here; it is judged again.
   *
   * @param dataset handle of its content
   */
  bringFor(dataset: string, path: string, { settings, use }: Settings): void {
    this.#ports.database.run(
      `insert into influences select ?, ?, ?, ?, '[]', ?
         where not exists (select 1 from influences where dataset = ? or path = ?)`,
      ...[dataset, path, JSON.stringify(settings), use, this.#ports.wallNow(), dataset, path],
    );
  }

  /** The file at a path was moved: what was set for it goes with it. */
  moved(before: string, path: string): void {
    this.#ports.database.run("update influences set path = ? where path = ?", path, before);
  }

  #prepared(dataset: string, settings: InfluenceSettings, signal: AbortSignal): ReturnType<Influences["prepare"]> {
    const { influences, readColumns } = this.#ports;
    return influences.prepare(dataset, settings, (columns, aborted) => readColumns(dataset, columns, aborted), signal);
  }

  #keep(dataset: string): void {
    const { database, find, influences, wallNow } = this.#ports;
    const { settings, use, verdicts } = influences.stateOf(dataset);
    database.run(
      `insert into influences values (?, ?, ?, ?, ?, ?)
        on conflict (dataset) do update set path = excluded.path, settings = excluded.settings, used = excluded.used,
          verdicts = excluded.verdicts, changed_ms = excluded.changed_ms`,
      ...[
        dataset,
        find(dataset)?.source?.path ?? null,
        JSON.stringify(settings),
        use,
        JSON.stringify(verdicts),
        wallNow(),
      ],
    );
  }

  #keptOf({ dataset: { handle }, source }: OpenDataset): Kept | null {
    const { database } = this.#ports;
    const columns = "select settings, used, verdicts from influences";
    const path = source?.path ?? null;
    const own = database.get(`${columns} where dataset = ?`, handle);
    const row =
      own ?? (path === null ? null : database.get(`${columns} where path = ? order by changed_ms desc limit 1`, path));
    if (row === null) return null;
    const use = influenceUses.find((known) => known === row["used"]) ?? "helping";
    return {
      settings: { ...noInfluences, ...(JSON.parse(String(row["settings"])) as InfluenceSettings) },
      use,
      verdicts: numbersBack(JSON.parse(String(row["verdicts"])) as Kept["verdicts"]),
    };
  }
}

function horizonOf(verdict: InfluenceVerdict | undefined): number | null {
  return verdict?.horizon ?? null;
}

/** JSON has no NaN. */
function numbersBack(verdicts: Kept["verdicts"]): Kept["verdicts"] {
  return verdicts.map((verdict) => ({
    ...verdict,
    change: verdict.change ?? Number.NaN,
    changeSince: verdict.changeSince ?? Number.NaN,
    notes: verdict.notes ?? [],
  }));
}
