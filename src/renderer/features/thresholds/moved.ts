import type { ThresholdRule } from "#domain/threshold";

/** The rule with one of its lines at another value. Ends of a range do not pass each other. @param end of a range: 0 the lower */
export function movedTo(rule: ThresholdRule, end: number, value: number): ThresholdRule {
  if (rule.kind === "stock") return rule;
  if (rule.kind !== "range") return { ...rule, value };
  if (end === 0) return value < rule.high ? { ...rule, low: value } : rule;
  return value > rule.low ? { ...rule, high: value } : rule;
}
