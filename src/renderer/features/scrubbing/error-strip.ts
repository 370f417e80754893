import type { PastErrors } from "#domain/score";
import { type MapScale, pixelOf, placeOfOrigin, stepWidth } from "./map-scale.ts";

/** Whether a past forecast's range held what it claims: as often as claimed, more often than not, or less. */
export type Hold = "held" | "partly" | "missed";

export function holdOf(inside: number, level: number): Hold {
  if (inside >= level) return "held";
  return inside >= 0.5 ? "partly" : "missed";
}

/** Paths of SVG, `height` pixels high. */
export interface ErrorStrip {
  /** Where something is known. */
  readonly known: string;
  /** Bars, the higher the larger the error, by whether the range held; `unsaid` where that is not known. */
  readonly bars: Readonly<Record<Hold | "unsaid", string>>;
}

/** Narrower bars can't be told apart. */
const narrowest = 2;

/** A bar for each past forecast, or where they are too dense for the worst error of each column and the mean share inside. */
export function errorStrip(past: PastErrors, scale: MapScale, height: number): ErrorStrip {
  const step = stepWidth(scale);
  const perBar = Math.max(1, Math.ceil(narrowest / step));
  const width = perBar * step;
  const gap = width >= 5 ? 1 : 0;
  const highest = usualMaximum(past.errors);
  const bars = { held: "", partly: "", missed: "", unsaid: "" };
  let known = "";
  for (let first = 0; first < past.errors.length; first += perBar) {
    const column = columnOf(past, first, Math.min(first + perBar, past.errors.length));
    if (column === null) continue;
    const x = pixelOf(scale, placeOfOrigin(scale, past.oldest + first) - 0.5);
    const size = highest === 0 ? 0 : Math.min(column.error / highest, 1);
    // A forecast without an error is there, too.
    const high = Math.max(size * height, 1.5);
    const kind = Number.isNaN(column.inside) ? "unsaid" : holdOf(column.inside, past.level);
    known += `M${x.toFixed(1)} 0h${width.toFixed(2)}v${height}h${(-width).toFixed(2)}z`;
    const [w, h] = [(width - gap).toFixed(2), high.toFixed(1)];
    bars[kind] += `M${x.toFixed(1)} ${height}v-${h}h${w}v${h}z`;
  }
  return { known, bars };
}

function columnOf(
  { errors, inside }: PastErrors,
  from: number,
  to: number,
): { readonly error: number; readonly inside: number } | null {
  let error = Number.NaN;
  let sum = 0;
  let count = 0;
  for (let entry = from; entry < to; entry += 1) {
    const one = errors[entry] ?? Number.NaN;
    if (!(one <= error)) error = Number.isNaN(one) ? error : one;
    const share = inside[entry] ?? Number.NaN;
    if (Number.isNaN(share)) continue;
    sum += share;
    count += 1;
  }
  return Number.isNaN(error) ? null : { error, inside: sum / count };
}

/** Of a hundred errors the two largest go beyond it: one blow would make all others look alike. */
function usualMaximum(errors: Float64Array): number {
  const sorted = errors.filter((error) => !Number.isNaN(error)).sort();
  return sorted[Math.min(Math.floor(sorted.length * 0.98), sorted.length - 1)] ?? 0;
}
