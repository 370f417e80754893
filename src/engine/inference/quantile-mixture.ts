/**
 * The quantiles of a mixture: one distribution for each of K equally founded starting points ("paths"), each given by
 * its quantiles, and a path for every level of the distribution that the paths themselves came from. Between known levels
 * quantiles are joined by straight lines over normal scores: exact for a normal distribution, and with sensible tails for
 * everything near it.
 */
import { normalQuantile } from "#engine/numerics";

// Two numbers make one outcome: u says which path (as a level), v which level of that path's own distribution. A rank-1
// lattice spreads the pairs evenly over the square and, unlike a grid, also over each axis alone: when
// only the paths differ, or only the levels within them, each point of that axis still counts on its own. That is what
// keeps a band's width from jumping where a rollout goes from one block to the next.
// The generator is the best of all odd ones for the sum of two normal distributions of ten different proportions: every
// level within 0.9 % of the half-width of the 95 % band. Odd, so that the lattice is symmetric.
const latticePoints = 754;
const latticeGenerator = 383;

interface Knot {
  readonly left: number;
  /** Share of the right-hand neighbour; outside 0…1 beyond the outermost levels, where the line is continued. */
  readonly share: number;
}

function knotAt(scores: readonly number[], score: number): Knot {
  let left = 0;
  while (left < scores.length - 2 && score > (scores[left + 1] ?? Infinity)) left += 1;
  const from = scores[left] ?? 0;
  const to = scores[left + 1] ?? 1;
  return { left, share: (score - from) / (to - from) };
}

/** Computes quantiles of mixtures for one set of levels; it keeps scratch space, so use one per caller. */
export class QuantileMixture {
  readonly #levels: number;
  readonly #u: readonly Knot[];
  readonly #v: readonly Knot[];
  /** Where each level falls among the sorted outcomes. */
  readonly #ranks: readonly Knot[];
  readonly #outcomes = new Float64Array(latticePoints);

  /** @param levels rising fractions, the same for the paths and within them */
  constructor(levels: readonly number[]) {
    this.#levels = levels.length;
    const scores = levels.map(normalQuantile);
    const u: Knot[] = [];
    const v: Knot[] = [];
    for (let point = 0; point < latticePoints; point += 1) {
      u.push(knotAt(scores, normalQuantile((point + 0.5) / latticePoints)));
      v.push(knotAt(scores, normalQuantile((((point + 0.5) * latticeGenerator) / latticePoints) % 1)));
    }
    this.#u = u;
    this.#v = v;
    // Joined by lines over normal scores here, too, so that one normal distribution comes back unchanged.
    this.#ranks = levels.map((level) => {
      const position = Math.min(Math.max(level * latticePoints - 0.5, 0), latticePoints - 2);
      const left = Math.floor(position);
      const from = normalQuantile((left + 0.5) / latticePoints);
      const to = normalQuantile((left + 1.5) / latticePoints);
      return { left, share: Math.min(1, Math.max(0, (normalQuantile(level) - from) / (to - from))) };
    });
  }

  /**
   * @param conditional quantiles of all paths: path p at level l and this step lies at `offset + p·pathStride + l·levelStride`
   * @param write receives the mixture's quantile at each level, rising
   */
  quantiles(
    conditional: Float32Array,
    offset: number,
    pathStride: number,
    levelStride: number,
    write: (level: number, value: number) => void,
  ): void {
    const outcomes = this.#outcomes;
    for (let point = 0; point < latticePoints; point += 1) {
      const { left: path, share: pathShare } = this.#u[point] as Knot;
      const { left: level, share: levelShare } = this.#v[point] as Knot;
      const at = offset + path * pathStride + level * levelStride;
      const below = conditional[at] as number;
      const above = conditional[at + levelStride] as number;
      const nextBelow = conditional[at + pathStride] as number;
      const nextAbove = conditional[at + pathStride + levelStride] as number;
      const here = below + levelShare * (above - below);
      const next = nextBelow + levelShare * (nextAbove - nextBelow);
      outcomes[point] = here + pathShare * (next - here);
    }
    outcomes.sort();
    for (let level = 0; level < this.#levels; level += 1) {
      const { left, share } = this.#ranks[level] as Knot;
      const from = outcomes[left] as number;
      write(level, from + share * ((outcomes[left + 1] as number) - from));
    }
  }
}
