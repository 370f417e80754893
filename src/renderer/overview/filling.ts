import type { Dataset } from "#domain/dataset";
import type { AppError } from "#domain/errors";
import { adoptedModel } from "#domain/job";
import { maxOverviewRows } from "#domain/overview";
import { isLimit } from "#domain/threshold";
import type { SeriesSummary } from "#domain/series";
import { frequencyId, type OpenDataset } from "#renderer/datasets";
import { adoptedOf } from "#renderer/jobs";
import { nearestPlaces, type Sight } from "./nearest.ts";
import {
  emptyRows,
  evidenceAt,
  forecastAt,
  historyAt,
  noRisk,
  open,
  riskAt,
  type OverviewRow,
  withFacts,
} from "./rows.ts";
import { type Depth, nothingKnown, type Overview, type OverviewPorts, type SeriesTable, tableOf } from "./overview.ts";

/** Two of each are under way, so that there is always a next one. */
const requestsAtOnce = 3;
const forecastsPerRequest = 32;
const evidencePerRequest = 16;
/** Main looks them up one after the other. */
const knownPerRequest = 16;
/** Rows come in many small answers; the picture changes a few times a second, of many series less often. */
const showEveryMs = 150;
const showManyEveryMs = 600;
const manySeries = 1_000;

type Kind = "history" | "forecast" | "evidence" | "risk";

interface Fill {
  readonly dataset: string;
  /** What decides the forecasts, as text: another one makes all of them open again. */
  question: string;
  readonly looks: Set<{ readonly depth: Depth; sight: Sight }>;
  /** Of everything under way. */
  abort: AbortController;
  running: number;
  /** Places under way, and those that were looked up and are not known. */
  readonly asked: Record<Kind, Set<number>>;
  readonly unknown: Set<number>;
  hasFacts: boolean;
  /** Handle of the file's own content, by which changes of its thresholds are told; "" until it is known. */
  base: string;
  hasLimits: boolean;
  /** What has come and is not shown yet. */
  news: Map<number, Partial<OverviewRow>>;
  stopTimer: (() => void) | null;
}

function without({ risk: _gone, ...more }: Partial<OverviewRow>): Partial<OverviewRow> {
  return more;
}

const examples = new WeakMap<Dataset, readonly SeriesSummary[]>();

/** One series of each step. A dataset never changes, and is asked about at every step of the scrubber. */
function examplesOf(dataset: Dataset): readonly SeriesSummary[] {
  const known = examples.get(dataset);
  if (known !== undefined) return known;
  const found = new Map<string, SeriesSummary>();
  for (const series of dataset.series) {
    const step = frequencyId(series.frequency);
    if (!found.has(step)) found.set(step, series);
  }
  examples.set(dataset, [...found.values()]);
  return [...found.values()];
}

export function createFilling(
  { client, clock, datasets, session, methods, adjustments }: OverviewPorts,
  store: Overview["store"],
): Pick<Overview, "look"> {
  const fills = new Map<string, Fill>();

  const openOf = (handle: string): OpenDataset | undefined =>
    datasets.store.getState().open.find(({ dataset }) => dataset.handle === handle);
  const change = (dataset: string, next: (table: SeriesTable) => SeriesTable): void =>
    store.setState(({ tables }) => ({ tables: { ...tables, [dataset]: next(tables[dataset] ?? nothingKnown) } }));

  const questionOf = (handle: string): string => {
    const current = openOf(handle);
    if (current === undefined) return "";
    const { bands, isRounded } = session.store.getState();
    const settings = examplesOf(current.dataset).map((series) => settingsOf(handle, series));
    // What was adopted matters where it is what the series are forecast with.
    const adopted = settings.some(({ model }) => model === adoptedModel)
      ? [...adoptedOf(methods.store.getState(), handle).values()].map(({ series, method }) => [series, method])
      : [];
    return JSON.stringify([settings, bands, isRounded, adopted, adjustments?.of(handle)]);
  };
  const settingsOf = (handle: string, series: OverviewRow["series"]): { model: string; horizon: number } => {
    const { model, horizon } = datasets.selectionFor(series, handle) ?? { model: "", horizon: 1 };
    return { model, horizon };
  };

  const show = (fill: Fill): void => {
    fill.stopTimer = null;
    const { news } = fill;
    if (news.size === 0) return;
    fill.news = new Map();
    change(fill.dataset, (table) => ({
      ...table,
      rows: table.rows.map((row) => {
        const more = news.get(row.place);
        return more === undefined ? row : { ...row, ...more };
      }),
    }));
  };
  const learn = (fill: Fill, place: number, more: Partial<OverviewRow>): void => {
    fill.news.set(place, { ...fill.news.get(place), ...more });
    const isMany = tableOf(store.getState(), fill.dataset).rows.length > manySeries;
    fill.stopTimer ??= clock.after(isMany ? showManyEveryMs : showEveryMs, () => show(fill));
  };
  const rowAt = (fill: Fill, place: number): OverviewRow | undefined => {
    const row = tableOf(store.getState(), fill.dataset).rows[place];
    return row === undefined ? undefined : { ...row, ...fill.news.get(place) };
  };

  const isOpenAt = (fill: Fill, kind: Kind, place: number): boolean => {
    if (fill.asked[kind].has(place)) return false;
    const row = tableOf(store.getState(), fill.dataset).rows[place];
    if (row === undefined) return false;
    const known = fill.news.get(place);
    if (kind === "history") return (known?.history ?? row.history) === null;
    return (known?.[kind] ?? row[kind]).state === "open";
  };

  /** Series that are forecast with the same model and horizon as the first of them: one request's worth. */
  const alike = (fill: Fill, places: readonly number[]) => {
    const [first] = places;
    const row = first === undefined ? undefined : rowAt(fill, first);
    if (row === undefined) return null;
    const step = frequencyId(row.series.frequency);
    const same = places.filter((place) => {
      const series = rowAt(fill, place)?.series;
      return series !== undefined && frequencyId(series.frequency) === step;
    });
    return { ...settingsOf(fill.dataset, row.series), places: same };
  };

  /** One request after the other, for as long as anything is wanted. */
  const next = (fill: Fill): (() => Promise<boolean>) | null => {
    if (!fill.hasFacts) return null;
    const looks = [...fill.looks];
    const find = (kind: Kind, count: number, isWithin: boolean, depth: Depth | null): number[] => {
      for (const look of looks) {
        if (depth !== null && look.depth !== depth) continue;
        const isWanted = (place: number): boolean =>
          isOpenAt(fill, kind, place) && (depth !== "known" || !fill.unknown.has(place));
        const places = nearestPlaces(look.sight, isWanted, count, isWithin);
        if (places.length > 0) return places;
      }
      return [];
    };
    const steps: readonly (() => (() => Promise<boolean>) | null)[] = [
      () => askHistory(fill, find("history", maxOverviewRows, true, null)),
      () => askForecasts(fill, find("forecast", forecastsPerRequest, true, "all")),
      () => (fill.hasLimits ? askRisks(fill, find("risk", forecastsPerRequest, true, "all")) : null),
      () => askEvidence(fill, find("evidence", evidencePerRequest, true, "all"), "now"),
      () => askEvidence(fill, find("evidence", knownPerRequest, true, "known"), "known"),
      () => askHistory(fill, find("history", maxOverviewRows, false, "all")),
      () => askForecasts(fill, find("forecast", forecastsPerRequest, false, "all")),
      () => (fill.hasLimits ? askRisks(fill, find("risk", forecastsPerRequest, false, "all")) : null),
      () => askEvidence(fill, find("evidence", evidencePerRequest, false, "all"), "now"),
    ];
    for (const step of steps) {
      const ask = step();
      if (ask !== null) return ask;
    }
    return null;
  };

  const askHistory = (fill: Fill, wanted: readonly number[]) => {
    const group = alike(fill, wanted);
    if (group === null) return null;
    const { horizon, places } = group;
    return ask(
      fill,
      "history",
      places,
      (signal) =>
        client.request("overview:sparks", { dataset: fill.dataset, horizon, places: [...places] }, { signal }),
      ({ history }, row) => ({ history: historyAt(history, row) }),
      () => ({ history: new Float32Array() }),
    );
  };
  const askForecasts = (fill: Fill, wanted: readonly number[]) => {
    const group = alike(fill, wanted);
    if (group === null) return null;
    const { bands, isRounded } = session.store.getState();
    const { places } = group;
    return ask(
      fill,
      "forecast",
      places,
      (signal) =>
        client.request(
          "overview:forecasts",
          { dataset: fill.dataset, ...group, places: [...places], bands, isRounded },
          { signal },
        ),
      (answer, row) => ({ forecast: forecastAt(answer, row) }),
      (error) => ({ forecast: { state: "none", error } }),
    );
  };
  const askRisks = (fill: Fill, wanted: readonly number[]) => {
    const group = alike(fill, wanted);
    if (group === null) return null;
    const { bands } = session.store.getState();
    const { places } = group;
    return ask(
      fill,
      "risk",
      places,
      (signal) =>
        client.request("thresholds:risks", { dataset: fill.dataset, ...group, places: [...places], bands }, { signal }),
      (answer, row) => ({ risk: riskAt(answer, row) }),
      (error) => ({ risk: { state: "none", error } }),
    );
  };
  const askEvidence = (fill: Fill, wanted: readonly number[], pace: "known" | "now") => {
    const group = alike(fill, wanted);
    if (group === null) return null;
    const { bands } = session.store.getState();
    const { places } = group;
    return ask(
      fill,
      "evidence",
      places,
      (signal) =>
        client.request(
          "overview:evidence",
          { dataset: fill.dataset, ...group, places: [...places], bands, pace },
          { signal },
        ),
      (answer, row) => {
        const evidence = evidenceAt(answer, row);
        // What can't be looked up can still be computed.
        const isUnknown = evidence.state === "open" || (pace === "known" && evidence.state === "none");
        if (isUnknown) fill.unknown.add(places[row] as number);
        return { evidence: isUnknown ? open : evidence };
      },
      (error) => {
        if (pace === "now") return { evidence: { state: "none", error } };
        for (const place of places) fill.unknown.add(place);
        return {};
      },
    );
  };

  /** Resolves to false where it was given up. */
  const ask = <T>(
    fill: Fill,
    kind: Kind,
    places: readonly number[],
    request: (
      signal: AbortSignal,
    ) => Promise<{ readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: AppError }>,
    read: (answer: T, row: number) => Partial<OverviewRow>,
    failed: (error: AppError) => Partial<OverviewRow>,
  ): (() => Promise<boolean>) => {
    const asked = fill.asked[kind];
    for (const place of places) asked.add(place);
    return async () => {
      const { abort } = fill;
      const outcome = await request(abort.signal);
      if (fill.abort !== abort || abort.signal.aborted) return false;
      for (const place of places) asked.delete(place);
      for (const [row, place] of places.entries())
        learn(fill, place, outcome.ok ? read(outcome.value, row) : failed(outcome.error));
      return true;
    };
  };

  const pump = (fill: Fill): void => {
    while (fill.running < requestsAtOnce && !fill.abort.signal.aborted) {
      const work = next(fill);
      if (work === null) return;
      fill.running += 1;
      void work().then((isWanted) => {
        if (!isWanted) return;
        fill.running -= 1;
        pump(fill);
      });
    }
  };

  const begin = async (fill: Fill): Promise<void> => {
    const { abort } = fill;
    const outcome = await client.request("overview:facts", { dataset: fill.dataset }, { signal: abort.signal });
    if (fill.abort !== abort || abort.signal.aborted) return;
    const current = openOf(fill.dataset);
    if (current === undefined) return;
    change(fill.dataset, (table) => ({
      ...table,
      rows: outcome.ok ? withFacts(table.rows, outcome.value) : table.rows,
      error: outcome.ok ? null : outcome.error,
    }));
    fill.hasFacts = outcome.ok;
    pump(fill);
    await lookAtLimits(fill);
  };
  /** Which rows have a risk is known once it is known whether any limit is set. */
  const lookAtLimits = async (fill: Fill): Promise<void> => {
    const { abort } = fill;
    const outcome = await client.request("thresholds:list", { dataset: fill.dataset }, { signal: abort.signal });
    if (fill.abort !== abort || abort.signal.aborted || !outcome.ok) return;
    fill.base = outcome.value.base;
    fill.hasLimits = outcome.value.thresholds.some(({ rule }) => isLimit(rule));
    resetRisks(fill);
    pump(fill);
  };
  const resetRisks = (fill: Fill): void => {
    for (const [place, more] of fill.news) fill.news.set(place, without(more));
    fill.asked.risk.clear();
    const risk = fill.hasLimits ? open : noRisk;
    change(fill.dataset, (table) => ({
      ...table,
      hasLimits: fill.hasLimits,
      rows: table.rows.map((row) => (row.risk === risk ? row : { ...row, risk })),
    }));
  };
  const stop = (fill: Fill): void => {
    fill.abort.abort();
    fill.stopTimer?.();
    show(fill);
    fill.stopTimer = null;
    fill.running = 0;
    for (const asked of Object.values(fill.asked)) asked.clear();
  };

  /** What forecasts depend on has changed: they come again. */
  const update = (): void => {
    for (const fill of [...fills.values()]) {
      const { dataset } = fill;
      if (openOf(dataset) === undefined) {
        stop(fill);
        fills.delete(dataset);
        store.setState(({ tables: { [dataset]: _gone, ...tables } }) => ({ tables }));
        continue;
      }
      const question = questionOf(dataset);
      if (question === fill.question) continue;
      stop(fill);
      fill.question = question;
      fill.unknown.clear();
      change(dataset, (table) => ({
        ...table,
        rows: table.rows.map((row) => ({ ...row, history: null, forecast: open, evidence: open })),
      }));
      resetRisks(fill);
      restart(fill);
    }
  };
  const restart = (fill: Fill): void => {
    if (fill.looks.size === 0) return;
    fill.abort = new AbortController();
    if (fill.hasFacts) pump(fill);
    else void begin(fill);
  };
  // What a chart has brought is known from then on.
  client.on("background:progress", ({ dataset, series, computed, total }) => {
    const fill = fills.get(dataset);
    if (fill === undefined || computed < total || fill.unknown.size === 0) return;
    const place = tableOf(store.getState(), dataset).rows.findIndex((row) => row.series.id === series);
    if (fill.unknown.delete(place)) pump(fill);
  });
  client.on("thresholds:changed", ({ base }) => {
    for (const fill of fills.values()) {
      if (fill.base !== base) continue;
      if (fill.looks.size > 0) void lookAtLimits(fill);
      // It is looked at anew with the next look.
      else fill.hasFacts = false;
    }
  });
  datasets.store.subscribe(update);
  session.store.subscribe((state, before) => {
    if (state.bands !== before.bands || state.isRounded !== before.isRounded) update();
  });
  methods.store.subscribe(update);
  adjustments?.subscribe(update);

  const fillOf = (dataset: string): Fill => {
    const known = fills.get(dataset);
    if (known !== undefined) return known;
    const current = openOf(dataset);
    if (current !== undefined)
      change(dataset, () => ({ rows: emptyRows(current.dataset.series), hasLimits: false, error: null }));
    const fill: Fill = {
      ...{ dataset, question: questionOf(dataset), looks: new Set(), abort: new AbortController(), running: 0 },
      ...{ asked: { history: new Set(), forecast: new Set(), evidence: new Set(), risk: new Set() } },
      ...{ unknown: new Set(), base: "", hasLimits: false },
      ...{ hasFacts: false, news: new Map(), stopTimer: null },
    };
    fills.set(dataset, fill);
    return fill;
  };

  return {
    look(dataset, depth) {
      const fill = fillOf(dataset);
      const look = { depth, sight: { order: [], from: 0, to: 0 } as Sight };
      const isFirst = fill.looks.size === 0;
      fill.looks.add(look);
      if (isFirst) restart(fill);
      return {
        see(sight) {
          if (!fill.looks.has(look)) return;
          look.sight = sight;
          // What was not known before may have been computed since.
          if (depth === "known") fill.unknown.clear();
          if (fills.get(dataset) === fill) pump(fill);
        },
        end() {
          if (!fill.looks.delete(look)) return;
          // What it asked for is cancelled; whoever still looks asks again for theirs.
          if (depth === "all" || fill.looks.size === 0) {
            stop(fill);
            if (fills.get(dataset) === fill) restart(fill);
          }
        },
      };
    },
  };
}
