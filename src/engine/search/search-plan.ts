import { EngineError } from "#domain/errors";
import type { SearchSettings } from "#domain/job";
import type { Catalogue } from "#engine/forecasters/catalogue";
import { formatCount, plural } from "#engine/format";
import { Asked } from "./asked.ts";
import { type Candidate, Candidates, type LeftOut } from "./candidates.ts";
import {
  type FinishedTrial,
  type PlannedModel,
  type PlannedTrial,
  type PlanTotals,
  type RemainingWork,
  type SearchedSeries,
  type Stage,
  stages,
} from "./plan-types.ts";
import { bestOfEach, compareRanked, lossBy, metricNamed, PooledLosses, type Ranked } from "./ranking.ts";
import { ReadySeries } from "./ready-series.ts";
import { seenSeries } from "./seen-series.ts";
import { type OpenTrial, type RankedCandidate, SeriesSearch, type Wanted } from "./series-search.ts";
import { shares } from "./shares.ts";
import { WorkLeft } from "./work-left.ts";

/** Rounds of a group, in their order. Those that a preset does not have are empty. */
const lastRefinement = 3;
const lastRound = 4;
/** The part of the methods that are tried at all origins. */
const kept = 1 / 3;
/** Of a budget of trials, beyond what every forecaster's own method takes. */
const leftForLater = 1 / 4;
/** So many methods with numbers are refined, the best that did better than the baseline. */
const refined = 3;

/** Series that go from round to round together: each by itself, or all where a method or a budget is shared. */
interface Group {
  readonly members: readonly SeriesSearch[];
  round: number;
  /** Trials of the round. */
  unfinished: number;
}

/**
 * Which trials a search makes. It follows from the settings, the series and what became of the trials before, and from nothing else:
 * not from the order in which trials finish, nor from a clock. So a plan that is made again and told of all finished trials goes on
 * where the first one was.
 *
 * `fast`: every forecaster with its estimated parameters at all origins, and its variants at two; the best third of the methods, and the
 * best of each forecaster, go on to the other origins (successive halving: Jamieson & Talwalkar 2016); twice, numbers near those of
 * the best are tried. `full`: a fixed grid at all origins. At the end the best method of each forecaster is scored at the origins
 * that were held back. What it does there changes nothing of the plan.
 */
export class SearchPlan {
  readonly settings: SearchSettings;
  readonly series: readonly SearchedSeries[];
  readonly candidates: Candidates;
  /** By place among the series; undefined where one is too short. */
  readonly searches: readonly (SeriesSearch | undefined)[];
  /** Of each series that is long enough, one after the other. */
  readonly leftOut: readonly LeftOut[];
  readonly #groups: readonly Group[];
  readonly #groupOf: readonly (Group | undefined)[];
  readonly #ready = new ReadySeries();
  readonly #work = new WorkLeft();
  /** Forecasters of each series that its last stage is for. */
  readonly #owed: Set<string>[] = [];
  /** Finished trials that were told of before the plan came to them. */
  readonly #early = new Map<string, FinishedTrial>();
  #budget: number;
  #isSelectionOver = false;
  #openGroups: number;
  readonly #counts = { total: 0, completed: 0, failed: 0, timedOut: 0 };
  /** Each series is a group that is opened when its turn comes: few of many series are in mind at a time. */
  readonly #isOneByOne: boolean;
  #nextGroup = 0;

  /**
   * @throws EngineError `wrong-arguments` for a metric that does not exist, or a budget of fewer trials than series; `model-not-found` for a
   *   model that does not exist; `series-too-short` where no series is long enough
   */
  constructor(
    settings: SearchSettings,
    series: readonly SearchedSeries[],
    catalogue: Catalogue,
    models: readonly PlannedModel[],
  ) {
    this.settings = settings;
    this.series = series;
    this.candidates = new Candidates(settings, catalogue, models, new Asked(settings.models, catalogue, models));
    const lossOf = lossBy({ metric: metricNamed(settings.metric) });
    const leftOut: LeftOut[] = [];
    this.searches = series.map((one, index) => {
      const seen = seenSeries(one, settings);
      if (seen === null) return undefined;
      const candidates = this.candidates.forSeries(seen);
      leftOut.push(...candidates.leftOut);
      return new SeriesSearch(index, seen, candidates, lossOf);
    });
    this.leftOut = leftOut;
    const searched = this.searches.filter((search) => search !== undefined);
    if (searched.length === 0) throw noneLongEnough(settings.horizon, series);
    this.#budget = budgetOf(settings, searched.length);
    const isShared = settings.isPooled || Number.isFinite(this.#budget);
    this.#isOneByOne = !isShared && settings.budget === null;
    this.#groups = (isShared ? [searched] : searched.map((search) => [search])).map((members) => ({
      members,
      round: -1,
      unfinished: 0,
    }));
    const groupOf: Group[] = [];
    for (const group of this.#groups) for (const { index } of group.members) groupOf[index] = group;
    this.#groupOf = groupOf;
    this.#openGroups = this.#groups.length;
    for (const search of searched) {
      for (const round of [1, lastRound]) this.#expect(search, round, 1);
      if (this.#isOneByOne) this.#count(firstRound(search), search, 1);
    }
    if (!this.#isOneByOne) for (const group of this.#groups) this.#advance(group);
  }

  /** What became of a trial, in any order. Trials that the plan does not know are ignored, and so is a second end of one. */
  finish(trial: FinishedTrial): void {
    const group = this.#groupOf[trial.series];
    if (group === undefined || !(stages as readonly string[]).includes(trial.stage)) return;
    if (group.round === -1) this.#advance(group);
    const search = this.searches[trial.series] as SeriesSearch;
    const open = search.find(trial.method, trial.stage);
    if (open === undefined) {
      const key = keyOf(trial);
      if (this.#isToCome(search, group, trial) && !this.#early.has(key)) this.#early.set(key, trial);
      return;
    }
    if (this.#end(group, search, open, trial)) this.#advance(group);
  }

  /** A trial that can run now and was not handed out; null: nothing at the moment. */
  next(): PlannedTrial | null {
    for (;;) {
      const index = this.#ready.take();
      if (index === undefined) {
        if (!this.#openNext()) return null;
        continue;
      }
      const search = this.searches[index] as SeriesSearch;
      const open = search.peek();
      if (open === undefined) continue;
      open.isOut = true;
      this.#makeReady(search);
      return open.trial;
    }
  }

  /** A trial that was handed out and did not end. */
  giveBack({ series, method, stage }: PlannedTrial): void {
    const group = this.#groupOf[series];
    const search = this.searches[series];
    const open = search?.find(method, stage);
    if (group === undefined || search === undefined || open?.isOut !== true) return;
    search.giveBack(open);
    if (this.#isSelectionOver && !this.#isNeeded(open)) this.#withdraw(group);
    else this.#makeReady(search);
  }

  /**
   * The budget of seconds is spent: nothing of the selection is handed out any more but the baseline. What is in hand still counts, and
   * so does every finished trial that was told of before.
   */
  endSelection(): void {
    if (this.#isSelectionOver) return;
    this.#isSelectionOver = true;
    for (const group of this.#groups) if (group.round >= 0) this.#withdraw(group);
  }

  get isComplete(): boolean {
    return this.#openGroups === 0;
  }

  /** Trials that are planned by now, as `totals` has them. */
  get total(): number {
    return this.#counts.total;
  }

  totals(): PlanTotals {
    const { total, completed, failed, timedOut } = this.#counts;
    const finished = completed + failed + timedOut;
    return { total, finished, completed, failed, timedOut, remainingByCost: this.#work.remaining() };
  }

  /** What the last stage takes if the selection ends now. */
  dueByCost(): readonly RemainingWork[] {
    return this.#work.due();
  }

  /** Whether it may yet be planned, so that its end is to be remembered. */
  #isToCome(search: SeriesSearch, group: Group, { method, stage }: FinishedTrial): boolean {
    if (stage === "held-out") return group.round < lastRound;
    return group.round < lastRefinement && !search.isComplete(method);
  }

  /** @returns whether the round is over */
  #end(group: Group, search: SeriesSearch, open: OpenTrial, trial: FinishedTrial): boolean {
    const { stage, origins } = open.trial;
    const isCompleted = trial.state === "completed";
    // A row that lost some of its scores is no end of the trial: it is computed again.
    if (isCompleted && trial.past.length !== origins.length) return false;
    search.close(open);
    group.unfinished--;
    this.#work.add(open.candidate, -origins.length);
    if (isCompleted) this.#work.measure(open.candidate.forecaster, origins.length, trial.seconds);
    if (stage === "held-out") return group.unfinished === 0;
    search.learn(open, isCompleted ? trial.past : null);
    if (isCompleted && stage !== "first") this.#owe(search, open.candidate);
    this.#counts[isCompleted ? "completed" : trial.state === "failed" ? "failed" : "timedOut"]++;
    return group.unfinished === 0;
  }

  /** The last stage has one method of each forecaster that was tried at all origins. */
  #owe(search: SeriesSearch, { forecaster }: Candidate): void {
    const owed = this.#owed[search.index] ?? new Set();
    if (owed.has(forecaster)) return;
    this.#owed[search.index] = owed.add(forecaster);
    this.#work.addDue(forecaster, search.seen.origins.heldOut.length);
  }

  /** @returns whether there was another */
  #openNext(): boolean {
    while (this.#nextGroup < this.#groups.length) {
      const group = this.#groups[this.#nextGroup++] as Group;
      if (group.round >= 0) continue;
      this.#advance(group);
      return true;
    }
    return false;
  }

  /** Opens rounds until one has something to do. */
  #advance(group: Group): void {
    while (group.unfinished === 0 && group.round <= lastRound) {
      const before = group.round;
      group.round = this.#isSelectionOver && before >= 0 ? Math.max(lastRound, before + 1) : before + 1;
      for (let round = before + 1; round <= group.round; round++)
        for (const search of group.members) this.#expect(search, round, -1);
      if (group.round > lastRound) {
        this.#openGroups--;
        return;
      }
      this.#open(group);
    }
  }

  #open(group: Group): void {
    const { members, round } = group;
    const all = this.#wanted(group);
    const quotas = round === lastRound ? null : this.#spend(group, all);
    for (const [place, search] of members.entries()) {
      const opened = search.openRound((all[place] ?? []).slice(0, quotas?.[place]));
      group.unfinished += opened.length;
      if (round > 0 || !this.#isOneByOne)
        this.#count(
          opened.map(({ candidate, trial: { stage } }) => ({ candidate, stage })),
          search,
          1,
        );
      for (const open of opened) {
        const key = keyOf(open.trial);
        const early = this.#early.get(key);
        if (early === undefined) continue;
        this.#early.delete(key);
        this.#end(group, search, open, early);
      }
      this.#makeReady(search);
    }
    if (this.#isSelectionOver && round < lastRound) this.#withdrawOpen(group);
  }

  /**
   * How many trials of a round a budget allows, for each member. The first round leaves a part of it: what does well at the first
   * origins is of no use without the others.
   */
  #spend({ members, round }: Group, wanted: readonly (readonly Wanted[])[]): readonly number[] {
    const leading = members.reduce((sum, { candidates }) => sum + candidates.leading.length, 0);
    const spare = round === 0 ? Math.floor(Math.max(0, this.#budget - leading) * leftForLater) : 0;
    const limit = Number.isFinite(this.#budget) ? this.#budget - spare : this.#budget;
    const allowed = shares(
      wanted.map(({ length }) => length),
      limit,
    );
    for (const count of allowed) this.#budget -= count;
    return allowed;
  }

  /** The trials of a round, for each member of the group. */
  #wanted({ members, round }: Group): readonly (readonly Wanted[])[] {
    if (round === 0) return members.map((search) => firstRound(search));
    if (this.settings.preset === "full" && round < lastRound) return members.map(() => []);
    if (round === lastRound) return this.#lastRound(members);
    return round === 1 ? this.#survivors(members) : this.#refinements(members, round - 1);
  }

  #survivors(members: readonly SeriesSearch[]): readonly (readonly Wanted[])[] {
    const ranked = this.#rank(members, (search) => search.firstLosses());
    const chosen = this.#chosen(ranked, (methods) => [
      ...methods.slice(0, Math.ceil(methods.length * kept)),
      ...bestOfEach(methods, ({ forecaster }) => forecaster),
    ]);
    return members.map((search, place) => {
      const survivors = (ranked[place] ?? [])
        .map(({ candidate }) => candidate)
        .filter((one) => chosen[place]?.has(one) === true && !search.isComplete(one.id));
      const ids = new Set(survivors.map(({ id }) => id));
      search.keepOnly((id) => ids.has(id));
      return survivors.map((candidate): Wanted => ({ candidate, stage: "rest" }));
    });
  }

  #refinements(members: readonly SeriesSearch[], round: number): readonly (readonly Wanted[])[] {
    const ranked = this.#rank(members, (search) => search.losses());
    const { baseline } = this.candidates;
    const chosen = this.#chosen(ranked, (methods) =>
      methods
        .slice(0, Math.max(0, methods.indexOf(baseline)))
        .filter(hasNumbers)
        .slice(0, refined),
    );
    return members.map((search, place) => {
      const near = [...(chosen[place] ?? [])].flatMap((one) => this.candidates.near(one, search.seen, round));
      return [...new Set(near)]
        .filter(({ id }) => !search.has(id))
        .map((candidate): Wanted => ({ candidate, stage: "all" }));
    });
  }

  #lastRound(members: readonly SeriesSearch[]): readonly (readonly Wanted[])[] {
    const ranked = this.#rank(members, (search) => search.losses());
    for (const search of members) {
      search.forget();
      for (const forecaster of this.#owed[search.index] ?? [])
        this.#work.addDue(forecaster, -search.seen.origins.heldOut.length);
    }
    return members.map((search, place) =>
      search.seen.origins.heldOut.length === 0
        ? []
        : bestOfEach(ranked[place] ?? [], ({ candidate }) => candidate.forecaster).map(({ candidate }): Wanted => ({
            candidate,
            stage: "held-out",
          })),
    );
  }

  /** Of each member's methods, best first, those that go on; of a pooled search the same for all members. */
  #chosen(
    ranked: readonly (readonly RankedCandidate[])[],
    choose: (methods: readonly Candidate[]) => readonly Candidate[],
  ): readonly ReadonlySet<Candidate>[] {
    const methodsOf = (losses: readonly RankedCandidate[]): Candidate[] => losses.map(({ candidate }) => candidate);
    if (!this.settings.isPooled) return ranked.map((losses) => new Set(choose(methodsOf(losses))));
    const all = new Map(ranked.flat().map(({ id, candidate }) => [id, candidate]));
    const chosen = new Set(choose(this.#pooled(ranked).flatMap(({ id }) => all.get(id) ?? [])));
    return ranked.map(() => chosen);
  }

  /** Methods of each member, best first: by its own losses, or by those of all members. */
  #rank(
    members: readonly SeriesSearch[],
    lossesOf: (search: SeriesSearch) => Iterable<RankedCandidate>,
  ): readonly (readonly RankedCandidate[])[] {
    const own = members.map((search) => [...lossesOf(search)]);
    if (!this.settings.isPooled) {
      const compare = compareRanked(this.candidates.baseline.id);
      return own.map((losses) => losses.sort(compare));
    }
    const order = new Map(this.#pooled(own).map(({ id }, rank) => [id, rank]));
    return own.map((losses) => losses.sort((left, right) => (order.get(left.id) ?? 0) - (order.get(right.id) ?? 0)));
  }

  #pooled(lossesOfEach: readonly (readonly RankedCandidate[])[]): readonly Ranked[] {
    const baseline = this.candidates.baseline.id;
    const pooled = new PooledLosses();
    for (const losses of lossesOfEach) pooled.add(losses.find(({ id }) => id === baseline)?.loss ?? Number.NaN, losses);
    return pooled.ranked(baseline);
  }

  #withdraw(group: Group): void {
    if (group.round >= lastRound) return;
    this.#withdrawOpen(group);
    this.#advance(group);
  }

  #withdrawOpen(group: Group): void {
    for (const search of group.members) {
      const withdrawn = search.withdraw((open) => this.#isNeeded(open));
      group.unfinished -= withdrawn.length;
      this.#count(
        withdrawn.map(({ candidate, trial: { stage } }) => ({ candidate, stage })),
        search,
        -1,
      );
    }
  }

  #count(wanted: readonly Wanted[], search: SeriesSearch, sign: 1 | -1): void {
    for (const { candidate, stage } of wanted) {
      this.#work.add(candidate, sign * search.origins(stage).length);
      if (stage !== "held-out") this.#counts.total += sign;
    }
  }

  /** Whether it is computed though the selection is over. */
  #isNeeded({ candidate, trial }: OpenTrial): boolean {
    return trial.stage === "held-out" || candidate.id === this.candidates.baseline.id;
  }

  /** Without a budget, one series after the other, so that few are kept in mind; with one, all of them a little at a time. */
  #makeReady(search: SeriesSearch): void {
    const open = search.peek();
    if (open === undefined) return;
    const round = this.#groupOf[search.index]?.round ?? 0;
    this.#ready.add(search.index, this.settings.budget === null ? 0 : round * maxPosition + open.position);
  }

  /** Forecasts that a later round needs at the least, before it is opened: of a method of each forecaster. */
  #expect({ seen, candidates: { leading, others } }: SeriesSearch, round: number, sign: 1 | -1): void {
    const { selection, first, heldOut } = seen.origins;
    const leaders = new Map(leading.map((one) => [one.forecaster, one]));
    const varied = new Set(others.map(({ forecaster }) => forecaster));
    for (const [forecaster, one] of leaders) {
      if (round === 1 && varied.has(forecaster)) this.#work.add(one, sign * (selection.length - first.length));
      if (round === lastRound) this.#work.add(one, sign * heldOut.length);
    }
  }
}

/** No round of a series has more trials. */
const maxPosition = 1e6;

function hasNumbers({ method: { parameters } }: Candidate): boolean {
  return Object.values(parameters).some((value) => typeof value === "number");
}

function firstRound({ seen, candidates: { leading, others } }: SeriesSearch): readonly Wanted[] {
  const { selection, first } = seen.origins;
  const stage: Stage = first.length === selection.length ? "all" : "first";
  const wanted = (candidate: Candidate, at: Stage): Wanted => ({ candidate, stage: at });
  return [...leading.map((one) => wanted(one, "all")), ...others.map((one) => wanted(one, stage))];
}

function keyOf({
  series,
  method,
  stage,
}: Pick<PlannedTrial, "series" | "method"> & { readonly stage: string }): string {
  return `${series} ${stage} ${method}`;
}

/** Infinite without a limit of trials. */
function budgetOf({ budget }: SearchSettings, series: number): number {
  if (budget === null || !("trials" in budget)) return Number.POSITIVE_INFINITY;
  if (budget.trials >= series) return budget.trials;
  throw new EngineError(
    "wrong-arguments",
    `A budget of ${plural(budget.trials, "trial", "trials")} is too small for ${formatCount(series)} series: each needs one for seasonal naive.`,
  );
}

function noneLongEnough(horizon: number, series: readonly SearchedSeries[]): EngineError {
  const longest = series.reduce((most, { values }) => Math.max(most, values.length), 0);
  const what =
    series.length === 1
      ? `The series has ${plural(longest, "step", "steps")}`
      : `The longest series has ${plural(longest, "step", "steps")}`;
  return new EngineError(
    "series-too-short",
    `${what}, too few to compare forecasts of ${plural(horizon, "step", "steps")} on the past.`,
    { hint: "Choose a shorter horizon." },
  );
}
