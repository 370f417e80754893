import { formatCount, formatDuration } from "#renderer/format";
import type { BackgroundProgress } from "#renderer/forecasts";

type Progress = Pick<BackgroundProgress, "computed" | "total" | "reused" | "paused">;

/** How much of the history is computed, and, where that does not go on, why and when it is tried again. */
export function progressText({ paused, ...progress }: Progress): string {
  const text = computedText(progress);
  if (paused === undefined) return text;
  const { reason, retryInMs } = paused;
  return `${text}. Paused: ${reason}${retryInMs === null ? "" : ` Next try in ${formatDuration(retryInMs)}.`}`;
}

/** With what an earlier file had computed already. */
function computedText({ computed, total, reused }: Omit<Progress, "paused">): string {
  const isDone = computed >= total;
  if (reused === 0)
    return isDone
      ? `All ${formatCount(total)} past forecasts ready`
      : `${formatCount(computed)} of ${formatCount(total)} past forecasts ready`;
  const reusedOf = `${formatCount(reused)} of ${formatCount(total)} forecasts reused`;
  return isDone ? reusedOf : `${reusedOf}, ${formatCount(computed)} ready`;
}
