import { parseFrequency } from "#domain/series";
import { formatStepSpan } from "#engine/format";

/** "Made for steps of 5 minutes, 1 month"; null for a model that takes all data. */
export function madeForText(frequencies: "any" | readonly string[]): string | null {
  if (frequencies === "any") return null;
  return `Made for steps of ${frequencies.map((text) => formatStepSpan(1, parseFrequency(text))).join(", ")}`;
}
