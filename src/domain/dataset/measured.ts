import { type IngestedSeries, type Quantity, quantityOf } from "#domain/series";
import type { IngestedDataset } from "./dataset.ts";

/** What a series of a dataset measures; the name of the column that its values come from counts where there is one only. */
export function measuredIn(
  { columns }: Pick<IngestedDataset, "columns">,
  { id, values }: Pick<IngestedSeries, "id" | "values">,
): { readonly quantity?: Quantity } {
  const targets = columns.filter(({ role }) => role === "target").map(({ name }) => name);
  const quantity = quantityOf([id, ...(targets.length === 1 ? targets : [])], values);
  return quantity === null ? {} : { quantity };
}
