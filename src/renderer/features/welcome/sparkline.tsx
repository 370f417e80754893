const width = 64;
const height = 20;
const edge = 1.5;

/** A series in a few points between 0 and 1; a missing one breaks the line. */
export function Sparkline({ points }: { readonly points: readonly (number | null)[] }) {
  return (
    <svg className="recent-line" viewBox={`0 0 ${width} ${height}`} width={width} height={height} aria-hidden="true">
      <path d={pathOf(points)} fill="none" />
    </svg>
  );
}

function pathOf(points: readonly (number | null)[]): string {
  const step = (width - 2 * edge) / Math.max(points.length - 1, 1);
  let isDrawing = false;
  return points
    .map((point, index) => {
      if (point === null) {
        isDrawing = false;
        return "";
      }
      const command = isDrawing ? "L" : "M";
      isDrawing = true;
      return `${command}${(edge + index * step).toFixed(1)} ${(edge + (1 - point) * (height - 2 * edge)).toFixed(1)}`;
    })
    .join("");
}
