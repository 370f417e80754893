/** A file that was opened earlier, as it is offered. Its path stays with main. */
export interface RecentFile {
  readonly id: number;
  /** Without its folder. */
  readonly name: string;
  /** The end of its folder's path, to tell files of one name apart: "…/sales/2026". */
  readonly folder: string;
  readonly series: number;
  /** Points of the first series, older first, each between 0 and 1; empty where it has none. null = missing. */
  readonly sparkline: readonly (number | null)[];
  /** Milliseconds since 1970. */
  readonly openedMs: number;
  /** Stays at the top, and is not forgotten for others. */
  readonly isPinned: boolean;
  /** Not at its place any more. */
  readonly isMissing: boolean;
  readonly kind: "file" | "project";
}

export const recentLimits = {
  /** Files that are remembered besides pinned ones. */
  files: 30,
  points: 32,
} as const;

/** A series as a few points between 0 and 1: means of as many stretches, of a sample of their steps where they are long. */
export function sparklineOf(values: ArrayLike<number>, points: number = recentLimits.points): (number | null)[] {
  const count = Math.min(points, values.length);
  const means = Array.from({ length: count }, (_, point) => {
    const from = Math.floor((point * values.length) / count);
    const to = Math.floor(((point + 1) * values.length) / count);
    const stride = Math.max(1, Math.floor((to - from) / 32));
    let [sum, seen] = [0, 0];
    for (let at = from; at < to; at += stride) {
      const value = values[at] ?? Number.NaN;
      if (Number.isFinite(value)) [sum, seen] = [sum + value, seen + 1];
    }
    return seen === 0 ? Number.NaN : sum / seen;
  });
  const known = means.filter(Number.isFinite);
  if (known.length === 0) return [];
  const low = Math.min(...known);
  const span = Math.max(...known) - low;
  return means.map((mean) => {
    if (!Number.isFinite(mean)) return null;
    return span > 0 && Number.isFinite(span) ? Math.round(((mean - low) / span) * 1000) / 1000 : 0.5;
  });
}
