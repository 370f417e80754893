import type { ChanceBin, ChanceReliability, ChanceVerdict } from "#domain/threshold";
import { effectiveStepsOf, type OriginHits } from "#engine/evaluation";
import { studentQuantile } from "#engine/numerics";

/** A chance that a past forecast would have stated, and what came of it. */
export interface StatedChance {
  readonly chance: number;
  readonly happened: boolean;
  /** The share of steps beyond the threshold until that forecast was made. */
  readonly base: number;
  /** Which past forecast it is of, and which step of the series it is about. */
  readonly origin: number;
  readonly step: number;
}

/** Widths of a tenth: fewer would hide, more would be empty. */
const bins = 10;
/** Stretches with an event, and steps without one, below which nobody can say whether chances are right. */
const fewestSpells = 5;
const fewestOrigins = 8;
/** Nobody decides otherwise for chances that are off by less than this. */
const tolerance = 0.03;

/**
 * Compares chances with events: a reliability diagram with binomial intervals (Wilson 1927), the Brier score and its parts.
 *
 * Steps of one forecast err together, so their number is judged as `judgeRange` of `#engine/evaluation` does, with Student's
 * distribution over the past forecasts.
 *
 * @param stated in order of time; null for none
 */
export function chanceReliability(stated: readonly StatedChance[]): ChanceReliability | null {
  const count = stated.length;
  if (count === 0) return null;
  const rate = meanOf(stated, ({ happened }) => Number(happened));
  const groups = Map.groupBy(stated, ({ chance }) => Math.min(bins - 1, Math.floor(chance * bins)));
  const found = [...groups].sort(([one], [other]) => one - other).map(([, members]) => binOf(members));
  const brier = meanOf(stated, ({ chance, happened }) => (chance - Number(happened)) ** 2);
  const baseBrier = meanOf(stated, ({ base, happened }) => (base - Number(happened)) ** 2);
  const weighted = (term: (bin: ChanceBin) => number): number =>
    found.reduce((sum, bin) => sum + bin.steps * term(bin), 0) / count;
  const reliability = weighted(({ chance, share }) => (chance - share) ** 2);
  const resolution = weighted(({ share }) => (share - rate) ** 2);
  const uncertainty = rate * (1 - rate);
  const events = stated.filter(({ happened }) => happened).length;
  const origins = originsOf(stated);
  const spells = spellsOf(stated);
  return {
    bins: found,
    steps: count,
    origins: origins.length,
    events,
    spells,
    stated: meanOf(stated, ({ chance }) => chance),
    brier,
    reliability,
    resolution,
    uncertainty,
    within: brier - reliability + resolution - uncertainty,
    baseBrier,
    skill: baseBrier === 0 ? null : 1 - brier / baseBrier,
    verdict: verdictOf(stated, origins, spells, rate),
  };
}

function binOf(members: readonly StatedChance[]): ChanceBin {
  const share = meanOf(members, ({ happened }) => Number(happened));
  const origins = originsOf(members);
  return {
    chance: meanOf(members, ({ chance }) => chance),
    share,
    ...intervalOf(share, origins),
    steps: members.length,
    origins: origins.length,
  };
}

/** Wilson's score interval, at the number of steps that these are worth. */
function intervalOf(share: number, origins: readonly OriginHits[]): { readonly low: number; readonly high: number } {
  if (origins.length < 2) return { low: 0, high: 1 };
  const count = effectiveStepsOf(origins);
  const z = studentQuantile(0.975, origins.length - 1);
  const spread = z * z;
  const middle = (share + spread / (2 * count)) / (1 + spread / count);
  const half = (z / (1 + spread / count)) * Math.sqrt((share * (1 - share)) / count + spread / (4 * count * count));
  return { low: Math.max(0, Math.min(share, middle - half)), high: Math.min(1, Math.max(share, middle + half)) };
}

function verdictOf(
  stated: readonly StatedChance[],
  origins: readonly OriginHits[],
  spells: number,
  rate: number,
): ChanceVerdict {
  const mean = meanOf(stated, ({ chance }) => chance);
  const spread = meanOf(stated, ({ chance }) => chance * (1 - chance));
  if (origins.length < fewestOrigins) return "too-few";
  const margin = studentQuantile(0.975, origins.length - 1) * Math.sqrt(spread / effectiveStepsOf(origins));
  const off = rate - mean;
  // What was said never to happen and did is found by few events, too.
  if (Math.abs(off) > margin && Math.abs(off) >= tolerance) return off < 0 ? "too-high" : "too-low";
  const without = stated.length - stated.filter(({ happened }) => happened).length;
  return Math.min(spells, without) < fewestSpells ? "too-few" : "held";
}

function originsOf(stated: readonly StatedChance[]): OriginHits[] {
  const byOrigin = Map.groupBy(stated, ({ origin }) => origin);
  return [...byOrigin.values()].map((own) => ({
    steps: own.length,
    hits: own.filter(({ happened }) => happened).length,
  }));
}

/** Stretches of neighbouring steps at which it happened. */
function spellsOf(stated: readonly StatedChance[]): number {
  let count = 0;
  let last = Number.NaN;
  for (const { happened, step } of stated) {
    if (!happened) continue;
    if (step !== last + 1) count++;
    last = step;
  }
  return count;
}

function meanOf<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((sum, item) => sum + value(item), 0) / items.length;
}
