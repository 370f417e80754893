import type { FanInput } from "./fan-input.ts";
import { fanShape, formatOf } from "./fan-shape.ts";
import { formatShare, formatStep } from "#engine/format";

/** A sentence for people who don't see the picture, and for its accessible description. */
export function describeFan(input: FanInput): string {
  const formatTime = (time: number): string => formatStep(time, input.frequency);
  const shape = fanShape(input);
  const format = formatOf(shape);
  const last = shape.median.at(-1);
  const steps = input.times.length;
  const parts = [
    `${shape.history.length} observed steps up to ${formatTime(shape.boundaryTime)}, then a forecast of ${steps} ${steps === 1 ? "step" : "steps"}.`,
  ];
  if (last !== undefined) {
    const ranges = [...shape.intervals]
      .reverse()
      .map(
        (interval) =>
          `${formatShare(interval.share)} between ${format(interval.anchoredLower.at(-1) ?? Number.NaN)} and ${format(interval.anchoredUpper.at(-1) ?? Number.NaN)}`,
      );
    const tail = ranges.length > 0 ? `; ${ranges.join(", ")}` : "";
    parts.push(`At ${formatTime(last.time)} the median is ${format(last.value)}${tail}.`);
  }
  if (shape.actuals.length > 0) parts.push("The actual values are drawn over the forecast.");
  return parts.join(" ");
}
