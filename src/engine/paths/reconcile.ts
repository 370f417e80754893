/** Forecasts of groups beside those of their series: what the difference between them says, by how both erred before. */
import { EngineError } from "#domain/errors";

export interface Hierarchy {
  /** By group: places of its series. No two are alike, and each has at least two. */
  readonly members: readonly (readonly number[])[];
  /** How many series there are. */
  readonly series: number;
}

/** Numbers of all groups, then of all series: [nodes][origins × steps], row-major. */
export interface PastOfNodes {
  readonly origins: number;
  readonly steps: number;
  /** Of medians that were forecast of each by itself. */
  readonly medians: readonly Float64Array[];
  /** NaN where nothing was observed. */
  readonly actuals: readonly Float64Array[];
  /** Origins from one forecast to the first whose errors are all known when it is made. */
  readonly lag: number;
}

export interface ReconciledPast {
  /** Less error than sums of the series' own medians, at most of the origins. */
  readonly isUsed: boolean;
  /** Of the absolute error, all nodes alike: −0.06 is 6 % less; NaN where there is too little past. */
  readonly change: number;
  /** Origins that this was judged at, each with what was known then. */
  readonly origins: number;
}

/** Origins whose errors a covariance takes at least. */
const fewestLearnt = 6;
const fewestJudged = 6;
/** Less is no reason to change anybody's forecast. */
const leastGain = 0.01;

/**
 * How far each series' forecast moves by what its groups' forecasts are above the sums of theirs: [series × groups], row-major.
 *
 * MinT (Wickramasuriya, Athanasopoulos & Hyndman 2019) in its projection form: ỹ = ŷ − W Cᵀ (C W Cᵀ)⁻¹ C ŷ, where C ŷ is how far groups' forecasts
 * are from the sums of their series'. W: covariance of base errors around zero, its correlations shrunk towards none (Schäfer & Strimmer
 * 2005); steps of one origin are no independent evidence, so the shrinkage counts origins.
 *
 * @param errors [nodes][origins × steps] actual less median, NaN where it is not known; groups first
 */
export function reconciliationGain(
  { members, series }: Hierarchy,
  errors: readonly Float64Array[],
  steps: number,
): Float64Array {
  const groups = members.length;
  const nodes = groups + series;
  const length = errors[0]?.length ?? 0;
  if (errors.length !== nodes || errors.some((one) => one.length !== length) || length % steps !== 0)
    throw new EngineError("wrong-arguments", `${errors.length} rows of errors do not fit ${nodes} nodes.`);
  // A step counts where all of it is known.
  const known = Array.from({ length }, (_, at) => at).filter((at) => errors.every((one) => Number.isFinite(one[at])));
  const count = known.length;
  const kept = errors.map((one) => Float64Array.from(known, (at) => one[at] as number));
  const variances = kept.map((one) => one.reduce((sum, value) => sum + value * value, 0) / Math.max(count, 1));
  const shrunk = shrinkage(
    kept,
    known.map((at) => Math.floor(at / steps)),
    variances,
  );
  // W Cᵀ: [nodes × groups]. What groups erred by beside the errors of their series is all that is needed of W.
  const apart = members.map((own, group) => {
    const errorsOfGroup = kept[group] as Float64Array;
    return errorsOfGroup.map((value, at) => value - own.reduce((sum, one) => sum + (kept[groups + one]?.[at] ?? 0), 0));
  });
  const product = new Float64Array(nodes * groups);
  for (let node = 0; node < nodes; node++)
    for (let group = 0; group < groups; group++) {
      const [one, other] = [kept[node] as Float64Array, apart[group] as Float64Array];
      let sum = 0;
      for (let at = 0; at < count; at++) sum += (one[at] as number) * (other[at] as number);
      const own = members[group]?.includes(node - groups) === true ? -1 : node === group ? 1 : 0;
      product[node * groups + group] =
        (1 - shrunk) * (sum / Math.max(count, 1)) + shrunk * own * (variances[node] as number);
    }
  // C W Cᵀ: [groups × groups].
  const spread = new Float64Array(groups * groups);
  for (let row = 0; row < groups; row++)
    for (let column = 0; column < groups; column++)
      spread[row * groups + column] =
        (product[row * groups + column] as number) -
        (members[row] as readonly number[]).reduce(
          (sum, one) => sum + (product[(groups + one) * groups + column] as number),
          0,
        );
  const gain = new Float64Array(series * groups);
  const inverse = invert(spread, groups);
  if (inverse === null) return gain;
  for (let one = 0; one < series; one++)
    for (let column = 0; column < groups; column++) {
      let sum = 0;
      for (let group = 0; group < groups; group++)
        sum -= (product[(groups + one) * groups + group] as number) * (inverse[group * groups + column] as number);
      gain[one * groups + column] = sum;
    }
  return gain;
}

/** [series × steps] how far each series' medians move. @param medians [nodes][steps] of the forecasts as they are, groups first */
export function reconciledShifts(
  { members, series }: Hierarchy,
  gain: Float64Array,
  medians: readonly ArrayLike<number>[],
  steps: number,
): Float64Array[] {
  const groups = members.length;
  return Array.from({ length: series }, (_, one) =>
    Float64Array.from({ length: steps }, (_step, step) => {
      let shift = 0;
      for (const [group, own] of members.entries()) {
        const sum = own.reduce((all, member) => all + (medians[groups + member]?.[step] ?? Number.NaN), 0);
        shift += (gain[one * groups + group] as number) * ((medians[group]?.[step] ?? Number.NaN) - sum);
      }
      return Number.isFinite(shift) ? shift : 0;
    }),
  );
}

/** At each past origin with what was known there, beside sums of the series' own medians. */
export function judgeReconciliation(hierarchy: Hierarchy, past: PastOfNodes): ReconciledPast {
  const { members, series } = hierarchy;
  const { origins, steps, medians, actuals, lag } = past;
  const groups = members.length;
  const errors = errorsOf(past);
  const [plain, better] = [new Float64Array(groups + series), new Float64Array(groups + series)];
  let [judged, won] = [0, 0];
  for (let origin = fewestLearnt - 1 + lag; origin < origins; origin++) {
    const learnt = errors.map((one) => one.subarray(0, (origin - lag + 1) * steps));
    const gain = reconciliationGain(hierarchy, learnt, steps);
    const at = (rows: readonly Float64Array[]) => rows.map((row) => row.subarray(origin * steps, (origin + 1) * steps));
    const [forecast, came] = [at(medians), at(actuals)];
    const shifts = reconciledShifts(hierarchy, gain, forecast, steps);
    let [here, there] = [0, 0];
    for (let step = 0; step < steps; step++)
      for (let node = 0; node < groups + series; node++) {
        const actual = came[node]?.[step] ?? Number.NaN;
        const own = node < groups ? (members[node] as readonly number[]) : [node - groups];
        const sum = own.reduce((all, one) => all + (forecast[groups + one]?.[step] ?? Number.NaN), 0);
        const moved = own.reduce((all, one) => all + (shifts[one]?.[step] ?? 0), sum);
        if (!Number.isFinite(actual) || !Number.isFinite(sum)) continue;
        plain[node]! += Math.abs(actual - sum);
        better[node]! += Math.abs(actual - moved);
        if (node === 0) {
          here += Math.abs(actual - sum);
          there += Math.abs(actual - moved);
        }
      }
    judged++;
    if (there < here) won++;
  }
  const ratios = [...plain.keys()].flatMap((node) =>
    (plain[node] as number) > 0 ? [(better[node] as number) / (plain[node] as number)] : [],
  );
  if (judged < fewestJudged || ratios.length === 0) return { isUsed: false, change: Number.NaN, origins: judged };
  const change = ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length - 1;
  return { isUsed: change <= -leastGain && won * 2 > judged, change, origins: judged };
}

/** Actual less median. */
export function errorsOf({ medians, actuals }: Pick<PastOfNodes, "medians" | "actuals">): Float64Array[] {
  return medians.map((row, node) => row.map((median, at) => (actuals[node]?.[at] ?? Number.NaN) - median));
}

/** In [0, 1]: what the correlations' own chance is of their size. */
function shrinkage(rows: readonly Float64Array[], originOf: readonly number[], variances: readonly number[]): number {
  const origins = [...new Set(originOf)];
  const count = origins.length;
  if (count < 3) return 1;
  const placeOf = new Map(origins.map((origin, place) => [origin, place]));
  const places = originOf.map((origin) => placeOf.get(origin) as number);
  const lengths = new Float64Array(count);
  for (const place of places) lengths[place]!++;
  const scaled = rows.map((row, node) => {
    const deviation = Math.sqrt(variances[node] as number) || 1;
    return row.map((value) => value / deviation);
  });
  let [chance, size] = [0, 0];
  const products = new Float64Array(count);
  for (const [row, one] of scaled.entries())
    for (const other of scaled.slice(0, row)) {
      products.fill(0);
      for (const [at, place] of places.entries()) products[place]! += (one[at] as number) * (other[at] as number);
      let mean = 0;
      for (let place = 0; place < count; place++) {
        products[place]! /= lengths[place] as number;
        mean += (products[place] as number) / count;
      }
      let squares = 0;
      for (const product of products) squares += (product - mean) ** 2;
      chance += squares / (count * (count - 1));
      size += mean * mean;
    }
  return size === 0 ? 1 : Math.max(0, Math.min(1, chance / size));
}

/** Gauss-Jordan with pivots; null where it has no inverse. */
function invert(matrix: Float64Array, size: number): Float64Array | null {
  const rows: Float64Array[] = Array.from({ length: size }, (_, row) =>
    Float64Array.from({ length: 2 * size }, (_value, column) =>
      column < size ? (matrix[row * size + column] as number) : column - size === row ? 1 : 0,
    ),
  );
  const largest = matrix.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  for (let column = 0; column < size; column++) {
    let pivot = column;
    for (let row = column + 1; row < size; row++)
      if (Math.abs(rows[row]?.[column] ?? 0) > Math.abs(rows[pivot]?.[column] ?? 0)) pivot = row;
    const own = rows[pivot] as Float64Array;
    const value = own[column] as number;
    if (!(Math.abs(value) > 1e-12 * largest)) return null;
    rows[pivot] = rows[column] as Float64Array;
    rows[column] = own;
    for (let at = 0; at < 2 * size; at++) own[at]! /= value;
    for (const row of rows) {
      if (row === own) continue;
      const factor = row[column] as number;
      if (factor !== 0) for (let at = 0; at < 2 * size; at++) row[at]! -= factor * (own[at] as number);
    }
  }
  return Float64Array.from({ length: size * size }, (_, at) => rows[Math.floor(at / size)]?.[size + (at % size)] ?? 0);
}
