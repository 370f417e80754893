import { EngineError } from "#domain/errors";
import { groupColumnsOf, partsOf, type Dataset } from "#domain/dataset";

/**
 * What a threshold says of values.
 *
 * - `above`, `below`: beyond it are values above, or below, `value`; one on it is not.
 * - `range`: beyond it are values outside of `low` to `high`.
 * - `target`: at the one step at `time`, wall-clock milliseconds, at least `value` is wanted; below is beyond.
 * - `stock`: how much to have for the next `leadSteps` steps together, at a service level; nothing is beyond it.
 */
export type ThresholdRule =
  | { readonly kind: "above"; readonly value: number }
  | { readonly kind: "below"; readonly value: number }
  | { readonly kind: "range"; readonly low: number; readonly high: number }
  | { readonly kind: "target"; readonly value: number; readonly time: number }
  | { readonly kind: "stock"; readonly service: Service; readonly leadSteps: number };

/** The level itself, a fraction in (0, 1), or what a unit too few and a unit too many cost, from which it follows. */
export type Service =
  | { readonly by: "level"; readonly level: number }
  | { readonly by: "cost"; readonly under: number; readonly over: number };

export const thresholdKinds = [
  "above",
  "below",
  "range",
  "target",
  "stock",
] as const satisfies readonly ThresholdRule["kind"][];
export type ThresholdKind = ThresholdRule["kind"];

/** A rule that values can be beyond. */
export type LimitRule = Exclude<ThresholdRule, { readonly kind: "stock" }>;
export type StockRule = Extract<ThresholdRule, { readonly kind: "stock" }>;

/** How bad it is to be beyond it, which is its colour. */
export const severities = ["notice", "warning", "critical"] as const;
export type Severity = (typeof severities)[number];

/** Whose threshold it is: each series' that it names, by its own values, or that of a sum of series. */
export type ThresholdScope =
  | { readonly kind: "all" }
  | { readonly kind: "series"; readonly series: string }
  /** Those that the column, by its label, says this of. */
  | { readonly kind: "group"; readonly column: string; readonly value: string }
  /** What all series come to together at each step; with a column those that it, by its label, says this of. */
  | { readonly kind: "sum"; readonly of: { readonly column: string; readonly value: string } | null };

/** What a user asks for. */
export interface ThresholdEdit {
  /** Empty where the rule says enough. */
  readonly name: string;
  readonly rule: ThresholdRule;
  readonly scope: ThresholdScope;
  /** Wall-clock milliseconds of the first and the last step that it is about, both included; null: without end. */
  readonly from: number | null;
  readonly to: number | null;
  readonly unit: string;
  readonly severity: Severity;
}

export interface Threshold extends ThresholdEdit {
  /** Of its log, counted from 1 and never given twice. */
  readonly id: number;
}

export const thresholdLimits = {
  /** Of one file. */
  thresholds: 500,
  /** Steps that can be undone; the oldest become one beyond that. */
  steps: 500,
  /** Characters of a name, and of a unit. */
  name: 100,
  unit: 24,
  /** Steps of a lead time. */
  leadSteps: 1024,
} as const;

export function isLimit(rule: ThresholdRule): rule is LimitRule {
  return rule.kind !== "stock";
}

/** The number that is drawn and sorted by: a range's is its upper end; NaN of a stock rule. */
export function valueOf(rule: ThresholdRule): number {
  return rule.kind === "stock" ? Number.NaN : rule.kind === "range" ? rule.high : rule.value;
}

/** The lines that are drawn of it. */
export function linesOf(rule: ThresholdRule): readonly number[] {
  return rule.kind === "stock" ? [] : rule.kind === "range" ? [rule.low, rule.high] : [rule.value];
}

/** Whether a value is beyond it; never for NaN. */
export function isBeyond(rule: LimitRule, value: number): boolean {
  switch (rule.kind) {
    case "above":
      return value > rule.value;
    case "below":
    case "target":
      return value < rule.value;
    case "range":
      return value < rule.low || value > rule.high;
  }
}

/** u / (u + o): the share of cases in which what is ordered should be enough (Arrow, Harris & Marschak 1951). */
export function criticalRatio(under: number, over: number): number {
  return under / (under + over);
}

/** The level that a service asks for, in (0, 1). */
export function serviceLevel(service: Service): number {
  return service.by === "level" ? service.level : criticalRatio(service.under, service.over);
}

/** Whether a step at this wall-clock time is one that it is about. */
export function isAbout({ rule, from, to }: Pick<ThresholdEdit, "rule" | "from" | "to">, time: number): boolean {
  if (rule.kind === "target" && time !== rule.time) return false;
  return time >= (from ?? Number.NEGATIVE_INFINITY) && time <= (to ?? Number.POSITIVE_INFINITY);
}

/** Whether a series of the dataset has it, by its own values: no series has one of a sum. */
export function appliesTo(
  { scope }: Pick<ThresholdEdit, "scope">,
  dataset: Pick<Dataset, "columns">,
  series: string,
): boolean {
  if (scope.kind === "all") return true;
  if (scope.kind === "series") return scope.series === series;
  return scope.kind === "group" && isOfGroup(scope, dataset, series);
}

/** Whether it says something of the series: it has it, or is one of those that are summed. */
export function concerns(
  threshold: Pick<ThresholdEdit, "scope">,
  dataset: Pick<Dataset, "columns">,
  series: string,
): boolean {
  const { scope } = threshold;
  if (scope.kind !== "sum") return appliesTo(threshold, dataset, series);
  return scope.of === null || isOfGroup(scope.of, dataset, series);
}

function isOfGroup(
  group: { readonly column: string; readonly value: string },
  dataset: Pick<Dataset, "columns">,
  series: string,
): boolean {
  const columns = groupColumnsOf(dataset);
  const part = columns.find(({ label }) => label === group.column)?.part;
  return part !== undefined && partsOf(series, columns.length)?.[part] === group.value;
}

/** @throws EngineError wrong-arguments, with what is wrong in a sentence */
export function checkThreshold({ rule, from, to, name, unit }: ThresholdEdit): void {
  if (name.length > thresholdLimits.name)
    throw refused(`A threshold's name has ${thresholdLimits.name} characters at most.`);
  if (unit.length > thresholdLimits.unit) throw refused(`A unit has ${thresholdLimits.unit} characters at most.`);
  if (from !== null && to !== null && from > to) throw refused("A threshold must not end before it begins.");
  if (!linesOf(rule).every(Number.isFinite)) throw refused("A threshold needs a number.");
  if (rule.kind === "range" && rule.low >= rule.high)
    throw refused("The lower end of a range must be below its upper end.");
  if (rule.kind === "target" && !Number.isFinite(rule.time)) throw refused("A target needs the date that it is for.");
  if (rule.kind === "stock") checkStock(rule);
}

function checkStock({ service, leadSteps }: StockRule): void {
  if (service.by === "level" && !(service.level > 0 && service.level < 1))
    throw refused("A service level lies between 0 and 1, and is neither of them.", "For example 0.95");
  if (service.by === "cost" && !(isCost(service.under) && isCost(service.over)))
    throw refused("What a unit too few and a unit too many cost must both be above zero.");
  if (!Number.isInteger(leadSteps) || leadSteps < 1 || leadSteps > thresholdLimits.leadSteps)
    throw refused(`A lead time has 1 to ${thresholdLimits.leadSteps} steps.`);
}

function isCost(value: number): boolean {
  return Number.isFinite(value) && value > 0;
}

function refused(message: string, hint?: string): EngineError {
  return new EngineError("wrong-arguments", message, hint === undefined ? {} : { hint });
}
