/** Whether forecasts of a series are better with its influences: decided by some past origins, checked by newer ones. */
import type { InfluenceVerdict } from "#domain/influence";
import type { Frequency } from "#domain/series";
import { formatCalendarSpan, formatShare } from "#engine/format";

/** What the same model lost at one past origin without and with them: sums of quantile losses over the same steps. */
export interface ComparedOrigin {
  readonly without: number;
  readonly withThem: number;
}

const fewestOrigins = 4;
/** The newest part of the origins, which decide nothing and must agree. */
const checkedShare = 1 / 3;
/** A smaller gain is no gain: the loss is measured on few steps. */
const smallestGain = 0.02;
/**
 * The gain must be so many standard errors of itself: by chance that is one in twenty. Longer steps blur what holidays do, and many
 * of their series have had few of them: there it is one in forty.
 */
const surelyErrors = 1.64;
const surelyErrorsOfLongSteps = 2;

/** Who helps: `holidays`, `holidays and price`; one column is a singular. */
export interface Subject {
  readonly text: string;
  readonly isSingular: boolean;
}

/** @param origins earliest first */
export function judgeInfluences(
  origins: readonly ComparedOrigin[],
  horizon: number,
  frequency: Frequency,
  { text: subject, isSingular }: Subject,
): InfluenceVerdict {
  const [help, notHelp] = isSingular ? ["helps", "doesn't help"] : ["help", "don't help"];
  const usable = origins.filter(
    ({ without, withThem }) => Number.isFinite(without) && Number.isFinite(withThem) && without > 0,
  );
  const count = usable.length;
  if (count < fewestOrigins)
    return {
      ...{ helps: false, change: Number.NaN, changeSince: Number.NaN, origins: count, horizon, notes: [] },
      reason: `the past is too short to tell whether ${subject} ${help}`,
    };
  const checked = Math.max(1, Math.round(count * checkedShare));
  const deciding = usable.slice(0, count - checked);
  const change = changeOver(deciding);
  const changeSince = changeOver(usable.slice(count - checked));
  const span = formatCalendarSpan(count * horizon, frequency);
  const about = { change, changeSince, origins: count, horizon, notes: [] };
  const all = changeOver(usable);
  const share = `${all < 0 ? "−" : "+"}${formatShare(Math.abs(all))}`;
  const limit = isLong(frequency) ? surelyErrorsOfLongSteps : surelyErrors;
  if (change > -smallestGain || all >= 0)
    return { ...about, helps: false, reason: `${subject} ${notHelp}: error ${share} over ${span} of the past` };
  if (!isSure(deciding, limit))
    return {
      ...about,
      helps: false,
      reason: `it is not sure that ${subject} ${help}: error ${share} over ${span} of the past may be chance`,
    };
  if (changeSince > 0)
    return {
      ...about,
      helps: false,
      reason: `${subject} helped earlier, but not lately: error +${formatShare(changeSince)} at the newest ${checked} of ${count} past forecasts`,
    };
  return { ...about, helps: true, reason: `${subject} ${help}: error ${share} over ${span} of the past` };
}

function changeOver(origins: readonly ComparedOrigin[]): number {
  let [before, after] = [0, 0];
  for (const { without, withThem } of origins) [before, after] = [before + without, after + withThem];
  return after / before - 1;
}

/** Whether the mean gain is more than chance makes of it; by ratios, so that one stormy week does not outweigh all others. */
function isSure(origins: readonly ComparedOrigin[], limit: number): boolean {
  const gains = origins.flatMap(({ without, withThem }) => (withThem > 0 ? [Math.log(without / withThem)] : []));
  const mean = gains.reduce((sum, gain) => sum + gain, 0) / gains.length;
  const squares = gains.reduce((sum, gain) => sum + (gain - mean) ** 2, 0);
  return mean > limit * Math.sqrt(squares / Math.max(1, gains.length - 1) / gains.length);
}

function isLong({ unit, count }: Frequency): boolean {
  return ["week", "month", "quarter", "year"].includes(unit) || (unit === "day" && count > 1);
}
