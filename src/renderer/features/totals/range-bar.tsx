/** A row's range as a picture: on one scale with the rows beside it. */
export interface RangeScale {
  readonly from: number;
  readonly to: number;
}

export interface RangeBarProps {
  readonly low: number;
  readonly median: number;
  readonly high: number;
  /** Drawn as a line of its own; NaN: nothing. */
  readonly before: number;
  readonly scale: RangeScale;
}

/** In parts of the width. */
const width = 100;

export function RangeBar({ low, median, high, before, scale: { from, to } }: RangeBarProps) {
  if (![low, median, high].every(Number.isFinite) || !(to > from)) return null;
  const x = (value: number): number => ((value - from) / (to - from)) * width;
  return (
    <svg className="totals-bar" viewBox={`0 0 ${width} 16`} preserveAspectRatio="none" aria-hidden="true">
      {from < 0 && to > 0 ? <line className="totals-bar-zero" x1={x(0)} x2={x(0)} y1={0} y2={16} /> : null}
      <rect className="totals-bar-range" x={x(low)} width={Math.max(x(high) - x(low), 0.8)} y={4} height={8} />
      <line className="totals-bar-median" x1={x(median)} x2={x(median)} y1={2} y2={14} />
      {Number.isFinite(before) ? (
        <line className="totals-bar-before" x1={x(before)} x2={x(before)} y1={2} y2={14} />
      ) : null}
    </svg>
  );
}
