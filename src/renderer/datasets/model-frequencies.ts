import type { ModelInfo } from "#domain/model";
import type { Frequency } from "#domain/series";
import { formatSteps } from "#renderer/format";

type Frequencies = ModelInfo["frequencies"];

/** "Made for steps of 5 minutes, 1 month"; null for a model that takes all data. */
export function madeForText(frequencies: Frequencies): string | null {
  if (frequencies === "any") return null;
  return `Made for steps of ${frequencies.map((text) => formatSteps(1, frequencyOf(text))).join(", ")}`;
}

function frequencyOf(text: string): Frequency {
  const [first = "", unit = first] = text.split(" ");
  return { unit: unit as Frequency["unit"], count: unit === first ? 1 : Number(first) };
}
