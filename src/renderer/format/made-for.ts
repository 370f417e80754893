import { parseFrequency, type Quantity } from "#domain/series";
import { formatStepSpan } from "#engine/format";

/** "Made for glucose, in steps of 5 minutes", "Made for steps of 1 month, 1 quarter"; null for a model that takes all data. */
export function madeForText({
  frequencies,
  quantity,
}: {
  readonly frequencies: "any" | readonly string[];
  readonly quantity?: Quantity;
}): string | null {
  if (frequencies === "any") return quantity === undefined ? null : `Made for ${quantity}`;
  return `Made for ${quantity === undefined ? "" : `${quantity}, in `}steps of ${frequencies.map((text) => formatStepSpan(1, parseFrequency(text))).join(", ")}`;
}
