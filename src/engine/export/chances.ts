import { formatTimestamp } from "#engine/series";
import { type AnsweredThreshold, isLimit, type LimitReliability, type ThresholdEdit } from "#domain/threshold";

/** Of a thousand paths a chance has no more digits. */
const digits = 4;

/** In files for programs. */
export function roundedChance(chance: number | null | undefined): number | null {
  return chance == null ? null : Number(chance.toFixed(digits));
}

/** "chance above 120": the name of the column of a limit's chances at each step; null of a stock rule. */
export function chanceColumn({ rule }: Pick<ThresholdEdit, "rule">): string | null {
  if (!isLimit(rule)) return null;
  if (rule.kind === "range") return `chance outside ${rule.low} to ${rule.high}`;
  const side = rule.kind === "above" ? "above" : "below";
  return `chance ${side} ${rule.value}${rule.kind === "target" ? ` at ${formatTimestamp(rule.time)}` : ""}`;
}

/** A threshold as documents hold it. Times are those of the forecast's steps. */
export function thresholdDocument(
  { threshold, answer, reliability }: AnsweredThreshold,
  timestamps: readonly string[],
) {
  const { name, rule, unit } = threshold;
  const { limit, stock, problem } = answer;
  const at = (step: number): string | null => timestamps[step] ?? null;
  return {
    ...(name === "" ? {} : { name }),
    ...(unit === "" ? {} : { unit }),
    ...(rule.kind === "target" ? { ...rule, time: formatTimestamp(rule.time) } : rule),
    ...(problem === null ? {} : { problem }),
    ...(limit === null
      ? {}
      : {
          ever: roundedChance(limit.ever),
          never: roundedChance(1 - limit.ever),
          expectedSteps: roundedChance(limit.expectedSteps),
          first:
            limit.first === null
              ? null
              : {
                  likeliest: at(limit.first.likeliest),
                  ...{ "0.1": at(limit.first.early), "0.5": at(limit.first.middle), "0.9": at(limit.first.late) },
                },
          at: limit.at.map(roundedChance),
          by: limit.by.map(roundedChance),
        }),
    ...(stock === null
      ? {}
      : {
          level: stock.level,
          order: inSinglePrecision(stock.order),
          mean: inSinglePrecision(stock.mean),
          short: inSinglePrecision(stock.short),
          left: inSinglePrecision(stock.left),
          fillRate: roundedChance(stock.fillRate),
          cost: stock.cost === null ? null : inSinglePrecision(stock.cost),
        }),
    ...(reliability === undefined ? {} : { reliability: shortened(reliability) }),
  };
}

/** Scores of past chances, without digits that say nothing. */
function shortened(reliability: LimitReliability): LimitReliability {
  const short = (_key: string, value: unknown): unknown =>
    typeof value === "number" ? Number(value.toPrecision(6)) : value;
  return JSON.parse(JSON.stringify(reliability, short)) as LimitReliability;
}

/** Forecasts have no more digits than these. */
function inSinglePrecision(value: number): number {
  return Number(value.toPrecision(7));
}
