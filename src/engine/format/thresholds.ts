import type { Frequency } from "#domain/series";
import type {
  AnsweredThreshold,
  ChanceReliability,
  LimitChances,
  StockAnswer,
  Threshold,
  ThresholdEdit,
} from "#domain/threshold";
import { formatCount, formatShare, plural, valueFormatter } from "./numbers.ts";
import type { NumberFormat } from "./number-format.ts";
import { formatCalendarSpan, formatSteps } from "./steps.ts";
import { writeShortest } from "./written-number.ts";
import { formatStep } from "./times.ts";

/** How the values and the times of one series are written. */
export interface ThresholdContext {
  readonly frequency: Frequency;
  readonly number: NumberFormat;
  /** The series counts things, of which there are no parts: an amount to have is whole. */
  readonly isCount?: boolean;
}

/** As it was typed: a limit has no more decimals than its user gave it. */
function shortest(value: number): string {
  const size = value === 0 ? 0 : Math.floor(Math.log10(Math.abs(value)));
  return writeShortest(value, Math.max(0, Math.min(12, 6 - size)));
}

/** "34 %"; what is all but certain is not said to be. */
export function chanceText(chance: number): string {
  if (chance < 0.005) return "less than 1\u00A0%";
  return chance > 0.995 ? "more than 99\u00A0%" : formatShare(chance);
}

/** "Above 120 MW", or what the user calls it. */
export function thresholdName(
  { name, ...rest }: Pick<ThresholdEdit, "name" | "rule" | "unit"> & Partial<Pick<ThresholdEdit, "scope">>,
  context: Pick<ThresholdContext, "frequency">,
): string {
  return name.trim() === "" ? ruleText(rest, context) : name.trim();
}

/** "Sum of North": whom it is about, where that is no series; empty where it is one. */
export function summedText(scope: ThresholdEdit["scope"] | undefined): string {
  if (scope?.kind !== "sum") return "";
  return scope.of === null ? "Sum of all series" : `Sum of ${scope.of.value}`;
}

const small = (text: string): string => `${text.charAt(0).toLowerCase()}${text.slice(1)}`;

/** "Above 120 MW", "Less than 90 on 12 May 2026", "Stock for 4 weeks", "Sum of North above 120". */
export function ruleText(
  { rule, unit, scope }: Pick<ThresholdEdit, "rule" | "unit"> & Partial<Pick<ThresholdEdit, "scope">>,
  context: Pick<ThresholdContext, "frequency">,
): string {
  const [whom, what] = [summedText(scope), ownRuleText({ rule, unit }, context)];
  if (whom === "") return what;
  return rule.kind === "stock" ? `${whom}: ${small(what)}` : `${whom} ${small(what)}`;
}

function ownRuleText(
  { rule, unit }: Pick<ThresholdEdit, "rule" | "unit">,
  { frequency }: Pick<ThresholdContext, "frequency">,
): string {
  const of = (value: number): string => (unit === "" ? shortest(value) : `${shortest(value)}\u00A0${unit}`);
  switch (rule.kind) {
    case "above":
      return `Above ${of(rule.value)}`;
    case "below":
      return `Below ${of(rule.value)}`;
    case "range":
      return `Outside ${shortest(rule.low)} to ${of(rule.high)}`;
    case "target":
      return `Less than ${of(rule.value)} ${preposition(frequency)} ${formatStep(rule.time, frequency)}`;
    case "stock":
      return `Stock for ${spanText(rule.leadSteps, frequency)}`;
  }
}

/** "in May 2026", "on 12 May 2026", "at 12 May 2026 13:00". */
function preposition({ unit }: Frequency): string {
  if (unit === "month" || unit === "quarter" || unit === "year") return "in";
  return unit === "day" || unit === "businessDay" || unit === "week" ? "on" : "at";
}

/** Steps that have no name of their own by how long they are: "24 months", but 72 steps of 5 minutes are "6 hours". */
function spanText(steps: number, frequency: Frequency): string {
  return frequency.count === 1 ? formatSteps(steps, frequency) : formatCalendarSpan(steps, frequency);
}

/** "the next month", and not "the next 1 month". */
function nextText(steps: number, frequency: Frequency): string {
  return spanText(steps, frequency).replace(/^1 /, "");
}

/** What a forecast says of a limit. "Above 120 in the next 14 days: 34 %. Most likely first on 12 May 2026." */
export function limitText(
  threshold: Pick<Threshold, "name" | "rule" | "unit" | "from" | "to"> & Partial<Pick<Threshold, "scope">>,
  { ever, first, steps, expectedSteps, at }: LimitChances,
  times: ArrayLike<number>,
  context: ThresholdContext,
): string {
  const { frequency } = context;
  const rule = ruleText(threshold, context);
  const own = threshold.name.trim();
  const name = own === "" ? rule : `${own} (${small(rule)})`;
  if (threshold.rule.kind === "target") return `${name}: ${chanceText(ever)}.`;
  const about =
    steps === at.length
      ? `in the next ${nextText(at.length, frequency)}`
      : `in ${formatCount(steps)} of the next ${formatSteps(at.length, frequency)}`;
  const sentences = [`${name} ${about}: ${chanceText(ever)}.`];
  const when = (step: number): string => formatStep(times[step] ?? Number.NaN, frequency);
  if (first !== null && ever >= 0.005) {
    const span =
      first.early === first.late ? "" : `, and in 8 of 10 such cases from ${when(first.early)} to ${when(first.late)}`;
    sentences.push(
      `${ever > 0.5 ? "Most" : "If so, most"} likely first ${preposition(frequency)} ${when(first.likeliest)}${span}.`,
    );
    if (expectedSteps >= 1.5)
      sentences.push(`About ${spanText(Math.round(expectedSteps), frequency)} beyond it are expected.`);
  }
  return sentences.join(" ");
}

/** "Have 1,320 for the next 4 weeks: enough in 95 % of futures. 1,100 are expected; 220 is the safety stock." */
export function stockText(
  { level, leadSteps, order, mean, fillRate, cost }: StockAnswer,
  { frequency, number, isCount = false }: ThresholdContext,
  unit = "",
): string {
  const amount = isCount ? Math.ceil(order - 1e-6) : order;
  const whole = isCount ? formatCount : number;
  const withUnit = (text: string): string => (unit === "" ? text : `${text}\u00A0${unit}`);
  const of = (value: number): string => withUnit(number(value));
  const sentences = [
    `Have ${withUnit(whole(amount))} for the next ${nextText(leadSteps, frequency)}: enough in ${formatShare(level)} of cases.`,
    `${of(mean)} are expected, so ${of(amount - mean)} of it is the safety stock.`,
  ];
  if (fillRate !== null) sentences.push(`It meets ${chanceText(fillRate)} of the demand on average.`);
  if (cost !== null)
    sentences.push(`What is missing or left over costs ${number(cost)} on average, the least that any amount can.`);
  return sentences.join(" ");
}

/** What a threshold comes to, in sentences; why it can't be said where it can't. */
export function answerText(
  { threshold, answer }: AnsweredThreshold,
  times: ArrayLike<number>,
  context: ThresholdContext,
): string {
  if (answer.limit !== null) return limitText(threshold, answer.limit, times, context);
  const name = thresholdName(threshold, context);
  if (answer.stock !== null) {
    const said = stockText(answer.stock, context, threshold.unit);
    return threshold.name.trim() === "" && threshold.scope.kind !== "sum" ? said : `${name}: ${said}`;
  }
  return `${name}: ${answer.problem ?? "There is no answer."}`;
}

/** What a threshold of a sum comes to, and how such chances did in the past where that was looked at. */
export function sumText({
  times,
  frequency,
  isCount,
  ...one
}: AnsweredThreshold & {
  readonly times: ArrayLike<number>;
  readonly frequency: Frequency;
  readonly isCount: boolean;
}): string {
  const { limit, stock } = one.answer;
  const amounts = stock === null ? [] : [stock.order, stock.mean];
  const text = answerText(one, times, { frequency, number: valueFormatter(amounts), isCount });
  const judged = limit === null ? null : (one.reliability?.steps ?? null);
  return judged === null ? text : `${text} ${reliabilityText(judged, "past steps")}`;
}

/** One after the other, steps beyond a limit are one occasion. */
function spellsText(spells: number, events: number): string {
  if (events === spells) return `only ${spells === 1 ? "once" : `${formatCount(spells)} times`}`;
  return spells === 1 ? "a single occasion" : `only ${formatCount(spells)} occasions`;
}

/** Whether the past bears out such chances, in sentences. @param of what they are about: "days" */
export function reliabilityText(found: ChanceReliability, of: string): string {
  const { verdict, stated, events, spells, steps, origins, skill } = found;
  const share = events / steps;
  const happened = `it happened in ${formatCount(events)} of ${formatCount(steps)} ${of}`;
  const said = `In ${plural(origins, "past forecast", "past forecasts")} ${chanceText(stated)} was stated on average, and ${happened} (${chanceText(share)})`;
  const better =
    skill === null
      ? ""
      : skill > 0.005
        ? ` Error ${formatShare(skill)} lower than always stating how often it had happened before.`
        : " No better than always stating how often it had happened before.";
  switch (verdict) {
    case "too-few": {
      const why =
        events === 0
          ? "it never happened there"
          : spells < 5
            ? `${events === spells ? "it happened there" : "these were"} ${spellsText(spells, events)}`
            : origins < 8
              ? "there are so few forecasts"
              : "there is hardly a step at which it did not";
      return `${said}: too few to judge by, since ${why}.`;
    }
    case "held":
      return `${said}: as stated.${better}`;
    case "too-high":
      return `${said}: the chances were too high.${better}`;
    case "too-low":
      return `${said}: the chances were too low.${better}`;
  }
}
