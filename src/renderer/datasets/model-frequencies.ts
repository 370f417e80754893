import type { Frequency, ModelInfo } from "#contract/data";
import type { ModelsState } from "#contract/ipc";
import { formatSteps } from "#renderer/format";

type Frequencies = ModelInfo["frequencies"];

/** Whether a model was made for these steps. Manifests write "5 minute", and "month" or "1 month". */
export function suitsFrequency(frequencies: Frequencies, { unit, count }: Frequency): boolean {
  return (
    frequencies === "any" || frequencies.includes(`${count} ${unit}`) || (count === 1 && frequencies.includes(unit))
  );
}

/** "Made for steps of 5 minutes, 1 month"; null for a model that takes all data. */
export function madeForText(frequencies: Frequencies): string | null {
  if (frequencies === "any") return null;
  return `Made for steps of ${frequencies.map((text) => formatSteps(1, frequencyOf(text))).join(", ")}`;
}

function frequencyOf(text: string): Frequency {
  const [first = "", unit = first] = text.split(" ");
  return { unit: unit as Frequency["unit"], count: unit === first ? 1 : Number(first) };
}

/** The user's default for a frequency, or the one for all others. */
export function defaultModelFor(
  { defaults, models, defaultModel }: Pick<ModelsState, "defaults" | "models" | "defaultModel">,
  { unit, count }: Frequency,
): string {
  const own = defaults.find(({ frequency }) => frequency?.unit === unit && frequency.count === count)?.model;
  const isUsable = models.some(({ id, state }) => id === own && (state === "ready" || state === "loading"));
  return own !== undefined && isUsable ? own : defaultModel;
}
