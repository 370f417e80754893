import type { StepDensity } from "./fan-input.ts";

/**
 * The probability that one step's value is larger than `value`, from its density on a grid: the area above, by trapezia, as a share of the
 * whole. NaN where the step has no density.
 */
export function chanceAbove(density: StepDensity, step: number, value: number): number {
  const { points } = density;
  const from = density.from[step] ?? Number.NaN;
  const spacing = density.step[step] ?? Number.NaN;
  const at = (index: number): number => density.values[step * points + index] ?? Number.NaN;
  let whole = 0;
  let above = 0;
  for (let index = 0; index + 1 < points; index += 1) {
    const [left, right] = [at(index), at(index + 1)];
    const area = ((left + right) / 2) * spacing;
    whole += area;
    const inside = (value - (from + index * spacing)) / spacing;
    if (inside <= 0) above += area;
    else if (inside < 1) {
      const here = left + inside * (right - left);
      above += ((here + right) / 2) * (1 - inside) * spacing;
    }
  }
  return whole > 0 ? Math.min(Math.max(above / whole, 0), 1) : Number.NaN;
}
