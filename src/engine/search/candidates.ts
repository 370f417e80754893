import type { SearchSettings } from "#domain/job";
import { type Method, methodId, parseMethod, plainMethod, type Transform } from "#domain/method";
import type { Forecaster } from "#engine/forecasters/base";
import { type Catalogue, type SeriesFacts, whyUnsuitable } from "#engine/forecasters/catalogue";
import { formatCount } from "#engine/format";
import type { Asked } from "./asked.ts";
import { coarseGrid, neighbours } from "./parameter-grid.ts";
import type { PlannedModel } from "./plan-types.ts";
import { referenceGrid } from "./reference-grid.ts";
import type { SeenSeries } from "./seen-series.ts";

/** A method as the plan knows it: one object for each, however many series it is tried on. */
export interface Candidate {
  /** The method's id. */
  readonly id: string;
  /** Of its forecaster, or of the model with a file. */
  readonly forecaster: string;
  readonly method: Method;
  readonly isNeural: boolean;
}

/** A forecaster that is not tried on a series. */
export interface LeftOut {
  readonly forecaster: string;
  readonly name: string;
  readonly reason: string;
}

/** What is tried on one series, the most promising first. */
export interface SeriesCandidates {
  /** Tried at all origins at once: each stands for its forecaster should the search end early. The baseline is the first. */
  readonly leading: readonly Candidate[];
  /** Tried at the first origins, and at the others where they do well there. */
  readonly others: readonly Candidate[];
  readonly leftOut: readonly LeftOut[];
}

const costs = ["instant", "quick", "slow"] as const;

/** Everything that can be tried, and what suits a series of it. */
export class Candidates {
  readonly #settings: SearchSettings;
  readonly #catalogue: Catalogue;
  readonly #models: readonly PlannedModel[];
  readonly #asked: Asked;
  readonly #byId = new Map<string, Candidate>();
  readonly #bySight = new Map<string, SeriesCandidates>();

  constructor(settings: SearchSettings, catalogue: Catalogue, models: readonly PlannedModel[], asked: Asked) {
    this.#settings = settings;
    this.#catalogue = catalogue;
    this.#models = models;
    this.#asked = asked;
  }

  get baseline(): Candidate {
    return this.of(plainMethod(this.#catalogue.baseline.id));
  }

  /** The same object for the same method. */
  of(method: Method, isNeural = false): Candidate {
    const id = methodId(method);
    const known = this.#byId.get(id);
    if (known !== undefined) return known;
    const candidate = { id, forecaster: method.forecaster, method, isNeural };
    this.#byId.set(id, candidate);
    return candidate;
  }

  /** Of an id that was kept; models with a file have no parameters, whatever their ids look like. */
  methodOf(id: string): Method {
    return (
      this.#byId.get(id)?.method ?? (this.#models.some((model) => model.id === id) ? plainMethod(id) : parseMethod(id))
    );
  }

  /** All that a method can be of, in the order of the catalogue. */
  forecasters(): readonly string[] {
    return [...this.#catalogue.all, ...this.#models].map(({ id }) => id);
  }

  /** For people: of a forecaster or a model. */
  nameOf(forecaster: string): string {
    return (
      this.#catalogue.find(forecaster)?.name ?? this.#models.find(({ id }) => id === forecaster)?.name ?? forecaster
    );
  }

  /** The same object for series that look alike, of which there may be many. */
  forSeries(seen: SeenSeries): SeriesCandidates {
    const { facts, seasons, fewestObservations, isPositive, usualSeasons } = seen;
    const key = JSON.stringify([facts, seasons, fewestObservations, isPositive, usualSeasons]);
    const known = this.#bySight.get(key);
    if (known !== undefined) return known;
    const candidates = this.#suited(seen);
    this.#bySight.set(key, candidates);
    return candidates;
  }

  #suited(seen: SeenSeries): SeriesCandidates {
    const leftOut: LeftOut[] = [];
    const named = this.#asked.methods.map((method) => this.of(method));
    const neural = this.#suitableModels(leftOut);
    const { leading, others } =
      this.#settings.preset === "full" ? this.#full(seen, leftOut) : this.#fast(seen, leftOut);
    const first = unique([this.baseline, ...named, ...neural, ...leading]);
    return { leading: first, others: unique(others).filter((one) => !first.includes(one)), leftOut };
  }

  #suitableModels(leftOut: LeftOut[]): Candidate[] {
    const { preset, horizon } = this.#settings;
    return this.#models
      .filter(({ id }) => (preset === "full" ? this.#asked.names(id) : this.#asked.has(id)))
      .filter(({ id, name, maxHorizonSteps }) => {
        if (maxHorizonSteps >= horizon) return true;
        const reason = `${name} forecasts up to ${formatCount(maxHorizonSteps)} steps; the horizon is ${formatCount(horizon)}.`;
        leftOut.push({ forecaster: id, name, reason });
        return false;
      })
      .map(({ id }) => this.of(plainMethod(id), true));
  }

  /** The reference grid. What is suitable does not depend on the season that the values show, but on the calendar's. */
  #full(seen: SeenSeries, leftOut: LeftOut[]): Pick<SeriesCandidates, "leading" | "others"> {
    const season = seen.usualSeasons[0] ?? 1;
    const isShown = !this.#settings.isPooled && seen.seasons.every((shown) => shown === season);
    const grid = referenceGrid(season, isShown ? null : season);
    const leading = grid.flatMap((part) => {
      const found = this.#catalogue.find(part.forecaster);
      if (found === undefined || !this.#asked.has(part.forecaster)) return [];
      const { name = found.name, methods, isSeasonal } = part;
      const reason = whyUnsuitable(asPart(found, name, isSeasonal), {
        ...seen.facts,
        seasonSteps: isSeasonal ? season : 1,
      });
      if (reason === null) return methods.map((method) => this.of(method));
      leftOut.push({ forecaster: part.forecaster, name, reason });
      return [];
    });
    const inGrid = new Set(grid.map(({ forecaster }) => forecaster));
    const beside = this.#catalogue.all.filter(({ id }) => this.#asked.names(id) && !inGrid.has(id));
    return {
      leading: [...leading, ...beside.flatMap((one) => this.#suitable(one, seen, leftOut).slice(0, 1))],
      others: [],
    };
  }

  #fast(seen: SeenSeries, leftOut: LeftOut[]): Pick<SeriesCandidates, "leading" | "others"> {
    const families = this.#catalogue.all
      .filter(({ id }) => this.#asked.has(id))
      .map((forecaster) => ({ forecaster, methods: this.#suitable(forecaster, seen, leftOut) }))
      .filter(({ methods }) => methods.length > 0)
      .toSorted((left, right) => costs.indexOf(left.forecaster.cost) - costs.indexOf(right.forecaster.cost));
    return {
      leading: families.map(({ methods }) => methods[0] as Candidate),
      others: families.flatMap(({ methods }) => methods.slice(1)),
    };
  }

  /** Numbers near those of a method, for another round. */
  near({ method, forecaster }: Candidate, { facts }: SeenSeries, round: number): Candidate[] {
    const found = this.#catalogue.find(forecaster);
    if (found === undefined) return [];
    return neighbours(method, found.space ?? [], round)
      .filter((one) => this.#isUsable(found, one, facts))
      .map((one) => this.of(one));
  }

  /** A forecaster's methods that suit a series, the plain one first where it is among them; where there is none, the reason is added. */
  #suitable(forecaster: Forecaster, seen: SeenSeries, leftOut: LeftOut[]): Candidate[] {
    const { id, name, cost, space = [], gainsFromTransform } = forecaster;
    const { facts, isPositive } = seen;
    if (id === this.#catalogue.baseline.id) return [this.baseline];
    const plain = plainMethod(id);
    const reason = whyUnsuitable(forecaster, facts);
    const seasons = [...(reason === null ? [null] : []), ...otherSeasons(forecaster, seen)];
    const transforms: readonly Transform[] =
      isPositive && gainsFromTransform === true ? ["none", "log", "box-cox"] : ["none"];
    const grid = cost === "slow" ? [] : coarseGrid(space).map((parameters) => ({ ...plain, parameters }));
    const methods = [
      ...seasons.flatMap((seasonLength) => transforms.map((transform) => ({ ...plain, seasonLength, transform }))),
      ...grid.filter((method) => this.#isUsable(forecaster, method, facts)),
    ];
    if (methods.length === 0) leftOut.push({ forecaster: id, name, reason: reason ?? "" });
    return methods.map((method) => this.of(method));
  }

  #isUsable(forecaster: Forecaster, method: Method, facts: SeriesFacts): boolean {
    return this.#catalogue.checkMethod(method) === null && whyUnsuitable(forecaster, facts, method) === null;
  }
}

/** A part of the reference grid, with its own name, and what its kind of season needs. */
function asPart(forecaster: Forecaster, name: string, isSeasonal: boolean): Parameters<typeof whyUnsuitable>[0] {
  const own = forecaster.needsWith?.({}) ?? forecaster.needs;
  const needs = isSeasonal ? { ...own, minSeasonSteps: 2, seasons: own.seasons ?? 2 } : own;
  return { ...forecaster, name, needs, needsWith: () => needs };
}

/** The calendar's seasons that a forecaster could follow and the values do not show by themselves. */
function otherSeasons(
  forecaster: Forecaster,
  { facts, seasons, usualSeasons, fewestObservations }: SeenSeries,
): number[] {
  if (forecaster.needs.maxSeasonSteps === 1) return [];
  const early = { ...facts, observations: fewestObservations };
  return usualSeasons.filter(
    (seasonLength) =>
      seasons.some((shown) => shown !== seasonLength) &&
      fewestObservations >= 2 * seasonLength &&
      whyUnsuitable(forecaster, early, { ...plainMethod(forecaster.id), seasonLength }) === null,
  );
}

function unique(candidates: readonly Candidate[]): Candidate[] {
  return [...new Set(candidates)];
}
