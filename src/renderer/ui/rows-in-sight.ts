/** Rows beyond the edges that are drawn, too, so that none is missing while one scrolls. */
const spare = 12;

/** The rows to draw of a table that is scrolled to `top`: from one to before another. All in pixels. */
export function rowsInSight(
  { top, height }: { readonly top: number; readonly height: number },
  rowHeight: number,
  rows: number,
): { readonly from: number; readonly to: number } {
  const last = Math.min(rows, Math.ceil((top + height) / rowHeight) + spare);
  // After a filter the place may lie beyond the last row until the browser has moved it.
  const first = Math.min(Math.floor(top / rowHeight), last - Math.ceil(height / rowHeight)) - spare;
  return { from: Math.max(0, first), to: Math.max(0, last) };
}
