import { formatCount } from "#renderer/format";
import type { BackgroundProgress } from "#renderer/forecasts";

/** How much of the history is computed, and what an earlier file had computed already. */
export function progressText({
  computed,
  total,
  reused,
}: Pick<BackgroundProgress, "computed" | "total" | "reused">): string {
  const isDone = computed >= total;
  if (reused === 0)
    return isDone
      ? `All ${formatCount(total)} past forecasts ready`
      : `${formatCount(computed)} of ${formatCount(total)} past forecasts ready`;
  const reusedOf = `${formatCount(reused)} of ${formatCount(total)} forecasts reused`;
  return isDone ? reusedOf : `${reusedOf}, ${formatCount(computed)} ready`;
}
