/** Where panels stand: as many columns as make them largest. All in pixels at the usual size of text. */

export interface Arrangement {
  readonly columns: number;
  readonly width: number;
  /** Of the drawing, without the panel's head. */
  readonly height: number;
}

export const maxColumns = 6;
export const panelGap = 12;
/** Title and numbers above the drawing, with the panel's padding. */
export const panelHead = 58;
const narrowest = 200;
const lowest = 118;
const highest = 480;
/** Width over height that reads best. */
const bestShape = 1.75;

/**
 * Panels of at least a readable size; within that, all in sight where they can be, and near to a good shape.
 *
 * @param room of the grid, in pixels
 */
export function arranged(count: number, room: { readonly width: number; readonly height: number }): Arrangement {
  const most = Math.max(1, Math.min(maxColumns, count, Math.floor((room.width + panelGap) / (narrowest + panelGap))));
  let best: { readonly made: Arrangement; readonly size: number; readonly isInSight: boolean } | null = null;
  for (let columns = 1; columns <= most; columns += 1) {
    const width = Math.floor((room.width - panelGap * (columns - 1)) / columns);
    const rows = Math.ceil(count / columns);
    const free = Math.floor((room.height - panelGap * (rows - 1)) / rows) - panelHead;
    const height = Math.min(Math.max(free, lowest), highest, Math.max(lowest, Math.round(width / 1.25)));
    const isInSight = free >= lowest;
    const size = Math.min(width, height * bestShape);
    const isBetter = best === null || (isInSight === best.isInSight ? size >= best.size : isInSight);
    if (isBetter) best = { made: { columns, width, height }, size, isInSight };
  }
  return best?.made ?? { columns: 1, width: room.width, height: lowest };
}
