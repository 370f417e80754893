import { type PlotArea, pixelY } from "#renderer/charts";
import type { PointedChance } from "./chance-words.ts";

/** Widest part of it, in pixels. */
const width = 72;

/** The distribution at one step beside its line, with the part above the pointer's value in full colour. */
export function HalfDensity({
  area,
  x,
  chance,
}: {
  readonly area: PlotArea;
  readonly x: number;
  readonly chance: PointedChance;
}) {
  const { density, step, value } = chance;
  const { points } = density;
  const row = density.values.subarray(step * points, (step + 1) * points);
  const peak = row.reduce((most, one) => Math.max(most, one), 0);
  if (!(peak > 0)) return null;
  const from = density.from[step] ?? 0;
  const spacing = density.step[step] ?? 0;
  // Where there is no room on the right, which is where the fan ends, it opens to the left.
  const side = x + width > area.left + area.width + 60 ? -1 : 1;
  const outline = Array.from(row, (one, index) => {
    const y = Math.min(Math.max(pixelY(area, from + index * spacing), area.top), area.top + area.height);
    return `${(x + (side * width * one) / peak).toFixed(1)} ${y.toFixed(1)}`;
  });
  const ends = [from, from + (points - 1) * spacing].map((end) =>
    Math.min(Math.max(pixelY(area, end), area.top), area.top + area.height).toFixed(1),
  );
  const path = `M${x} ${ends[0]}L${outline.join("L")}L${x} ${ends[1]}Z`;
  const at = Math.min(Math.max(pixelY(area, value), area.top), area.top + area.height);
  return (
    <svg className="half-density" width="100%" height="100%">
      <clipPath id="half-density-above">
        <rect x={0} y={0} width="100%" height={at} />
      </clipPath>
      <path d={path} className="half-density-all" />
      <path d={path} className="half-density-above" clipPath="url(#half-density-above)" />
      <line x1={x} x2={x + side * width} y1={at} y2={at} className="half-density-line" />
    </svg>
  );
}
