import type { ValueScaleKind } from "#domain/chart";
import { type FanLine, type LinesOptions, linesShape, type LinesShape } from "#engine/figure";
import { markOf } from "#renderer/charts";
import { indexAtOrAfter } from "#renderer/forecasts";
import { type Band, shareOf } from "./look.ts";
import type { PanelView } from "./use-pictures.ts";

/** As SVG writes them. */
const dashes = { solid: "", dash: "7 4", dot: "2 4", dashdot: "8 4 2 4" } as const;

export interface LineLook {
  readonly colour: string;
  readonly dashes: string;
}

/** Lines differ by colour and dashes, in the order of the panels. */
export function lineLook(index: number, isDark: boolean): LineLook {
  const mark = markOf(index);
  return { colour: isDark ? mark.dark : mark.light, dashes: dashes[mark.dash] };
}

/** All forecasts in one drawing; null while none of them is there. */
export function linesOf(
  views: readonly PanelView[],
  how: { readonly band: Band; readonly scale: ValueScaleKind; readonly isIndexed: boolean; readonly isDark: boolean },
): LinesShape | null {
  const lines = views.flatMap(({ picture, title }, index): FanLine[] => {
    if (typeof picture === "string") return [];
    const { valueRange: _range, ...input } = picture.input;
    return [{ ...lineLook(index, how.isDark), name: title, input }];
  });
  if (lines.length === 0) return null;
  const { isIndexed } = how;
  return linesShape(lines, {
    share: shareOf(how.band),
    scale: how.scale,
    observed: isIndexed ? null : observedOf(views),
  });
}

/** What happened, where all are forecasts of one series. */
function observedOf(views: readonly PanelView[]): LinesOptions["observed"] {
  const [first] = views;
  const kind = first?.panel.compared.kind;
  if (kind !== "models" && kind !== "origins") return null;
  const shown = views.flatMap(({ panel, picture }) =>
    panel.shown === null || typeof picture === "string" ? [] : [{ values: panel.shown.values, input: picture.input }],
  );
  const [one] = shown;
  if (one === undefined) return null;
  const { times, values } = one.values;
  const start = Math.min(...shown.map(({ input }) => input.historyTimes[0] ?? Infinity));
  const from = indexAtOrAfter(times, start);
  return { times: times.subarray(from), values: values.subarray(from) };
}
